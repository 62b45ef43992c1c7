import { inEnglish } from '../../messages/english.ts';
import { audit, confirmedLine, goodFacts, ms } from '../../tools/oracle/facts.fixture.ts';
import { adviceOn, type DifferenceKind } from './difference.ts';
import type { NewLine } from '../decisions/change.ts';
import type { IntentFact, LedgerFacts, LineFact, RuleVersionFact } from './facts.ts';
import { type PresentLine, psaDifferences, writtenLines } from './psa.ts';
import { rowDifferences } from './reconcile.ts';

/** The oracle's tests plant what rows say against each other; here is what only `seatwise reconcile` can tell. */

const [intent] = goodFacts.intents as readonly [IntentFact];
const [, waiting] = goodFacts.lines as readonly [LineFact, LineFact];
const line = (changes: Partial<LineFact>): Partial<LedgerFacts> => ({
  lines: [{ ...confirmedLine, ...changes }, waiting],
});
const intents = (changes: Partial<IntentFact>): Partial<LedgerFacts> => ({
  intents: [{ ...intent, ...changes }],
});

const patience = { now: ms(40), openIntentMs: 15_000, outboxMs: 31_000 };
const inRows = (changes: Partial<LedgerFacts>, now = patience.now) =>
  rowDifferences({ ...goodFacts, ...changes }, { ...patience, now });

describe('rows among each other', () => {
  it('show no difference where all is well', () => {
    expect(inRows({})).toEqual([]);
  });

  it.each<readonly [string, Partial<LedgerFacts>, readonly DifferenceKind[]]>([
    ['an intent of another quantity', intents({ after: '36' }), ['not-as-approved']],
    ['an intent for another line', intents({ psaLineId: '101' }), ['not-as-approved']],
    ['a sending before the approval', intents({ sentAt: ms(9) }), ['written-before-approval']],
    ['a sending while writing stood still', { writeStopSince: ms(19) }, ['sent-while-stopped']],
    ['a sending before another invoice', line({ invoiceDateAtSending: '2027-01-01' }), ['billed-elsewhere']],
    ['a sending without an invoice to come', line({ invoiceDateAtSending: null }), ['billed-elsewhere']],
    ['invoice-after sent before it', line({ billingTarget: 'invoice-after' }), ['billed-elsewhere']],
    ['confirmed without an intent', { intents: [] }, ['ledger-disagrees', 'ledger-disagrees']],
    ['an audit row of a line that is gone', { audit: [...goodFacts.audit, audit(5, 'write-back.sending', 'zz')] }, ['audit-without-ledger']],
    ['an approval on record that is gone', { audit: [...goodFacts.audit, audit(5, 'usage-line.adjusted', 'u9', { approvalLineId: 'zz' })] }, ['audit-without-ledger']],
    ['a proof on record that is gone', { audit: [...goodFacts.audit, audit(5, 'integration.write-back-enabled', 'I', { approvalId: 'ZZ' })] }, ['audit-without-ledger']],
    ['an audit row with another quantity', { audit: [...goodFacts.audit.slice(0, 3), audit(4, 'write-back.confirmed', 'a', { before: '30', after: '36' })] }, ['audit-disagrees']],
    ['an audit row with another line', { audit: [audit(1, 'usage-line.approved', 'u1', { approvalLineId: 'a', psaLineId: '7' }), ...goodFacts.audit.slice(1)] }, ['audit-disagrees']],
  ])('show %s', (_what, changes, kinds) => {
    const found = inRows(changes);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    for (const { finding, kind } of found)
      expect([inEnglish(finding).length > 20, inEnglish(adviceOn[kind]).length > 20]).toEqual([true, true]);
  }); // prettier-ignore

  it('take a number written in another way for the same one', () => {
    const same = audit(4, 'write-back.confirmed', 'a', { before: '30.00', after: 35 });
    expect(inRows({ audit: [...goodFacts.audit.slice(0, 3), same] })).toEqual([]);
  });

  it('show an intent that stays open, and an outbox row that nobody takes, once their time is over', () => {
    const sending: Partial<LedgerFacts> = {
      ...line({ state: 'unknown', finishedAt: null }),
      ...intents({ outcome: null }),
      usageLines: goodFacts.usageLines.map((one) => ({ ...one, decision: 'approved' })),
      audit: [...goodFacts.audit.slice(0, 3), audit(4, 'write-back.unknown', 'a')],
    };
    expect(inRows(sending, ms(35))).toEqual([]);
    expect(inRows(sending, ms(36)).map(({ kind }) => kind)).toEqual(['intent-open-too-long']);
    expect(inRows({}, ms(41))).toEqual([]);
    expect(inRows({}, ms(42))).toEqual([
      expect.objectContaining({ kind: 'not-relayed', subject: { approvalId: 'B' } }),
    ]);
  });
});

describe('a change that waits under a billing rule', () => {
  const first: RuleVersionFact = {
    ...{
      integrationId: 'I',
      id: 'r',
      version: 1,
      terms: { free: 0, maximum: 18 },
      from: '2026-01-01',
      to: null,
    },
    scope: { kind: 'everything' },
  };
  const [, { composed }] = goodFacts.lines as readonly [LineFact, LineFact];
  const applied = { ...first, source: 'MSA', units: 18, steps: [] };
  const underRule = { ...composed, rule: { day: '2027-01-01', applied } };
  const under = (second: Partial<RuleVersionFact>) =>
    inRows({
      lines: [confirmedLine, { ...waiting, composed: underRule }],
      rules: [first, { ...first, version: 2, ...second }],
    }).map(({ kind }) => kind);

  it('stands while the rule has the same terms on the first day that is billed', () => {
    expect(under({ to: '2027-01-01' })).toEqual([]);
    expect(under({ terms: { maximum: 18, free: 0 } })).toEqual([]);
  });

  it('shows a rule that ended before, or has other terms', () => {
    expect(under({ to: '2026-12-31' })).toEqual(['former-rule']);
    expect(under({ terms: { maximum: 17 } })).toEqual(['former-rule']);
  });
});

describe('rows against the PSA', () => {
  const minutes = (count: number) => new Date(ms(22) + count * 60_000).toISOString();
  const shows = (quantity: string | null, lastUpdated: string | null = minutes(0)): PresentLine => ({
    psaLineId: '100',
    line: { quantity, lastUpdated, cancelledDate: null },
  });
  const compared = (present: PresentLine, changes: Partial<LedgerFacts> = {}) => {
    const { differences, explained } = psaDifferences({ ...goodFacts, ...changes }, [present]);
    return [differences.map(({ kind }) => kind), explained.map(({ kind }) => kind)];
  };
  const stored = (quantity: string | null, readAt: number): Partial<LedgerFacts> => ({
    psaLines: [{ id: '100', quantity, cancelledDate: null, readAt }],
  });

  it('ask for the lines that a write may have reached, and no other', () => {
    expect(writtenLines(goodFacts).map(({ psaLineId }) => psaLineId)).toEqual(['100']);
  });

  it('agree where the PSA shows what was confirmed, however it writes the number', () => {
    expect(compared(shows('35.00'))).toEqual([[], []]);
  });

  it.each<readonly [string, PresentLine, Partial<LedgerFacts>, readonly DifferenceKind[]]>([
    ['never took the change', shows('30', minutes(-6)), {}, ['psa-differs']],
    ['has the former value and no date', shows('30', null), {}, ['psa-differs']],
    ['was edited since', shows('33', minutes(3)), {}, ['changed-since']],
    ['was set back since', shows('30', minutes(3)), {}, ['changed-since']],
    ['lost its quantity since', shows(null, minutes(3)), {}, ['changed-since']],
    ['has no such line any more', { psaLineId: '100', line: null }, {}, ['psa-line-gone']],
    ['acted on what was given up', shows('35'), line({ state: 'stale', code: 'SnapshotChanged' }), ['late-effect']],
    ['acted on what it had rejected', shows('35'), line({ state: 'rejected', code: 'PsaRejected' }), ['late-effect']],
    ['shows another value than the stored one, untouched', shows('35', minutes(-6)), stored('34', ms(22)), ['stored-line-differs']],
  ])('tell that the PSA %s', (_what, present, changes, kinds) => {
    expect(compared(present, changes)).toEqual([kinds, []]);
  }); // prettier-ignore

  it('take an edit that a later reading stored for explained', () => {
    expect(compared(shows('33', minutes(3)), stored('33', ms(50)))).toEqual([[], ['changed-since']]);
    expect(compared({ psaLineId: '100', line: null }, { psaLines: [] })).toEqual([[], ['psa-line-gone']]);
  });

  it('make no claim while a newer sending is open, or a conflict has to be looked at', () => {
    for (const state of ['sending', 'unknown'] as const) {
      const newer = { ...confirmedLine, id: 'n', before: '35', after: '36', state, finishedAt: null };
      expect(compared(shows('36', minutes(9)), { lines: [confirmedLine, newer] })).toEqual([[], []]);
    }
    const conflict = line({ state: 'conflict', code: 'WriteConflict' });
    expect(compared(shows('99', minutes(9)), conflict)).toEqual([[], []]);
  });

  it('hold the newest value that was written, and look past what was given up before it was sent', () => {
    const next = { ...confirmedLine, id: 'n', before: '35', after: '36', finishedAt: ms(50) };
    const lines = [confirmedLine, next, { ...waiting, psaLineId: '100' }];
    expect(compared(shows('36', minutes(1)), { lines })).toEqual([[], []]);
    expect(compared(shows('35', minutes(1)), { lines })).toEqual([['changed-since'], []]);
  });
});

describe('lines that were created and ended', () => {
  const marker = 'SW-0123456789';
  const newLine: NewLine = {
    productId: '7', unitPrice: null, catalogPrice: '4', firstBilledDay: '2026-12-01', billingOption: 'Billable', taxable: null,
    invoiceText: null,
  }; // prettier-ignore
  const created: LineFact = {
    ...confirmedLine, decision: 'create', change: { kind: 'create-line', line: newLine }, psaLineId: marker, createdLineId: '500',
    before: '0', after: '15', billingTarget: 'from-day',
  }; // prettier-ignore
  const ended: LineFact = {
    ...confirmedLine, decision: 'end', change: { kind: 'end-line', lastBilledDay: '2026-11-30' }, after: '0',
    billingTarget: 'from-day',
  }; // prettier-ignore
  const reopened: LineFact = {
    ...ended, id: 'r', decision: 'revert', change: { kind: 'reopen-line', lastBilledDay: '2026-11-30' }, before: '0',
    after: '30', reverts: 'a', finishedAt: ms(30),
  }; // prettier-ignore
  const late = new Date(ms(22) + 3 * 60_000).toISOString();
  const early = new Date(ms(22) - 6 * 60_000).toISOString();
  const shows = (
    quantity: string,
    cancelledDate: string | null = null,
    { id = '100', at = late, marked }: { id?: string; at?: string; marked?: readonly string[] } = {},
  ): PresentLine => ({
    psaLineId: id,
    line: { quantity, lastUpdated: at, cancelledDate },
    ...(marked === undefined ? {} : { marked }),
  });
  const stands = { id: '500', quantity: '15', cancelledDate: null, readAt: ms(22) };
  const kinds = (lines: readonly LineFact[], present: PresentLine) =>
    psaDifferences({ ...goodFacts, psaLines: [stands], lines }, [present]).differences.map(
      ({ kind }) => kind,
    );

  it('agree where one line has the marker, and where the last billed day is still set', () => {
    expect(kinds([created], shows('15', null, { id: '500', marked: ['500'] }))).toEqual([]);
    expect(kinds([ended], shows('30', '2026-11-30'))).toEqual([]);
    expect(kinds([ended, reopened], shows('30'))).toEqual([]);
    // Ended by its units: they are the former ones until that day.
    const byUnits = (quantity: string, endsByUnitsOn: string) => ({ ...shows(quantity), endsByUnitsOn });
    expect(kinds([ended], byUnits('30', '2026-11-30'))).toEqual([]);
    expect(kinds([ended], byUnits('30', '2026-12-01'))).toEqual(['changed-since']);
    expect(kinds([ended], byUnits('0', '2026-12-01'))).toEqual([]);
  });

  it.each<readonly [string, readonly LineFact[], PresentLine, readonly DifferenceKind[]]>([
    ['two lines with one marker', [created], shows('15', null, { id: '500', marked: ['500', '501'] }), ['created-twice']],
    ['a created line that is gone', [created], { psaLineId: '500', line: null, marked: [] }, ['psa-line-gone']],
    ['a created line of other units', [created], shows('14', null, { id: '500', marked: ['500'] }), ['changed-since']],
    ['a line that came after it was given up', [{ ...created, createdLineId: null, state: 'stale' }], shows('15', null, { id: marker, marked: ['500'] }), ['late-effect']],
    ['an end that was taken away', [ended], shows('30'), ['changed-since']],
    ['an end that gave way to other units', [ended], shows('12'), ['changed-since']],
    ['an end on another day', [ended], shows('30', '2026-12-31'), ['changed-since']],
    ['an end that never took effect', [ended], shows('30', null, { at: early }), ['psa-differs']],
    ['an end that took effect after it was given up', [{ ...ended, state: 'rejected', code: 'PsaRejected' }], shows('30', '2026-11-30'), ['late-effect']],
    ['an end that stands again', [ended, reopened], shows('30', '2026-11-30'), ['changed-since']],
  ])('tell of %s', (_what, lines, present, expected) => {
    expect(kinds(lines, present)).toEqual(expected);
  }); // prettier-ignore

  const bookkeeping: Partial<LedgerFacts> = {
    audit: [audit(1, 'usage-line.approved', 'u1', { approvalLineId: 'a' }), ...goodFacts.audit.slice(1)],
  };
  const create: IntentFact = { ...intent, change: 'create-line', psaLineId: marker, after: '15' };
  const units: IntentFact = { ...intent, psaLineId: '500', after: '15', sendNumber: 2 };
  const inLedger = (one: LineFact, sent: readonly IntentFact[]) =>
    inRows({ ...bookkeeping, lines: [one, waiting], intents: sent }).map(({ kind }) => kind);

  it('were sent as approved: in one write, or in one for the line and one for its units', () => {
    expect(inLedger(created, [create])).toEqual([]);
    expect(inLedger({ ...created, sendCount: 2 }, [create, units])).toEqual([]);
    expect(
      inLedger(ended, [{ ...intent, change: 'end-line', after: '0', lastBilledDay: '2026-11-30' }]),
    ).toEqual([]);
  });

  it.each<readonly [string, LineFact, readonly IntentFact[], readonly DifferenceKind[]]>([
    ['units for another line', { ...created, sendCount: 2 }, [create, { ...units, psaLineId: '501' }], ['not-as-approved']],
    ['a line created twice', { ...created, sendCount: 2 }, [{ ...create, outcome: 'not-done' }, { ...create, sendNumber: 2 }], ['ledger-disagrees']],
    ['a created line that nobody named', { ...created, createdLineId: null }, [create], ['ledger-disagrees']],
    ['another last billed day', ended, [{ ...intent, change: 'end-line', after: '0', lastBilledDay: '2026-12-31' }], ['not-as-approved']],
    ['a quantity in place of an end', ended, [{ ...intent, after: '0' }], ['not-as-approved']],
  ])('show %s', (_what, one, sent, expected) => {
    expect(inLedger(one, sent)).toEqual(expected);
  }); // prettier-ignore
});
