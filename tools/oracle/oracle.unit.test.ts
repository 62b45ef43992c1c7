import type { NewLine } from '../../domain/decisions/change.ts';
import type { RequestEntry, RequestLogEntry } from '../../sandbox/request-log.ts';
import type { IntentFact, LineFact, OracleFacts, RuleVersionFact } from './facts.ts';
import { at, audit, change, confirmedLine, goodFacts, ms, patch, request } from './facts.fixture.ts';
import { evaluate } from './oracle.ts';
import { agreementAt, bookedLater, lastBilledDay, type MadeLine } from './psa-evidence.ts';
import type { ViolationKind } from './violation.ts';

const [intent] = goodFacts.intents as readonly [IntentFact];
const [, waiting] = goodFacts.lines as readonly [LineFact, LineFact];
const quantity = (id: string) => ['addition', id, 'quantity'] as const;

const requestLog = (...more: OracleFacts['requestLog']): Partial<OracleFacts> => ({
  requestLog: [...goodFacts.requestLog, ...more],
});
const upTo = (last: number): OracleFacts['requestLog'] =>
  goodFacts.requestLog.filter(({ seq }) => seq <= last);
/** The readings before the request, each as this says. */
const readings = (told: (entry: RequestEntry) => RequestEntry | null): Partial<OracleFacts> => ({
  requestLog: goodFacts.requestLog.flatMap((entry) => {
    const one = entry.kind === 'request' && entry.seq === 3 ? told(entry) : entry;
    return one === null ? [] : [one];
  }),
});
/** The confirmed line with differences; the other one stays. */
const line = (changes: Partial<LineFact>): Partial<OracleFacts> => ({
  lines: [{ ...confirmedLine, ...changes }, waiting],
});
const waits = (changes: Partial<LineFact>): Partial<OracleFacts> => ({
  lines: [confirmedLine, { ...waiting, ...changes }],
});
const intents = (...changed: Partial<IntentFact>[]): Partial<OracleFacts> => ({
  intents: changed.map((one) => ({ ...intent, ...one })),
});
const withQuantity = (id: number, now: number): Partial<OracleFacts> => ({
  additions: goodFacts.additions.map((one) => (one.id === id ? { ...one, quantity: now } : one)),
});
const evidence = (changes: Partial<LineFact['composed']>) => ({ ...confirmedLine.composed, ...changes });

/** The first one was lost on its way; the second was read for again. */
const secondSending = {
  ...intents({ outcome: 'not-done', sentAt: ms(11) }, { sendNumber: 2 }),
  requestLog: [
    ...upTo(2),
    ...upTo(3)
      .filter(({ seq }) => seq === 3)
      .map((entry) => ({ ...entry, seq: 2.1, at: at(10) })),
    { ...patch(2.2, 11, 35), outcome: 'reset' },
    ...goodFacts.requestLog.slice(2),
  ],
};
/** A person changed something before it was read for the last time. */
const before = (
  what: Parameters<typeof change>[3],
  was: unknown,
  is: unknown,
  now: Partial<OracleFacts>,
): Partial<OracleFacts> => ({
  requestLog: [
    ...upTo(2),
    change(2.5, 15, 'person', what, was, is),
    ...goodFacts.requestLog.slice(upTo(2).length),
  ],
  ...now,
});
const inEuros = new Map([...goodFacts.bound].map(([id, one]) => [id, { ...one, currency: 'EUR' }]));
const sentFrom = (day: string): RequestEntry => {
  const sent = patch(4, 21, 35);
  return { ...sent, write: { ...sent.write!, day } };
};

/** Disabled users are not billed, and 40 at least: of 40 seats, 40 units. */
const atLeast40: RuleVersionFact = {
  integrationId: 'I', id: 'r', version: 1, scope: { kind: 'customer', id: '1' }, from: '2026-01-01', to: null,
  terms: { excludeStatuses: ['disabled'], minimum: 40 },
}; // prettier-ignore
const under = (rule: RuleVersionFact, units: number): Partial<OracleFacts> =>
  line({
    composed: evidence({
      rule: { day: '2026-12-01', applied: { ...rule, source: 'MSA', units, steps: [] } },
    }),
  });
const known = (seq: number, ...rules: readonly RuleVersionFact[]): Partial<OracleFacts> => ({
  rules,
  ruleChanges: rules.map(({ id, version }) => ({ seq: version === 1 ? 0.5 : seq, id, version })),
});
const second = { ...atLeast40, version: 2, terms: { minimum: 41 } };
/** The change that waits is billed from January on. */
const ofWaiting = {
  bound: new Map([...goodFacts.bound, ['b', { ...goodFacts.bound.get('a')!, companyId: '2' }]]),
};
const fromJanuary = { ...atLeast40, scope: { kind: 'customer', id: '2' }, from: '2027-01-01' } as const;

/** Each line: what is planted, how, and the kinds of violation that must be told, no more and no less. */
const planted: readonly (readonly [string, Partial<OracleFacts>, readonly ViolationKind[]])[] = [
  ['a change that nobody approved', { ...requestLog(change(6, 25, 'api', quantity('300'), 9, 8)), ...withQuantity(300, 8) }, ['unapproved-change']],
  ['another field written', requestLog(change(6, 25, 'api', ['addition', '100', 'unitPrice'], 3, 4)), ['other-change']],
  ['an approved change without intent', { ...line({ state: 'unchanged', sendCount: 0 }), intents: [], audit: [...goodFacts.audit.slice(0, 2), audit(3, 'write-back.unchanged', 'a')] }, ['intent-missing', 'request-without-intent']],
  ['written before it was approved', line({ approvedAt: ms(21) + 1 }), ['written-before-approval', 'sent-unread']],
  ['another quantity than approved', line({ after: '36', countOn: 41, composed: evidence({ vendorQuantity: 41 }) }), ['not-as-approved', 'sum-differs', 'request-not-as-approved']],
  ['another value before than approved', line({ before: '31' }), ['before-differs', 'not-by-rule']],
  ['a second effect', { ...requestLog(change(6, 21, 'person', quantity('100'), 35, 30), change(7, 22, 'api', quantity('100'), 30, 35)) }, ['applied-twice']],
  ['an effect after the end', line({ finishedAt: ms(20) + 500, state: 'stale', code: 'SnapshotChanged' }), ['late-effect', 'ledger-disagrees', 'audit-disagrees']],
  ['an effect of what ended stale', line({ state: 'stale', code: 'SnapshotChanged' }), ['effect-of-ended', 'ledger-disagrees', 'audit-disagrees']],
  ['another next invoice than N', line({ invoiceDate: '2027-01-01' }), ['billed-elsewhere']],
  ['an invoice made before the write', { ...goodFacts, requestLog: [...upTo(3), change(4, 20, 'person', ['agreement', '3', 'nextInvoiceDate'], '2026-12-01', '2027-01-01'), ...goodFacts.requestLog.slice(upTo(3).length).map((entry) => ({ ...entry, seq: entry.seq + 1 }))], agreements: goodFacts.agreements.map((one) => one.id === 3 ? { ...one, nextInvoiceDate: '2027-01-01' } : one) }, ['billed-elsewhere']],
  ['invoice-after written before that invoice', line({ billingTarget: 'invoice-after' }), ['billed-elsewhere']],
  ['a neighbor with another quantity', withQuantity(101, 6), ['sum-differs']],
  ['a line of its product that a person added since, and that was read', { requestLog: [...upTo(2), change(2.5, 15, 'person', ['addition', '102', '*'], null, { quantity: 4, productId: '7', agreementId: '1' }), ...goodFacts.requestLog.slice(upTo(2).length)], additions: [...goodFacts.additions.map((one) => one.id === 100 ? { ...one, productId: 7 } : one), { id: 102, quantity: 4, productId: 7 }] }, ['sum-differs']],
  ['a sum other than the count', line({ countOn: 41, composed: evidence({ vendorQuantity: 41 }) }), ['sum-differs', 'not-by-rule']],
  ['a neighbor that the api wrote', { ...waits({ composed: { ...waiting.composed, lines: [...waiting.composed.lines, ...confirmedLine.composed.lines.slice(0, 1)] } }) }, ['neighbor-affected']],
  ['a request without intent', requestLog(patch(6, 15, 35)), ['request-without-intent']],
  ['a request that is no quantity', requestLog(request(6, 25, { method: 'POST' })), ['request-without-intent']],
  ['a quantity sent as text', { requestLog: goodFacts.requestLog.map((entry) => entry.seq === 4 ? patch(4, 21, '35') : entry) }, ['request-not-as-approved']],
  ['one intent sent twice', requestLog(patch(6, 21, 35)), ['sent-twice-for-one-intent', 'sent-unread']],
  ['three requests', { ...requestLog(patch(6, 21, 35), patch(7, 21, 35)) }, ['sent-twice-for-one-intent', 'too-many-sends', 'sent-unread', 'sent-unread']],
  ['three intents', { ...line({ sendCount: 3 }), ...intents({ outcome: 'not-done', sentAt: ms(18) }, { outcome: 'not-done', sentAt: ms(19) }, {}) }, ['too-many-sends']],
  ['a request without its own reading of the line', readings((entry) => entry.path.startsWith('/agreements/1/lines') ? null : entry), ['sent-unread']],
  ['a request without its own reading of the agreement', readings((entry) => entry.path === agreementAt('1') ? null : entry), ['sent-unread']],
  ['a reading without an answer', readings((entry) => ({ ...entry, outcome: 'reset' })), ['sent-unread']],
  ['a reading from before the approval', readings((entry) => ({ ...entry, at: at(9) })), ['sent-unread']],
  ['a second request on the reading of the first', { ...line({ sendCount: 2 }), ...secondSending, requestLog: secondSending.requestLog.filter(({ seq }) => seq !== 3 ) }, ['sent-unread']],
  ['a difference that is sent again', { ...line({ sendCount: 2 }), ...secondSending, sendsAgain: false }, ['too-many-sends']],
  ['another day than approved', { requestLog: goodFacts.requestLog.map((entry) => entry.seq === 4 ? sentFrom('2026-11-20') : entry) }, ['request-not-as-approved']],
  ['a later change that a difference shifted', requestLog(change(6, 21, 'api', ['addition', '100', bookedLater], 40, 45)), ['other-change']],
  ['an agreement of another type by the reading before', before(['agreement', '1', 'type'], { id: 5 }, { id: 6 }, { agreements: goodFacts.agreements.map((one) => one.id === 1 ? { ...one, type: { id: 6 } } : one) }), ['sent-though-changed']],
  ['a company in the recycle bin by the reading before', before(['company', '8', 'deletedFlag'], false, true, { companies: [{ id: 8, deletedFlag: true }] }), ['sent-though-changed']],
  ['another currency without a rate', { bound: inEuros, rates: [{ seq: 0, own: 'USD', known: ['EUR'] }, { seq: 2.5, own: 'USD', known: [] }] }, ['sent-without-rate']],
  ['a rule that the approval does not know', known(0, atLeast40), ['another-rule', 'sent-under-former-rule']],
  ['a rule that it does not know and that makes other units', known(0, { ...atLeast40, terms: { maximum: 39 } }), ['another-rule', 'sent-under-former-rule', 'sum-differs']],
  ['a rule that was corrected before it was sent', { ...under(atLeast40, 40), ...known(2.5, atLeast40, second) }, ['sent-under-former-rule']],
  ['a rule that ended before its first day before it was sent', { ...under(atLeast40, 40), ...known(2.5, atLeast40, { ...atLeast40, version: 2, to: '2026-11-30' }) }, ['sent-under-former-rule']],
  ['a rule that no row has', under(atLeast40, 40), ['not-by-rule', 'another-rule', 'sent-under-former-rule']],
  ['units that the terms do not make', { ...under(atLeast40, 39), ...known(0, atLeast40) }, ['other-units', 'not-by-rule']],
  ['a change that waits under no rule although one was added', { ...ofWaiting, ...known(0, { ...fromJanuary, version: 2 }), ruleChanges: [{ seq: 3.5, id: 'r', version: 2 }] }, ['former-rule']],
  ['a change in another instance', { elsewhere: [{ ...change(9, 25, 'api', quantity('100'), 30, 35), instance: 'connectwise-copy' }] }, ['written-elsewhere']],
  ['a request to another instance', { elsewhere: [patch(9, 25, 35)] }, ['written-elsewhere']],
  ['sent while writing stood still', { writeStopSince: ms(20) }, ['sent-while-stopped']],
  ['confirmed, and nothing in the PSA', { requestLog: upTo(4) }, ['confirmed-without-effect']],
  ['confirmed, and the PSA computes another quantity', requestLog(change(6, 21, 'psa', ['addition', '100', 'quantity'], 35, 30)), ['confirmed-though-computed']],
  ['unchanged, and the PSA never had it', { ...waits({ state: 'unchanged', finishedAt: ms(30) }), usageLines: [], audit: [...goodFacts.audit, audit(5, 'write-back.unchanged', 'b')] }, ['unchanged-but-different']],
  ['an intent left open', intents({ outcome: null }), ['open-intent']],
  ['a live sending without intent', { ...waits({ state: 'unknown', sendCount: 1 }), audit: [...goodFacts.audit, audit(5, 'write-back.sending', 'b'), audit(6, 'write-back.unknown', 'b')] }, ['ledger-disagrees', 'ledger-disagrees']],
  ['a first sending that is not resolved', { ...line({ sendCount: 2 }), ...intents({ outcome: 'rejected', sentAt: ms(18) }, { sendNumber: 2 }) }, ['ledger-disagrees']],
  ['two live approvals of one group', { lines: [...goodFacts.lines, { ...waiting, id: 'c', psaLineId: '201' }], audit: [...goodFacts.audit, audit(5, 'usage-line.approved', 'u2', { approvalLineId: 'c' })] }, ['two-live']],
  ['two live approvals of one PSA line', { lines: [...goodFacts.lines, { ...waiting, id: 'c', groupKey: 'company:3' }], usageLines: [...goodFacts.usageLines, { groupKey: 'company:3', decision: 'approved' }], audit: [...goodFacts.audit, audit(5, 'usage-line.approved', 'u3', { approvalLineId: 'c' })] }, ['two-live']],
  ['a live approval without outbox row', { outbox: goodFacts.outbox.slice(0, 1) }, ['no-workflow']],
  ['a live approval on an open line', { usageLines: [{ groupKey: 'company:2', decision: 'open' }] }, ['decision-disagrees']],
  ['an approved line without approval', { usageLines: [...goodFacts.usageLines, { groupKey: 'company:9', decision: 'approved' }] }, ['decision-disagrees']],
  ['a decrease from a group that was not read', waits({ composed: { ...waiting.composed, kind: 'not-read' } }), ['incomplete-evidence']],
  ['a decrease from an account without count', waits({ composed: { ...waiting.composed, accounts: [{ name: 'Vista', seats: 18, countId: null, byStatus: null }] } }), ['incomplete-evidence']],
  ['a decrease from a count that is no complete one', { seatCounts: ['c1'] }, ['incomplete-evidence']],
  ['a count that was not shown', waits({ countOn: 17 }), ['count-from-nowhere']],
  ['a release at a count that was not shown', { overrides: [{ groupKey: 'company:1', count: '39' }] }, ['count-from-nowhere']],
  ['a revert of nothing', { ...waits({ decision: 'revert', reverts: 'zz' }), audit: [...goodFacts.audit, audit(5, 'write-back.revert-approved', 'b')] }, ['dangling-reference', 'audit-disagrees']],
  ['replaced by nothing', line({ replacedBy: 'zz' }), ['dangling-reference']],
  ['a stored quantity the PSA never had', { psaLines: [{ id: '100', quantity: '36', cancelledDate: null, readAt: ms(22) }] }, ['stored-line-invented']],
  ['an approval nobody is on record for', { audit: goodFacts.audit.slice(1) }, ['approval-without-audit']],
  ['an approval another is on record for', line({ actor: { kind: 'member', id: 'sam' } }), ['audit-disagrees']],
  ['a confirmation that is not on record', { audit: goodFacts.audit.slice(0, 3) }, ['audit-disagrees']],
  ['steps in an order no state allows', { audit: [...goodFacts.audit.slice(0, 2), audit(3, 'write-back.confirmed', 'a'), audit(4, 'write-back.sending', 'a')] }, ['audit-disagrees']],
  ['a step that is no step', { audit: [...goodFacts.audit, audit(5, 'write-back.wished', 'a')] }, ['audit-disagrees']],
  ['a step before the approval', { audit: goodFacts.audit.map((one) => one.seq === 1 ? { ...one, seq: 9 } : one) }, ['audit-disagrees']],
  ['an audit row without actor', { audit: [...goodFacts.audit, { ...audit(5, 'x.y', 'z'), actor: { kind: 'system', id: '' } }] }, ['audit-without-actor']],
]; // prettier-ignore

describe('the oracle', () => {
  it('finds nothing where all is well', () => {
    expect(evaluate(goodFacts)).toEqual([]);
  });

  it('finds nothing where a change follows its rule, corrected after it was sent, or one for other days', () => {
    const facts = { ...goodFacts, ...under(atLeast40, 40), ...known(3.5, atLeast40, second) };
    expect(evaluate(facts)).toEqual([]);
    const ending = { ...atLeast40, version: 2, to: '2026-12-01' };
    expect(evaluate({ ...facts, ...known(2.5, atLeast40, ending) })).toEqual([]);
    expect(evaluate({ ...goodFacts, ...known(0, { ...atLeast40, from: '2026-12-02' }) })).toEqual([]);
    const december = { ...fromJanuary, from: '2026-12-01', to: '2026-12-31' };
    expect(evaluate({ ...goodFacts, ...ofWaiting, ...known(0, december) })).toEqual([]);
  });

  it('takes what was confirmed before the PSA was first asked on the word of its ledger', () => {
    const past: LineFact = {
      ...confirmedLine, id: 'p', approvalId: 'P', psaLineId: '101', before: '4', after: '5', approvedAt: ms(1), finishedAt: ms(3),
      composed: evidence({ psaQuantity: '39' }),
    }; // prettier-ignore
    const facts = (finishedAt: number): OracleFacts => ({
      ...goodFacts,
      lines: [{ ...past, finishedAt }, ...goodFacts.lines],
      intents: [
        { ...intent, lineId: 'p', psaLineId: '101', after: '5', sentAt: ms(2) },
        ...goodFacts.intents,
      ],
      audit: [
        audit(-3, 'usage-line.approved', 'u1', { approvalLineId: 'p' }),
        audit(-2, 'write-back.sending', 'p'),
        audit(-1, 'write-back.confirmed', 'p'),
        ...goodFacts.audit,
      ],
    });
    expect(evaluate(facts(ms(3)))).toEqual([]);
    expect(evaluate(facts(ms(5))).map(({ kind }) => kind)).toEqual(['confirmed-without-effect']);
  });

  it.each(planted)('finds %s', (_what, facts, kinds) => {
    const found = evaluate({ ...goodFacts, ...facts });
    expect(found.map(({ kind, words }) => [kind, words.length > 20])).toEqual(
      expect.arrayContaining(kinds.map((kind) => [kind, true])),
    );
    expect(found.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  });

  it('takes what a person set to the approved value meanwhile for the confirmation of it', () => {
    const byPerson = change(5, 21, 'person', quantity('100'), 30, 35);
    expect(evaluate({ ...goodFacts, requestLog: [...upTo(4), byPerson] })).toEqual([]);
  });

  it('tells a neighbor that a person edited after the last reading from one that was missed', () => {
    const edit = change(4, 20, 'person', quantity('101'), 5, 6);
    const moved = (seq: number) =>
      goodFacts.requestLog.map((entry) => ({ ...entry, seq: entry.seq >= seq ? entry.seq + 1 : entry.seq }));
    const after = [...moved(4), edit].sort((a, b) => a.seq - b.seq);
    expect(evaluate({ ...goodFacts, ...withQuantity(101, 6), requestLog: after })).toEqual([]);
    const before = [...moved(3), { ...edit, seq: 3, at: at(15) }].sort((a, b) => a.seq - b.seq);
    expect(
      evaluate({ ...goodFacts, ...withQuantity(101, 6), requestLog: before }).map(({ kind }) => kind),
    ).toEqual(['sum-differs']);
  });

  it('forgives the shift of what a person booked after the last reading, which nobody can prevent', () => {
    const shifted = change(6, 21, 'api', ['addition', '100', bookedLater], 40, 45);
    const booked = change(4, 20, 'person', quantity('100'), 30, 30);
    const moved = goodFacts.requestLog.map((one) => ({ ...one, seq: one.seq > 3 ? one.seq + 1 : one.seq }));
    const sorted = [...moved, booked, { ...shifted, seq: 7 }].sort((a, b) => a.seq - b.seq);
    expect(evaluate({ ...goodFacts, requestLog: sorted })).toEqual([]);
  });

  it('takes a day that is the approved one for it', () => {
    const sent = goodFacts.requestLog.map((one) => (one.seq === 4 ? sentFrom('2026-12-01') : one));
    expect(evaluate({ ...goodFacts, requestLog: sent })).toEqual([]);
  });

  it('leaves alone what stood in the request log before', () => {
    const strange = change(6, 25, 'api', quantity('300'), 9, 8);
    const facts = { ...goodFacts, ...withQuantity(300, 8), ...requestLog(strange) };
    expect(evaluate(facts, 6)).toEqual([]);
    expect(evaluate(facts, 5)).toHaveLength(1);
  });
});

describe('the oracle, of lines that are created and ended', () => {
  const marker = 'SW-0123456789';
  const newLine: NewLine = {
    productId: '7', unitPrice: null, catalogPrice: '4', firstBilledDay: '2026-12-01', billingOption: 'Billable', taxable: null,
    invoiceText: null,
  }; // prettier-ignore
  const created: LineFact = {
    ...confirmedLine, decision: 'create', change: { kind: 'create-line', line: newLine }, psaLineId: marker, createdLineId: '500',
    before: '0', after: '15', billingTarget: 'from-day',
    composed: { ...confirmedLine.composed, kind: 'new', psaQuantity: '0', lines: [] },
  }; // prettier-ignore
  const ended: LineFact = {
    ...confirmedLine, decision: 'end', change: { kind: 'end-line', lastBilledDay: '2026-11-30' }, after: '0', billingTarget: 'from-day',
  }; // prettier-ignore
  const made: MadeLine = {
    quantity: 15,
    productId: '7',
    agreementId: '1',
    marker,
    firstBilledDay: '2026-12-01',
  };
  const posted = request(4, 21, {
    method: 'POST',
    path: '/agreements/1/lines',
    write: {
      agreementId: 1, lineId: 0, field: 'quantity', value: 15, day: '2026-12-01T00:00:00Z',
      newLine: { productId: 7, unitPrice: null, texts: [marker] },
    },
  }); // prettier-ignore
  const dated = request(4, 21, {
    method: 'PATCH',
    path: '/agreements/1/lines/100',
    write: { agreementId: 1, lineId: 100, field: lastBilledDay, value: '2026-11-30T00:00:00Z', day: null },
  });
  const came = (after: MadeLine = made, seq = 5, id = '500') =>
    change(seq, 21, 'api', ['addition', id, '*'], null, after);
  const end = (after: string | null = '2026-11-30', seq = 5) =>
    change(seq, 21, 'api', ['addition', '100', lastBilledDay], null, after);
  const told = (
    one: LineFact,
    sent: Partial<IntentFact>,
    entries: readonly RequestLogEntry[],
    inPsa: Partial<OracleFacts['additions'][number]> = {},
  ): readonly ViolationKind[] =>
    evaluate({
      ...goodFacts,
      lines: [one, waiting],
      intents: [{ ...intent, ...sent }],
      // Its quantity never changes.
      additions: goodFacts.additions.map((line) =>
        line.id === 100 ? { ...line, quantity: 30, ...inPsa } : line,
      ),
      psaLines: [],
      requestLog: [...upTo(3), ...entries],
    }).map(({ kind }) => kind);
  const create = { change: 'create-line', psaLineId: marker, after: '15' } as const;
  const ends = { change: 'end-line', after: '0', lastBilledDay: '2026-11-30' } as const;

  it('finds nothing where one line came, and where the last billed day was set', () => {
    expect(told(created, create, [posted, came()])).toEqual([]);
    expect(told(ended, ends, [dated, end()])).toEqual([]);
  });

  it('takes units of 0 as the end of a line whose license is counted, and of no other', () => {
    const count = { ...dated, write: { ...dated.write!, field: 'quantity', value: 0 } };
    const entries = [count, change(5, 21, 'api', quantity('100'), 30, 0)];
    const without = 'confirmed-without-effect';
    expect(told(ended, ends, entries, { quantity: 0, followsLicense: true })).not.toContain(without);
    expect(told(ended, ends, entries, { quantity: 0 })).toContain(without);
  });

  it.each<readonly [string, LineFact, Partial<IntentFact>, readonly RequestLogEntry[], readonly ViolationKind[]]>([
    ['a line that came twice', created, create, [posted, came(), came(made, 6, '501')], ['applied-twice']],
    ['a request that was sent twice', created, create, [posted, came(), { ...posted, seq: 6 }], ['sent-twice-for-one-intent']],
    ['a line without a marker', created, create, [posted, came({ ...made, marker: undefined } as unknown as MadeLine)], ['unapproved-change', 'confirmed-without-effect']],
    ['a line of other units', created, create, [posted, came({ ...made, quantity: 14 })], ['not-as-approved']],
    ['a line from another day', created, create, [posted, came({ ...made, firstBilledDay: '2026-11-01' })], ['not-as-approved']],
    ['a line that never came', created, create, [posted], ['confirmed-without-effect']],
    ['an end on another day', ended, ends, [dated, end('2026-12-31')], ['not-as-approved']],
    ['an end that nobody approved', confirmedLine, {}, [dated, end()], ['unapproved-change', 'confirmed-without-effect', 'request-without-intent']],
    ['an approved end without an intent', ended, {}, [dated, end()], ['intent-missing', 'request-without-intent']],
    ['an end on a day that nobody approved', ended, {}, [dated, end('2026-12-31')], ['unapproved-change', 'confirmed-without-effect', 'request-without-intent']],
    ['an end that was never set', ended, ends, [dated], ['confirmed-without-effect']],
    ['a request for another day', ended, ends, [{ ...dated, write: { ...dated.write!, value: '2026-12-31' } }, end()], ['request-not-as-approved']],
  ])('finds %s', (_what, one, sent, entries, kinds) => {
    expect([...told(one, sent, entries)].sort()).toEqual([...kinds].sort());
  }); // prettier-ignore
});
