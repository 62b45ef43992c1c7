import { inEnglish } from '../../messages/english.ts';
import { audit, confirmedLine, goodFacts, ms } from '../../tools/oracle/facts.fixture.ts';
import { adviceOn, type DifferenceKind } from './difference.ts';
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
    line: { quantity, lastUpdated },
  });
  const compared = (present: PresentLine, changes: Partial<LedgerFacts> = {}) => {
    const { differences, explained } = psaDifferences({ ...goodFacts, ...changes }, [present]);
    return [differences.map(({ kind }) => kind), explained.map(({ kind }) => kind)];
  };
  const stored = (quantity: string | null, readAt: number): Partial<LedgerFacts> => ({
    psaLines: [{ id: '100', quantity, readAt }],
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
