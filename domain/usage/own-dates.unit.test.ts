import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { CompositionInput } from './composition.ts';
import { choice, customerAlone, lineOf } from '../comparison/customers.fixture.ts';
import { isOpen } from './open-line.ts';
import type { OwnDates } from './own-dates.ts';
import { missedLines } from '../comparison/vanished-lines.ts';

/** Composed on 24 November, the next invoice and period on 1 December. */
const acme = lineOf('Acme');
const [december, january] = ['2026-12-01', '2027-01-01'];
const ended: Omit<OwnDates, 'psaLineId'> = { lastBilledDay: '2026-12-31' };

type Line = Partial<PsaLine> & { readonly on?: Partial<PsaAgreement> };

const scenario = (seats: number, line: Line, own: Omit<OwnDates, 'psaLineId'> = {}): CompositionInput => ({
  ...customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...line }] }),
  ownDates: [{ psaLineId: acme, ...own }],
});
const composed = (...of: Parameters<typeof scenario>) => composeUsage(scenario(...of))[0]!;
const flags = (...of: Parameters<typeof scenario>) => composed(...of).flags.map(({ flag }) => flag);

/** Units by day as a PSA has them whose changes name one. */
const booked = (...changes: readonly [string, string][]): Line => ({
  on: {
    dated: {
      periodBegan: '2026-11-01',
      postedThrough: null,
      booked: { [acme]: changes.map(([day, quantity]) => ({ day, quantity })) },
    },
  },
});

describe('RULES 17: days that Seatwise wrote', () => {
  it('a line that it created counts before its first day, and matches', () => {
    expect(composed(10, { effectiveDate: january }, { firstBilledDay: january })).toMatchObject({
      kind: 'match',
      psaQuantity: '10',
      flags: [],
      lines: [{ live: true, ownDates: { begins: january } }],
    });
  });

  it.each<[string, Line, Omit<OwnDates, 'psaLineId'>]>([
    ['begins later than it wrote', { effectiveDate: '2027-02-01' }, { firstBilledDay: january }],
    ['somebody else added', { effectiveDate: january }, {}],
    [
      'is on an agreement that bills nothing',
      { effectiveDate: january, on: { over: 'inactive' } },
      { firstBilledDay: january },
    ],
  ])('a line that %s does not count before', (_, line, own) => {
    expect(composed(10, line, own)).toMatchObject({ psaQuantity: null, lines: [{ live: false }] });
  });

  it('a line that it ended is not held as scheduled; one that ends on another day is', () => {
    expect(flags(0, { cancelledDate: '2026-12-31' }, ended)).not.toContain('scheduled');
    expect(flags(0, { cancelledDate: '2026-12-30' }, ended)).toContain('scheduled');
    expect(flags(0, { cancelledDate: '2026-12-31' })).toContain('scheduled');
  });

  it('a line that it ended bills its last day, whatever canceled date the PSA needs for that', () => {
    const own = { lastBilledDay: '2026-12-31', canceledDate: january };
    const input = (today: string): CompositionInput => ({
      ...scenario(0, { cancelledDate: january }, own),
      today,
      canceledDay: 'not-billed',
    });
    const shown = (today: string) =>
      composeUsage(input(today)).map(({ lines }) => [lines[0]?.live, lines[0]?.ownDates?.ends]);
    expect(shown('2026-12-31')).toEqual([[true, '2026-12-31']]);
    expect(shown(january)).toEqual([[false, '2026-12-31']]);
  });

  it('a line that it ended is never missed, also where the PSA lists it no more', () => {
    const missed = (own: Omit<OwnDates, 'psaLineId'>) => {
      const before = composeUsage(scenario(0, { cancelledDate: '2026-12-31' }, own));
      return missedLines(before, { ...scenario(0, {}), lines: [] }).length;
    };
    expect([missed(ended), missed({})]).toEqual([0, 1]);
  });
});

describe('RULES 17: a group whose lines Seatwise has ended', () => {
  const open = ({ kind, flags: its, endsOn }: ReturnType<typeof composed>): boolean =>
    isOpen({ kind, flags: its, decision: 'open', conflict: false, ended: endsOn !== undefined });

  it('is settled: nothing holds it, and it is in no figure', () => {
    const settled = composed(0, { cancelledDate: '2026-12-31' }, ended);
    expect(settled).toMatchObject({
      kind: 'orphan',
      psaQuantity: '10',
      flags: [],
      endsOn: '2026-12-31',
      advice: null,
    });
    expect(settled).toMatchObject({ money: { effectPerMonth: null }, reason: { id: 'usage.reason.ended' } });
    expect(open(settled)).toBe(false);
    expect(open(composed(0, {}))).toBe(true);
  });

  it('is settled without an account, too', () => {
    const input = { ...scenario(0, { cancelledDate: '2026-12-31' }, ended), accounts: [] };
    const [settled] = composeUsage(input);
    expect([settled?.kind, open(settled!)]).toEqual(['no-account', false]);
  });

  it('stays open for what is not ended, with the money of that alone', () => {
    const two = customerAlone(
      {
        name: 'Acme',
        seats: [10],
        lines: [
          { quantity: '10', agreement: 1 },
          { quantity: '10', agreement: 2, cancelledDate: '2026-12-31' },
          { quantity: '3', agreement: 3 },
        ],
      },
      [
        choice('Acme', acme, 'target'),
        choice('Acme', lineOf('Acme', 1), 'duplicate'),
        choice('Acme', lineOf('Acme', 2), 'duplicate'),
      ],
    );
    const twice = (own: readonly OwnDates[]) =>
      composeUsage({ ...two, ownDates: own }).find(({ kind }) => kind === 'billed-twice')!;
    const left = twice([{ psaLineId: lineOf('Acme', 1), ...ended }]);
    expect(left).toMatchObject({
      money: { effectPerMonth: '-12' },
      advice: { psaLineIds: [lineOf('Acme', 2)] },
    });
    expect(open(left)).toBe(true);
    expect(twice([])).toMatchObject({ money: { effectPerMonth: '-52' } });
  });

  it('a license that the PSA counts ends by having no units, and is an increase once seats are back', () => {
    const license = { quantity: '0', keptIn: '7' };
    const two = (own: readonly OwnDates[]) =>
      composeUsage({
        ...customerAlone(
          { name: 'Acme', seats: [10], lines: [{ quantity: '10' }, { ...license, agreement: 2 }] },
          [choice('Acme', acme, 'target'), choice('Acme', lineOf('Acme', 1), 'duplicate')],
        ),
        ownDates: own,
      }).find(({ kind }) => kind === 'billed-twice')!;
    expect(open(two([]))).toBe(true);
    const settled = two([{ psaLineId: lineOf('Acme', 1), ...ended }]);
    expect(settled).toMatchObject({ endsOn: '2026-12-31', money: { effectPerMonth: null } });
    expect(open(settled)).toBe(false);
    expect(composed(8, license, ended)).toMatchObject({ kind: 'increase', psaQuantity: '0' });
    expect(flags(8, license, ended)).not.toContain('scheduled');
  });

  it('is held once seats are back, until the end is taken back or the line has ended', () => {
    const back = composed(8, { cancelledDate: '2026-12-31' }, ended);
    expect(back).toMatchObject({
      kind: 'decrease',
      flags: [{ flag: 'scheduled', reason: { id: 'usage.flag.seats-returned' } }],
    });
    expect(back.endsOn).toBeUndefined();
    expect(composed(8, { cancelledDate: '2026-11-23' }, { lastBilledDay: '2026-11-23' })).toMatchObject({
      kind: 'new',
      flags: [],
    });
  });

  it('is held likewise where the line has no units from the next period on', () => {
    const line = { quantity: '0', ...booked([december, '0']) };
    expect(composed(8, line, { lastBilledDay: '2026-11-30' })).toMatchObject({
      kind: 'new',
      flags: [{ reason: { id: 'usage.flag.seats-returned' } }],
    });
    expect(composed(0, line, { lastBilledDay: '2026-11-30' })).toMatchObject({
      kind: 'match',
      flags: [],
      endsOn: '2026-11-30',
    });
  });

  it('is not held by a line that was ended before it began', () => {
    const taken = { firstBilledDay: january, lastBilledDay: '2026-12-31' };
    expect(composed(8, { effectiveDate: january, cancelledDate: '2026-12-31' }, taken)).toMatchObject({
      kind: 'new',
      flags: [],
    });
    expect(composed(8, { quantity: '0', ...booked() }, taken)).toMatchObject({ kind: 'new', flags: [] });
  });
});

describe('RULES 17: whether the canceled day is billed, of a line that another person ended', () => {
  const withOther = (cancelledDate: string, quantity: string, ends?: string) => {
    const input = customerAlone({
      name: 'Acme',
      seats: [12],
      lines: [{ quantity }, { quantity: '3', cancelledDate }],
    });
    const own = ends === undefined ? [] : [{ psaLineId: lineOf('Acme', 1), lastBilledDay: ends }];
    return composeUsage({ ...input, ownDates: own, billsIn: { 1: 'arrears' } })[0]!.flags.map(
      ({ reason }) => reason.id,
    );
  };

  it.each([
    ['yesterday', '2026-11-23', '12', ['usage.flag.canceled-about']],
    ['the day before', '2026-11-22', '12', []],
    ['the first day that a change bills', '2026-11-01', '10', ['usage.flag.canceled-about']],
    ['the same, where nothing is to change', '2026-11-01', '12', []],
    ['the day before the first, as integrators write it', '2026-10-31', '10', []],
  ])('holds or not as of %s', (_, day, quantity, reasons) => {
    expect(withOther(day, quantity)).toEqual(reasons);
  });

  it('is no question once invoices have shown that it is not', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [12],
      lines: [{ quantity: '9' }, { quantity: '3', cancelledDate: '2026-11-24' }],
    });
    const on = (today: string) =>
      composeUsage({ ...input, today, canceledDay: 'not-billed', billsIn: { 1: 'arrears' } })[0]!;
    expect(on('2026-11-23')).toMatchObject({ psaQuantity: '12', flags: [{ flag: 'scheduled' }] });
    expect(on('2026-11-24')).toMatchObject({ psaQuantity: '9', kind: 'increase', flags: [] });
  });

  it('is no question of a day that Seatwise wrote', () => {
    expect(withOther('2026-11-23', '12', '2026-11-23')).toEqual([]);
  });
});

describe('RULES 17: where changes name a day', () => {
  it('a line without units is no line', () => {
    expect(composed(10, { quantity: '0', ...booked() })).toMatchObject({ kind: 'new', psaQuantity: null });
    expect(composed(0, { quantity: '0', ...booked() })).toMatchObject({
      kind: 'match',
      psaQuantity: null,
      flags: [],
    });
  });

  describe('a line of 0 units that Seatwise ended on an earlier day', () => {
    const [none, past] = [{ quantity: '0', ...booked() }, { lastBilledDay: '2026-10-31' }];

    it('gets the units of seats that return, which no check of a jump holds', () => {
      expect(composed(15, none, past)).toMatchObject({
        kind: 'increase',
        psaQuantity: '0',
        variance: '15',
        flags: [],
        target: { psaLineId: acme, before: '0', after: '15' },
        billingTarget: { billingTarget: 'next-period' },
        money: { effectPerMonth: '60' },
      });
      expect(composed(200, none, past).flags).toMatchObject([{ check: 'jump' }]);
      expect(composed(0, none, past)).toMatchObject({ kind: 'match', psaQuantity: null, flags: [] });
    });

    it.each<[string, Line, Omit<OwnDates, 'psaLineId'>]>([
      ['was ended by a person', none, {}],
      ['is still billed', none, { lastBilledDay: '2026-11-24' }],
      [
        'may have units booked, which were not read',
        { quantity: '0', on: { dated: { periodBegan: null, postedThrough: null } } },
        past,
      ],
      ['is on a contract that has ended', { ...none, on: { ...none.on, endDate: '2026-11-23' } }, past],
    ])('is no target where it %s', (_, line, own) => {
      expect(composed(15, line, own)).toMatchObject({ kind: 'new', psaQuantity: null, target: null });
    });

    it('is no target where another line bills the seats, or where one may bill the seats elsewhere', () => {
      const with_ = (line: Line) => {
        const input = customerAlone({ name: 'Acme', seats: [15], lines: [none, line] });
        return composeUsage({ ...input, ownDates: [{ psaLineId: acme, ...past }] })[0]!;
      };
      expect(with_({ quantity: '9' })).toMatchObject({ kind: 'increase', psaQuantity: '9' });
      expect(with_({ quantity: '9', effectiveDate: january })).toMatchObject({ kind: 'new' });
    });
  });

  it('a line is without units where those booked for it end before the next invoice', () => {
    const line = { quantity: '0', ...booked(['2026-11-26', '10'], [december, '0']) };
    expect(composed(10, line)).toMatchObject({ kind: 'new', psaQuantity: null, flags: [] });
    const again = { quantity: '0', ...booked(['2026-11-26', '10'], [december, '0'], [january, '4']) };
    expect(composed(10, again).lines).toMatchObject([{ quantity: '4', effectiveDate: january }]);
  });

  it('a line that Seatwise created counts with the units that are booked for its first day, and is no target before', () => {
    const line = { quantity: '0', ...booked([january, '10']) };
    expect(composed(12, line, { firstBilledDay: january })).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      target: null,
      lines: [{ quantity: '10', effectiveDate: january, ownDates: { begins: january } }],
    });
    expect(composed(10, line)).toMatchObject({ kind: 'new', flags: [{ flag: 'scheduled' }] });
  });

  it.each<[string, Line, object | undefined]>([
    ['0 units booked for the day after', booked([january, '0']), { ends: '2026-12-31' }],
    ['0 units from the next period on', { quantity: '0', ...booked([december, '0']) }, undefined],
    ['0 units, and nothing booked any more', { quantity: '0', ...booked() }, { ends: '2026-12-31' }],
    ['units booked after that again', booked([january, '0'], ['2027-02-01', '3']), undefined],
  ])('it ended a line that has %s', (_, line, dates) => {
    expect(composed(0, line, ended).lines[0]?.ownDates).toEqual(dates);
  });
});
