import { groupBy } from '../../domain/group-by.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import type { ChangeEntry, RequestEntry } from '../../sandbox/request-log.ts';
import type { OracleFacts } from './facts.ts';
import { agreement, agreementAt, companyAt, line, lineAt, linesOf } from './psa-evidence.ts';

/** What the PSA had at a moment, from what it has now and every change since (request log). */

export const instant = (entry: { readonly at: string }): number => Date.parse(entry.at);

export { sameNumber } from '../../domain/reconciliation/same-number.ts';

/** Works a view of the facts out once: the oracle asks for it for each line. */
export function once<T>(view: (facts: OracleFacts) => T): (facts: OracleFacts) => T {
  const known = new WeakMap<OracleFacts, { readonly value: T }>();
  return (facts) => {
    const found = known.get(facts) ?? { value: view(facts) };
    known.set(facts, found);
    return found.value;
  };
}

export const changesOf = once((facts): readonly ChangeEntry[] =>
  facts.requestLog.filter((entry) => entry.kind === 'change'),
);

export const quantityChanges = (facts: OracleFacts, by: ChangeEntry['by']): readonly ChangeEntry[] =>
  changesOf(facts).filter((entry) => entry.by === by && entry.object === line && entry.field === 'quantity');

/** Changes of each object, in order. */
const changesByObject = once((facts) => groupBy(changesOf(facts), ({ object, id }) => `${object} ${id}`));

const changesOfObject = (facts: OracleFacts, object: string, id: string): readonly ChangeEntry[] =>
  changesByObject(facts).get(`${object} ${id}`) ?? [];

/** Calls that ask the PSA to change something. */
export const writeRequests = once((facts): readonly RequestEntry[] =>
  facts.requestLog.filter((entry) => entry.kind === 'request').filter(({ method }) => method !== 'GET'),
);

/** What a field had right after the log entry `seq`, from what it has `now`. */
export function fieldAfter(
  facts: OracleFacts,
  object: string,
  id: string,
  field: string,
  seq: number,
  now: unknown,
): unknown {
  const next = changesOfObject(facts, object, id).find(
    (entry) => entry.seq > seq && (entry.field === field || entry.field === '*'),
  );
  if (next === undefined) return now;
  if (next.field === field) return next.before;
  return next.before === null ? null : (next.before as Readonly<Record<string, unknown>>)[field];
}

/** A line's quantity right after the log entry `seq`; null: it had none, or was not there. */
export function quantityAfter(facts: OracleFacts, lineId: string, seq: number): number | null {
  const now = facts.additions.find(({ id }) => String(id) === lineId)?.quantity ?? null;
  return fieldAfter(facts, line, lineId, 'quantity', seq, now) as number | null;
}

/** The next invoice date that counted for an agreement right after the log entry `seq`: its own, else its parent's. */
export function nextInvoiceAfter(facts: OracleFacts, agreementId: string, seq: number): string | null {
  const own = dateAfter(facts, agreementId, seq);
  if (own !== null) return own;
  const now = facts.agreements.find(({ id }) => String(id) === agreementId)?.parentAgreement ?? null;
  const parent = fieldAfter(facts, agreement, agreementId, 'parentAgreement', seq, now) as {
    readonly id: number;
  } | null;
  return parent === null ? null : dateAfter(facts, String(parent.id), seq);
}

function dateAfter(facts: OracleFacts, agreementId: string, seq: number): string | null {
  const now = facts.agreements.find(({ id }) => String(id) === agreementId)?.nextInvoiceDate ?? null;
  return fieldAfter(facts, agreement, agreementId, 'nextInvoiceDate', seq, now) as string | null;
}

/** Every quantity a line had from one moment to another, both included. Unix ms. */
export function quantitiesBetween(
  facts: OracleFacts,
  lineId: string,
  from: number,
  to: number,
): readonly (number | null)[] {
  const changes = changesOfObject(facts, line, lineId).filter(
    ({ field }) => field === 'quantity' || field === '*',
  );
  const first = changes.findLast((change) => instant(change) < from)?.seq ?? 0;
  const seqs = changes.filter((change) => change.seq > first && instant(change) <= to).map(({ seq }) => seq);
  return [first, ...seqs].map((seq) => quantityAfter(facts, lineId, seq));
}

/** An answer came that could be read. */
const wasAnswered = ({ outcome }: RequestEntry): boolean =>
  outcome === 'trickle' || (typeof outcome === 'number' && outcome >= 200 && outcome < 300);

/** Readings that were answered, by what was read, in order. */
const readingsByPath = once((facts) =>
  groupBy(
    facts.requestLog
      .filter((entry) => entry.kind === 'request')
      .filter((entry) => entry.method === 'GET' && wasAnswered(entry)),
    ({ path }) => path,
  ),
);

/** The last time one of these was read before an entry; null: never. */
function readingBefore(facts: OracleFacts, paths: readonly string[], seq: number): RequestEntry | null {
  const last = paths.flatMap(
    (path) =>
      readingsByPath(facts)
        .get(path)
        ?.findLast((entry) => entry.seq < seq) ?? [],
  );
  return last.toSorted((a, b) => b.seq - a.seq)[0] ?? null;
}

/** However slow a machine is and whatever settings allow, what a write rests on was asked for within a minute. */
const longestSinceReadingMs = 60_000;

/**
 * What a request to change a line did not read before, for itself: the line, alone or with the others of its
 * agreement, and the agreement, each since the approval and since the request before it. Empty: all of it.
 */
export function unreadBefore(
  facts: OracleFacts,
  { agreementId, psaLineId, approvedAt }: PsaLineRef & { readonly approvedAt: number },
  request: RequestEntry,
): readonly string[] {
  const previous = writeRequests(facts).findLast(
    ({ seq, write }) => seq < request.seq && String(write?.lineId) === psaLineId,
  );
  const isFresh = (reading: RequestEntry | null): boolean =>
    reading !== null &&
    reading.seq >= (previous?.seq ?? 0) &&
    instant(reading) >= approvedAt &&
    instant(request) - instant(reading) <= longestSinceReadingMs;
  // Of one that is created, all others of its agreement.
  const line = markerIn(psaLineId) === undefined ? lineAt(agreementId, psaLineId) : linesOf(agreementId);
  const unread = [
    [line, isFresh(readingBefore(facts, [line, linesOf(agreementId)], request.seq))],
    [agreementAt(agreementId), isFresh(readingBefore(facts, [agreementAt(agreementId)], request.seq))],
  ] as const;
  return unread.flatMap(([path, fresh]) => (fresh ? [] : [path]));
}

/** A line of the PSA, by its ids in rows. */
export interface PsaLineRef {
  readonly agreementId: string;
  readonly psaLineId: string;
}

/** The last time the PSA was asked for a line before an entry, alone or with its agreement's others; 0: never. */
export const lastReadingBefore = (
  facts: OracleFacts,
  { agreementId, psaLineId }: PsaLineRef,
  seq: number,
): number => readingBefore(facts, [linesOf(agreementId), lineAt(agreementId, psaLineId)], seq)?.seq ?? 0;

/** The last time an agreement itself, which says its next invoice, was asked for before an entry; 0: never. */
export const lastReadingOfAgreementBefore = (facts: OracleFacts, agreementId: string, seq: number): number =>
  readingBefore(facts, [agreementAt(agreementId)], seq)?.seq ?? 0;

/** The last time a company was asked for before an entry; 0: never. */
export const lastReadingOfCompanyBefore = (facts: OracleFacts, companyId: string, seq: number): number =>
  readingBefore(facts, [companyAt(companyId)], seq)?.seq ?? 0;
