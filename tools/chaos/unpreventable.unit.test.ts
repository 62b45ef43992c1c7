import { change, goodFacts, patch, request } from '../oracle/facts.fixture.ts';
import type { OracleFacts } from '../oracle/facts.ts';
import type { RequestLogEntry } from '../../sandbox/request-log.ts';
import type { Violation } from '../oracle/violation.ts';
import { preventable } from './unpreventable.ts';

const agreement = (seq: number, second: number) => request(seq, second, { path: '/agreements/1' });
const written = (seq: number) => change(seq, 21, 'api', ['addition', '100', 'quantity'], 30, 35);
const invoice = (seq: number, id = '3') =>
  change(seq, 20, 'person', ['agreement', id, 'nextInvoiceDate'], '2026-11-01', '2026-12-01');

/** How many of these violations stay; each is of the write with this `seq`, the last entry's by default. */
const left = (
  kind: Violation['kind'],
  requestLog: readonly RequestLogEntry[],
  changes: readonly number[] = [requestLog.findLast((entry) => entry.kind === 'change')?.seq ?? 0],
  injected: Readonly<Record<string, number>> = {},
  more: Partial<OracleFacts> = { notifiedLaterInvoice: ['a'] },
): number => {
  const facts: OracleFacts = { ...goodFacts, requestLog, ...more };
  const violations = changes.map((change) => ({ kind, words: 'seen', change }));
  return preventable(facts, violations, injected).length;
};

describe('what no client can prevent', () => {
  it('forgives a change on a later invoice where that was made between reading and writing, and no other one', () => {
    const requestLog = [agreement(1, 19), invoice(2), patch(3, 21, 35), written(4)];
    const another = [...requestLog, agreement(5, 22), patch(6, 23, 36), written(7)];
    expect(left('billed-elsewhere', requestLog)).toBe(0);
    expect(left('billed-elsewhere', another, [4])).toBe(0);
    expect(left('billed-elsewhere', another, [7])).toBe(1);
  });

  it('forgives nothing where the invoice could have been read, or was of another agreement', () => {
    expect(left('billed-elsewhere', [invoice(1), agreement(2, 19), patch(3, 21, 35), written(4)])).toBe(1);
    expect(left('billed-elsewhere', [agreement(1, 19), invoice(2, '2'), patch(3, 21, 35), written(4)])).toBe(
      1,
    );
    expect(left('billed-elsewhere', [agreement(1, 19), patch(2, 21, 35), written(3), invoice(4)], [3])).toBe(
      1,
    );
  });

  it('forgives a change on a later invoice only once people were told so, where the PSA tells of it', () => {
    const requestLog = [agreement(1, 19), invoice(2), patch(3, 21, 35), written(4)];
    const [line] = goodFacts.lines;
    expect(left('billed-elsewhere', requestLog, undefined, {}, {})).toBe(1);
    expect(left('billed-elsewhere', requestLog, undefined, {}, { tellsBillingTarget: false })).toBe(0);
    expect(
      left('billed-elsewhere', requestLog, undefined, {}, { lines: [{ ...line!, state: 'conflict' }] }),
    ).toBe(0);
  });

  it('looks before the sending where the effect came late, after a reading back', () => {
    const late = [agreement(1, 19), patch(2, 20, 35), invoice(3), agreement(4, 21), written(5)];
    expect(left('billed-elsewhere', late)).toBe(0);
  });

  it('forgives an edit between reading and writing, and as many late effects as were injected', () => {
    const edit = change(2, 20, 'person', ['addition', '100', 'quantity'], 30, 31);
    const requestLog = [request(1, 19), edit, patch(3, 21, 35), written(4)];
    expect(left('before-differs', requestLog)).toBe(0);
    expect(left('before-differs', [edit, request(3, 20), patch(4, 21, 35), written(5)])).toBe(1);
    expect(left('late-effect', [], [1, 2, 3], { 'write: late effect': 2 })).toBe(1);
  });

  it('forgives a difference that was added to an edit as approved, and no other quantity', () => {
    const edit = change(2, 20, 'person', ['addition', '100', 'quantity'], 30, 33);
    const added = (after: number) => [
      request(1, 19), edit, patch(3, 21, 35), change(4, 21, 'api', ['addition', '100', 'quantity'], 33, after),
    ]; // prettier-ignore
    expect(left('not-as-approved', added(38))).toBe(0);
    expect(left('sum-differs', added(38))).toBe(0);
    expect(left('not-as-approved', added(36))).toBe(1);
    expect(
      left(
        'not-as-approved',
        added(38).filter((entry) => entry !== edit),
      ),
    ).toBe(1);
  });

  it('forgives a document that set a price back which moved after it was read, and no other price', () => {
    const price = ['addition', '101', 'unitPrice'] as const;
    const moved = change(2, 20, 'person', price, 4, 5);
    const posted = (after: number) => [
      request(1, 19),
      moved,
      patch(3, 21, 35),
      change(4, 21, 'api', price, 5, after),
    ];
    expect(left('other-change', posted(4))).toBe(0);
    expect(left('other-change', posted(6))).toBe(1);
    const readSince = [moved, request(3, 20), patch(4, 21, 35), change(5, 21, 'api', price, 5, 4)];
    expect(left('other-change', readSince)).toBe(1);
  });

  it('forgives prices that a post of one line moved where the PSA does so, once people were told', () => {
    const switched = change(1, 5, 'person', ['x', 'halopsa', 'narrowLine'], 'sound', 'reprices-neighbors');
    const post = { ...patch(3, 21, 35), method: 'POST', path: '/api/RecurringInvoice/updatelines' };
    const repriced = change(4, 21, 'api', ['addition', '101', 'unitPrice'], 5, 4);
    const stay = (requestLog: readonly RequestLogEntry[], notifiedMoved: readonly string[]): number =>
      preventable(
        { ...goodFacts, requestLog, notifiedMoved },
        [{ kind: 'other-change', words: 'seen', change: 4 }],
        {},
      ).length;
    expect(stay([switched, post, repriced], ['a'])).toBe(0);
    expect(stay([switched, post, repriced], [])).toBe(1);
    expect(stay([post, repriced], ['a'])).toBe(1);
    expect(stay([switched, { ...post, path: '/api/RecurringInvoice' }, repriced], ['a'])).toBe(1);
  });

  it('forgives an edit that a post replaced, where the PSA logs edits, only once people were told', () => {
    const post = { ...patch(3, 21, 35), method: 'POST', path: '/api/RecurringInvoice' };
    const own = change(2, 20, 'person', ['addition', '100', 'quantity'], 30, 31);
    const beside = change(2, 20, 'person', ['addition', '101', 'unitPrice'], 4, 5);
    const setBack = change(4, 21, 'api', ['addition', '101', 'unitPrice'], 5, 4);
    const stay = (
      kind: Violation['kind'],
      requestLog: readonly RequestLogEntry[],
      more: Partial<OracleFacts>,
    ) => preventable({ ...goodFacts, requestLog, ...more }, [{ kind, words: 'seen', change: 4 }], {}).length;
    const [ownEdit, other] = [
      [request(1, 19), own, post, written(4)],
      [request(1, 19), beside, post, setBack],
    ];
    expect(stay('before-differs', ownEdit, {})).toBe(0);
    expect(stay('before-differs', ownEdit, { logsEdits: true })).toBe(1);
    expect(stay('other-change', other, {})).toBe(0);
    expect(stay('other-change', other, { logsEdits: true })).toBe(1);
    expect(stay('other-change', other, { logsEdits: true, notifiedEdited: ['a'] })).toBe(0);
  });

  it('forgives a line that a licence changed as well where it follows it since the last reading alone', () => {
    const made = { quantity: 5, productId: 9, agreementId: '1' };
    const added = (seq: number) => change(seq, 18, 'person', ['addition', '102', '*'], null, made);
    const counted = change(5, 21, 'api', ['addition', '102', 'qtyOrder'], 5, 6);
    expect(left('other-change', [request(1, 17), added(2), patch(4, 21, 35), counted])).toBe(0);
    expect(left('other-change', [added(2), request(3, 19), patch(4, 21, 35), counted])).toBe(1);
  });

  it('never forgives anything else', () => {
    expect(left('applied-twice', [agreement(1, 19), invoice(2), patch(3, 21, 35), written(4)])).toBe(1);
  });
});
