import { customerAlone, lineOf } from '../comparison/customers.fixture.ts';
import type { CanceledDay } from '../canceled-day.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { otherCanceledDays } from './canceled-day-billed.ts';
import type { ComparedRow } from './invoice-comparison.ts';

const acme = lineOf('Acme');

/** One line of 9 × 4.00, ended by Seatwise, as its month was composed. */
function ended(
  lastBilledDay: string,
  setting: CanceledDay,
  billsIn: 'advance' | 'arrears',
): CompositionInput {
  const canceledDate = setting === 'billed' ? lastBilledDay : next(lastBilledDay);
  return {
    ...customerAlone({ name: 'Acme', seats: [0], lines: [{ quantity: '9', cancelledDate: canceledDate }] }),
    today: '2027-01-31',
    ownDates: [{ psaLineId: acme, lastBilledDay, ...(setting === 'billed' ? {} : { canceledDate }) }],
    billsIn: { 1: billsIn },
    ...(setting === 'billed' ? {} : { canceledDay: setting }),
  };
}

const next = (day: string): string => new Date(Date.parse(day) + 24 * 3_600_000).toISOString().slice(0, 10);

const row = (input: CompositionInput, more: Partial<ComparedRow>): ComparedRow => ({
  companyId: 'C',
  companyName: 'Acme',
  agreementId: input.lines[0]!.agreementId,
  agreementName: 'Acme',
  psaLineId: acme,
  product: 'DUO-ESS',
  currency: 'USD',
  invoices: [{ number: 'INV-1', day: '2027-01-01', state: 'invoiced', kind: 'invoice' }],
  expectedQuantity: null,
  expected: '0',
  billedQuantity: null,
  billed: '0',
  difference: '0',
  reasons: [],
  ...more,
});

const shown = (input: CompositionInput, more: Partial<ComparedRow>) =>
  otherCanceledDays({ input, lines: composeUsage(input), rows: [row(input, more)] });

describe('RULES 17: the canceled day on an invoice', () => {
  it.each<[string, string, CanceledDay, 'advance' | 'arrears', string, CanceledDay | null]>([
    ['of its first day bills nothing', '2027-01-01', 'billed', 'advance', '0', 'not-billed'],
    ['of its first day bills the period', '2027-01-01', 'billed', 'advance', '36', null],
    ['of its first day bills that day', '2027-01-01', 'billed', 'advance', '1.16', null],
    ['bills one day less of what it prorates', '2027-01-10', 'billed', 'advance', '10.45', 'not-billed'],
    ['bills all days of what it prorates', '2027-01-10', 'billed', 'advance', '11.61', null],
    ['bills the whole period all the same', '2027-01-10', 'billed', 'advance', '36', null],
    ['in arrears bills one day less', '2026-12-31', 'billed', 'arrears', '34.84', 'not-billed'],
    ['in arrears bills the whole period', '2026-12-31', 'billed', 'arrears', '36', null],
    ['bills the first day of the next period', '2026-12-31', 'not-billed', 'advance', '36', 'billed'],
    ['bills a day more of what it prorates', '2027-01-09', 'not-billed', 'advance', '11.61', 'billed'],
    ['bills another amount', '2027-01-10', 'billed', 'advance', '20', null],
    ['of another period', '2027-03-01', 'billed', 'advance', '0', null],
  ])('an invoice that %s', (_, lastBilledDay, setting, billsIn, billed, expected) => {
    const found = shown(ended(lastBilledDay, setting, billsIn), { billed });
    expect(found.map(({ canceledDay }) => canceledDay)).toEqual(expected === null ? [] : [expected]);
  });

  it('is separated from what others bill where an invoice shows no lines', () => {
    const input = ended('2027-01-01', 'billed', 'advance');
    const whole = { psaLineId: null, expected: '50', billed: '50', difference: '0' };
    expect(shown(input, whole)).toMatchObject([{ psaLineId: acme, canceledDay: 'not-billed' }]);
    expect(shown(input, { ...whole, billed: '86', difference: '36' })).toEqual([]);
    const live = { ...input, today: '2026-12-31' };
    expect(shown(live, { ...whole, expected: '86', difference: '-36' })).toHaveLength(1);
  });

  it('says nothing next to a credit, or of a line that a person has changed since', () => {
    const input = ended('2027-01-01', 'billed', 'advance');
    const [invoice] = row(input, {}).invoices;
    expect(shown(input, { invoices: [invoice!, { ...invoice!, kind: 'credit' }] })).toEqual([]);
    const lines = input.lines.map((line) => ({ ...line, cancelledDate: '2027-01-15' }));
    expect(shown({ ...input, lines }, {})).toEqual([]);
  });
});
