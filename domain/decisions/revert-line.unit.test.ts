import type { PsaAgreement } from '../psa-facts.ts';
import { billingGroups, duplicateGroupKey } from '../comparison/billing-groups.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { choice, customerAlone, groupOf, lineOf } from '../comparison/customers.fixture.ts';
import { billingTargetFactsOf } from '../comparison/waiting-change.ts';
import { inAdvance } from '../write-back/approvals.fixture.ts';
import type { FormerChange } from './former-change.ts';
import { decideRevert } from './revert.ts';
import { boundFacts } from './snapshot.ts';

const created: FormerChange = {
  decision: 'create',
  state: 'confirmed',
  change: 'create-line',
  psaLineId: 'SW-0123456789',
  createdLineId: lineOf('Acme'),
  lastBilledDay: null,
  canceledDate: null,
  before: '0',
  after: '9',
  billingTarget: 'from-day',
  invoiceDate: '2026-12-01',
  invoiceDateAtSending: '2026-12-01',
  reverted: false,
  currency: 'USD',
  effectPerInvoice: '36',
  effectPerMonth: '36',
};
const ended: FormerChange = {
  ...created,
  decision: 'end',
  change: 'end-line',
  psaLineId: lineOf('Acme'),
  createdLineId: null,
  lastBilledDay: '2026-11-30',
  before: '9',
  after: '0',
  effectPerMonth: '-36',
};

/** What Seatwise wrote and the PSA shows. */
const shown = (seats: number, line: object, on: Partial<PsaAgreement> = {}): CompositionInput =>
  inAdvance(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '9', ...line, on }] }));

function revert(input: CompositionInput, former: FormerChange, groupKey = groupOf('Acme')) {
  const group = billingGroups(input).groups.find(({ key }) => key === groupKey);
  return decideRevert({
    former,
    nextInvoiceDate: null,
    composed: composeUsage(input).find((line) => line.groupKey === groupKey) ?? null,
    bound: boundFacts(input),
    target: undefined,
    billing: group === undefined ? null : billingTargetFactsOf(group.lines[0]!, group, input),
    openConflict: false,
    today: input.today,
    canceledDay: input.canceledDay ?? 'billed',
  });
}
const codeOf = (input: CompositionInput, former: FormerChange): string => {
  const outcome = revert(input, former);
  return outcome.kind === 'rejected' ? `${outcome.code} ${outcome.detail.id}` : outcome.kind;
};
const monthly = (nextInvoiceDate: string) => ({ nextInvoiceDate });
const dated = (nextInvoiceDate: string, periodBegan: string): Partial<PsaAgreement> => ({
  nextInvoiceDate,
  dated: { periodBegan, postedThrough: null },
});

describe('RULES 16: a line that was created is taken back', () => {
  it('is ended on the day before it began', () => {
    expect(revert(shown(9, { effectiveDate: '2026-12-01' }), created)).toMatchObject({
      kind: 'reverts',
      change: { kind: 'end-line', lastBilledDay: '2026-11-30' },
      psaLineId: lineOf('Acme'),
      before: '9',
      after: '0',
      billingTarget: 'from-day',
      period: { invoiceDate: '2026-12-01' },
      effect: { currency: 'USD', effectPerMonth: '-36' },
      snapshot: { line: { psaLineId: lineOf('Acme'), cancelledDate: null } },
    });
  });

  it('until its first invoice was created, in advance and in arrears', () => {
    const began = { effectiveDate: '2026-11-01' };
    const since = { ...created, invoiceDate: '2026-11-01' };
    expect(codeOf(shown(9, began), since)).toBe('InvoiceMade decisions.revert.invoiced');
    const inArrears = { ...shown(9, began), billsIn: { 1: 'arrears' as const } };
    expect(codeOf(inArrears, since)).toBe('reverts');
  });

  it('by the opposite difference from the next open period on, once its day has come', () => {
    const line = { effectiveDate: '2026-11-01' };
    expect(codeOf(shown(9, line, dated('2026-12-01', '2026-11-01')), created)).toBe(
      'NotRevertible decisions.revert.acts-from',
    );
    const began = { ...created, invoiceDate: '2026-11-01' };
    expect(revert(shown(9, line, dated('2026-12-01', '2026-11-01')), began)).toMatchObject({
      change: { kind: 'end-line', lastBilledDay: '2026-11-30' },
    });
  });

  it.each<[string, Partial<FormerChange>, object, string]>([
    ['not confirmed', { state: 'conflict' }, {}, 'NotRevertible decisions.revert.not-confirmed'],
    ['reverted before', { reverted: true }, {}, 'NotRevertible decisions.revert.already'],
    ['not known in the PSA', { createdLineId: null }, {}, 'NotRevertible decisions.revert.line-gone'],
    ['of another quantity', {}, { quantity: '8' }, 'NotRevertible decisions.revert.other-quantity'],
    ['ended', {}, { cancelledDate: '2026-12-31' }, 'NotRevertible decisions.end.ends-already'],
  ])('not where it is %s', (_name, former, line, expected) => {
    const input = shown(9, { effectiveDate: '2026-12-01', ...line });
    expect(codeOf(input, { ...created, ...former })).toBe(expected);
  });
});

describe('RULES 17: an end is undone', () => {
  const ending = { cancelledDate: '2026-11-30' };

  it('by taking the date away, also for seats that came back', () => {
    for (const seats of [0, 9])
      expect(revert(shown(seats, ending), ended)).toMatchObject({
        kind: 'reverts',
        change: { kind: 'reopen-line', lastBilledDay: '2026-11-30' },
        before: '0',
        after: '9',
        period: { invoiceDate: '2026-12-01' },
        effect: { effectPerMonth: '36' },
      });
  });

  it('by taking away the canceled date that was written for it, whatever the setting is now', () => {
    const dated: FormerChange = { ...ended, canceledDate: '2026-12-01' };
    const input = shown(0, { cancelledDate: '2026-12-01' });
    expect(revert(input, dated)).toMatchObject({
      change: { kind: 'reopen-line', lastBilledDay: '2026-11-30', canceledDate: '2026-12-01' },
    });
    expect(codeOf(input, ended)).toBe('NotRevertible decisions.revert.not-as-ended');
  });

  it('until an invoice was created for a day after it', () => {
    expect(codeOf(shown(0, ending, monthly('2027-01-01')), ended)).toBe(
      'InvoiceMade decisions.revert.invoiced',
    );
  });

  it.each(['-3', '0', '2.5'])('not where it billed %s', (quantity) => {
    expect(codeOf(shown(0, { ...ending, quantity }), { ...ended, before: quantity })).toBe(
      'NotRevertible decisions.revert.former-quantity',
    );
  });

  it('not where the quantity of the ended line has changed', () => {
    expect(codeOf(shown(0, { ...ending, quantity: '11' }), ended)).toBe(
      'NotRevertible decisions.revert.changed-since',
    );
  });

  it('not where the PSA shows another date', () => {
    expect(codeOf(shown(0, { cancelledDate: '2026-12-31' }), ended)).toBe(
      'NotRevertible decisions.revert.not-as-ended',
    );
  });

  it('by units from the next open period on, after the day on which they became 0', () => {
    const zero = { quantity: '0' };
    expect(codeOf(shown(0, zero, dated('2026-12-01', '2026-11-01')), ended)).toBe(
      'NotRevertible decisions.revert.acts-from',
    );
    expect(revert(shown(0, zero, dated('2027-01-01', '2026-12-01')), ended)).toMatchObject({
      change: { kind: 'reopen-line' },
      after: '9',
      period: { invoiceDate: '2027-01-01' },
    });
  });

  describe('of a duplicate', () => {
    const [kept, twin] = [lineOf('Acme', 0), lineOf('Acme', 1)];
    const endedTwin = { ...ended, psaLineId: twin };
    const duplicated = (line: object, on: Partial<PsaAgreement>): CompositionInput => ({
      ...inAdvance(
        customerAlone(
          {
            name: 'Acme',
            seats: [9],
            lines: [{ quantity: '9' }, { quantity: '9', ...line, agreement: 2, on }],
          },
          [choice('Acme', kept, 'target'), choice('Acme', twin, 'duplicate')],
        ),
      ),
      ownDates: [{ psaLineId: twin, lastBilledDay: '2026-11-30' }],
    });
    const undo = (input: CompositionInput) =>
      revert(input, endedTwin, duplicateGroupKey('co-acme', input.vendorServiceId));

    it('that has no units any more is undone from the next open period on', () => {
      const today = '2026-12-02';
      const zero = { ...duplicated({ quantity: '0' }, dated('2027-01-01', '2026-12-01')), today };
      expect(undo(zero)).toMatchObject({
        kind: 'reverts',
        change: { kind: 'reopen-line', lastBilledDay: '2026-11-30' },
        after: '9',
        composed: { kind: 'billed-twice', endsOn: '2026-11-30', psaQuantity: null },
        period: { invoiceDate: '2027-01-01' },
      });
    });

    it('is history once the period after it was invoiced', () => {
      const late = {
        ...duplicated({ quantity: '0' }, dated('2027-02-01', '2027-01-01')),
        today: '2027-01-02',
      };
      expect(undo(late)).toMatchObject({ code: 'NotRevertible' });
    });
  });
});
