import { addDays } from '../calendar.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { composeUsage } from '../comparison/compose.ts';
import {
  choice,
  customerAlone,
  groupOf,
  lineOf,
  withoutCheckOnMany,
} from '../comparison/customers.fixture.ts';
import { type ApprovalBinding, boundMapping } from '../decisions/approval.ts';
import { acmeAlone, bind, composedOf, inAdvance, presentFacts, whileWaiting } from './approvals.fixture.ts';
import type { Change } from '../decisions/change.ts';
import type { DecidedChange } from '../decisions/decide.ts';
import { approvedSnapshot, boundFacts, newLineSnapshot } from '../decisions/snapshot.ts';
import { approvalEnd } from './status.ts';
import { countAtSending } from './count-at-sending.ts';

const lastBilledDay = '2026-12-31';
const ending: Change = { kind: 'end-line', lastBilledDay };

/** What a person approved on Acme as it is in this scenario. */
function approved(input: CompositionInput, decision: 'end' | 'revert', change: Change): ApprovalBinding {
  const [line] = input.lines;
  const [before, after] = change.kind === 'reopen-line' ? ['0', '10'] : ['10', '0'];
  return bind(input, 'Acme', {
    decision,
    change,
    psaLineId: line!.id,
    agreementId: line!.agreementId,
    before,
    after,
    countOn: composedOf(input, 'Acme').vendorQuantity ?? 0,
    billingTarget: 'from-day',
    period: { invoiceDate: '2027-01-01', begins: '2027-01-01', ends: '2027-02-01' },
  } as unknown as DecidedChange);
}

const withLine = (input: CompositionInput, change: object): CompositionInput => ({
  ...input,
  lines: input.lines.map((line) => ({ ...line, ...change })),
});

/** The next invoice is another one: it bills in advance. */
const invoiced = (input: CompositionInput, nextInvoiceDate: string): CompositionInput => ({
  ...input,
  agreements: input.agreements.map((one) => ({ ...one, nextInvoiceDate })),
});

describe('RULES 17: an approved end', () => {
  const orphan = acmeAlone(0, '10');
  const bound = approved(orphan, 'end', ending);
  const endIn = (input: CompositionInput) => approvalEnd(bound, presentFacts(input, bound));

  it('holds while no seat is used, and where the PSA has it already', () => {
    expect(composedOf(orphan, 'Acme').kind).toBe('orphan');
    expect(endIn(orphan)).toBeNull();
    expect(endIn(withLine(orphan, { cancelledDate: lastBilledDay }))).toBeNull();
    expect(countAtSending(bound, composedOf(orphan, 'Acme'))).toBeNull();
  });

  it.each([
    ['seats returned', acmeAlone(3, '10'), 'SeatsReturned'],
    ['another quantity', acmeAlone(0, '9'), 'SnapshotChanged'],
    ['another price', withLine(orphan, { unitPrice: '9' }), 'SnapshotChanged'],
    ['a date of somebody else', withLine(orphan, { cancelledDate: '2027-03-31' }), 'SnapshotChanged'],
    ['a later day was invoiced', invoiced(orphan, '2027-02-01'), 'InvoiceChanged'],
  ])('is stale: %s', (_, input, code) => {
    expect(endIn(input)).toMatchObject({ state: 'stale', code });
  });

  it('is stale once the canceled day is read otherwise; taking one back follows the date that was written', () => {
    const notBilled: CompositionInput = { ...orphan, canceledDay: 'not-billed' };
    const dated = approved(notBilled, 'end', { ...ending, canceledDate: '2027-01-01' });
    expect(approvalEnd(dated, presentFacts(notBilled, dated))).toBeNull();
    expect(approvalEnd(dated, presentFacts(orphan, dated))).toMatchObject({ code: 'CanceledDayChanged' });
    expect(endIn(notBilled)).toMatchObject({ state: 'stale', code: 'CanceledDayChanged' });
    const ended = withLine(notBilled, { cancelledDate: lastBilledDay });
    const back = approved(ended, 'revert', { kind: 'reopen-line', lastBilledDay });
    expect(approvalEnd(back, presentFacts(ended, back))).toBeNull();
  });

  it('counts the money of its line alone while it waits', () => {
    const lines = [{ quantity: '10' }, { quantity: '5' }];
    const two = inAdvance(customerAlone({ name: 'Acme', seats: [0], lines }));
    const perMonth = (input: CompositionInput) => Number(composedOf(input, 'Acme').money.effectPerMonth);
    const all = perMonth(two);
    expect(all).toBeLessThan(0);
    expect(perMonth(whileWaiting(two, { ...bound, psaLineId: two.lines[0]!.id }))).toBeCloseTo(
      (all * 10) / 15,
    );
  });

  it('of a line whose account has left needs no count', () => {
    const left = composedOf(orphan, 'Acme');
    expect(countAtSending(bound, { ...left, kind: 'no-account', vendorQuantity: null })).toBeNull();
    expect(countAtSending(bound, { ...left, vendorQuantity: null })).toBe('wait');
  });

  it('is taken back whatever the count is now', () => {
    const ended = withLine(orphan, { cancelledDate: lastBilledDay });
    const back = approved(ended, 'revert', { kind: 'reopen-line', lastBilledDay });
    expect(approvalEnd(back, presentFacts(ended, back))).toBeNull();
    const tooLate = invoiced(ended, '2027-02-01');
    expect(approvalEnd(back, presentFacts(tooLate, back))).toMatchObject({ code: 'InvoiceChanged' });
    const lastInvoiced = invoiced(ended, '2027-01-01');
    expect(approvalEnd(back, presentFacts(lastInvoiced, back))).toBeNull();
    expect(countAtSending(back, composedOf(acmeAlone(3, '10'), 'Acme'))).toBeNull();
  });

  it('that takes a created line back follows no seats', () => {
    const used = acmeAlone(10, '10');
    const back = approved(used, 'revert', ending);
    expect(approvalEnd(back, presentFacts(used, back))).toBeNull();
  });
});

describe('RULES 17: the approved end of a duplicate', () => {
  const [stays, duplicate] = [lineOf('Acme'), lineOf('Acme', 1)];
  const dayAfterEnd = addDays(lastBilledDay, 1);
  const key = groupOf('Acme').replace('company:', 'duplicate:');
  const billedTwice = (seats: number, line: object = {}): CompositionInput =>
    inAdvance(
      withoutCheckOnMany(
        customerAlone(
          { name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...line }, { quantity: '10', agreement: 2 }] },
          [choice('Acme', stays, 'target'), choice('Acme', duplicate, 'duplicate')],
        ),
      ),
    ); // prettier-ignore
  const group = (input: CompositionInput, groupKey: string) =>
    composeUsage(input).find((line) => line.groupKey === groupKey) ?? null;
  const start = billedTwice(10);
  const bound: ApprovalBinding = {
    ...approved(start, 'end', ending),
    groupKey: key,
    psaLineId: duplicate,
    agreementId: start.lines[1]!.agreementId,
    countOn: 0,
    snapshot: approvedSnapshot(group(start, key)!, duplicate, boundFacts(start))!,
    mapping: boundMapping(group(start, key)!),
    evidence: { composed: group(start, key)!, period: null },
  };
  /** After a composition, and at sending. */
  const evaluated = (input: CompositionInput, binding = bound) => {
    const staying = group(input, groupOf('Acme'));
    return [
      approvalEnd(binding, { ...presentFacts(input, binding), staying }),
      countAtSending(binding, group(input, key)!, staying),
    ];
  };

  it('is sent while the lines that stay bill the units, also of fewer seats', () => {
    expect(evaluated(start)).toEqual([null, null]);
    expect(evaluated(billedTwice(8))).toEqual([null, null]);
    // What counts is the day after the last billed one.
    expect(evaluated(billedTwice(10, { cancelledDate: '2027-06-30' }))).toEqual([null, null]);
    const begins = { effectiveDate: dayAfterEnd };
    const created = { ownDates: [{ psaLineId: stays, firstBilledDay: dayAfterEnd }] };
    expect(evaluated({ ...billedTwice(10, begins), ...created })).toEqual([null, null]);
  });

  it.each<[string, CompositionInput]>([
    ['more seats', billedTwice(11)],
    ['one that somebody ends the day after', billedTwice(10, { cancelledDate: dayAfterEnd })],
    ['one whose agreement ends with it', billedTwice(10, { on: { endDate: lastBilledDay } })],
    ['one that begins later than that', billedTwice(10, { effectiveDate: '2027-02-01' })],
    [
      'one that Seatwise ends',
      {
        ...billedTwice(10, { cancelledDate: lastBilledDay }),
        ownDates: [{ psaLineId: stays, lastBilledDay }],
      },
    ],
    ['none', { ...start, lines: start.lines.slice(1) }],
  ])('is stale: %s', (_, input) => {
    const stale = expect.objectContaining({ state: 'stale', code: 'SnapshotChanged' });
    expect(evaluated(input)).toEqual([stale, stale]);
  });

  it('waits for the lines that stay to be read, and is taken back without a count', () => {
    const accounts = start.accounts.map((account) => ({ ...account, lastComplete: null }));
    expect(evaluated({ ...start, accounts })).toEqual([null, 'wait']);
    const back = { ...bound, decision: 'revert', change: { kind: 'reopen-line', lastBilledDay } } as const;
    expect(countAtSending(back, group(start, key)!)).toBeNull();
  });
});

describe('RULES 16: an approved line that is still to be created', () => {
  const created = acmeAlone(10, '10');
  const before = { ...created, lines: [] };
  const marker = 'SW-ABCDEFGH01';
  const composed = composedOf(before, 'Acme');
  const [agreement] = before.agreements;
  const line = {
    ...approved(created, 'revert', ending).snapshot.line,
    psaLineId: marker,
    agreementId: agreement!.id,
    live: false,
  };
  const bound: ApprovalBinding = {
    ...approved(created, 'revert', ending),
    decision: 'create',
    change: { kind: 'create-line', line: { firstBilledDay: '2026-12-01' } } as Change,
    psaLineId: marker,
    snapshot: newLineSnapshot(composed, line, boundFacts(before))!,
    mapping: { accountIds: composed.accounts.map(({ accountId }) => accountId), roles: [], included: [] },
    evidence: { composed, period: null },
  };
  const endIn = (input: CompositionInput) => approvalEnd(bound, presentFacts(input, bound));

  it('holds while the line is missing, and once it was created, which sending finds', () => {
    expect(composed.kind).toBe('new');
    expect(endIn(before)).toBeNull();
    const facts = { ...presentFacts(created, bound), line: { lastUpdated: null } };
    expect(approvalEnd(bound, facts)).toBeNull();
  });

  it('is stale once another line bills the customer, or its agreement is another one', () => {
    expect(endIn(created)).toMatchObject({ code: 'NoLongerNew' });
    const moved = before.agreements.map((one) => ({ ...one, endDate: '2027-06-30' }));
    expect(endIn({ ...before, agreements: moved })).toMatchObject({ code: 'SnapshotChanged' });
    expect(endIn({ ...before, agreements: [] })).toMatchObject({ code: 'SnapshotChanged' });
  });

  it('is stale once an invoice without it covers its first billed day, unless one did when it was approved', () => {
    expect(endIn(invoiced(before, '2026-12-01'))).toBeNull();
    const later = invoiced(before, '2027-01-01');
    expect(endIn(later)).toMatchObject({ state: 'stale', code: 'InvoiceChanged' });
    expect(endIn({ ...later, billsIn: {} })).toMatchObject({ code: 'SnapshotChanged' });
    const prorated = { ...bound, evidence: { ...bound.evidence, invoicedThrough: '2026-12-31' } };
    expect(approvalEnd(prorated, presentFacts(later, bound))).toBeNull();
  });

  it.each(['found', 'vanished'] as const)('is stale once a line was %s that may bill the seats', (which) => {
    const other = { ...composed, [which]: [line], advice: null } as ComposedLine;
    expect(approvalEnd(bound, { ...presentFacts(before, bound), composed: other })).toMatchObject({
      code: 'NoLongerNew',
    });
  });

  it('holds where the line that billed the seats is gone for sure, as when it was approved', () => {
    const other = { ...composed, vanished: [line] } as unknown as ComposedLine;
    expect(approvalEnd(bound, { ...presentFacts(before, bound), composed: other })).toBeNull();
  });
});
