import { isDeepStrictEqual } from 'node:util';
import type { ChangeEntry } from '../../sandbox/request-log.ts';
import { isBillingTargetTold } from '../oracle/approval-binding.ts';
import { effectsOf } from '../oracle/effects.ts';
import type { OracleFacts } from '../oracle/facts.ts';
import {
  changesOf,
  lastReadingBefore,
  lastReadingOfAgreementBefore,
  type PsaLineRef,
  quantityChanges,
  writeRequests,
} from '../oracle/psa-history.ts';
import { agreement } from '../oracle/psa-evidence.ts';
import type { Violation } from '../oracle/violation.ts';

/** What no client can prevent is forgiven of that write alone whose cause was there; a late effect, as often as injected. */
export function preventable(
  facts: OracleFacts,
  violations: readonly Violation[],
  injected: Readonly<Record<string, number>>,
): readonly Violation[] {
  let lateEffects = injected['write: late effect'] ?? 0;
  const edited = new Set(
    [...editedBetweenReadingAndWrite(facts)].filter((seq) => !wasToBeNotified(facts, seq, () => false)),
  );
  const stepped = steppedAsApproved(facts, edited);
  const forgiven: Partial<Record<Violation['kind'], ReadonlySet<number>>> = {
    'billed-elsewhere': new Set(
      [...invoicedBetweenReadingAndWrite(facts)].filter((seq) => isBillingTargetTold(facts, seq)),
    ),
    'before-differs': edited,
    'not-as-approved': stepped,
    'sum-differs': stepped,
    'other-change': new Set([
      ...setBackWithItsDocument(facts),
      ...repricedAndTold(facts),
      ...countedUnread(facts),
    ]),
  };
  return violations.filter(({ kind, change }) => {
    if (kind === 'late-effect') return lateEffects-- <= 0;
    return change === undefined || forgiven[kind]?.has(change) !== true;
  });
}

/** Writes whose line a person edited after it was read for the last time: a PATCH names no former value. */
function editedBetweenReadingAndWrite(facts: OracleFacts): ReadonlySet<number> {
  const edits = quantityChanges(facts, 'person');
  return writesWhere(facts, (change, line) => {
    const read = lastReadingBefore(facts, line, change.seq);
    return edits.some(({ id, seq }) => id === change.id && seq > read && seq < change.seq);
  });
}

/** Of these, the differences that were added as approved to what the person had made of the line. */
const steppedAsApproved = (facts: OracleFacts, edited: ReadonlySet<number>): ReadonlySet<number> =>
  new Set(
    effectsOf(facts)
      .filter(({ change, line }) => {
        if (line === null || !edited.has(change.seq)) return false;
        return Number(change.after) - Number(change.before) === Number(line.after) - Number(line.before);
      })
      .map(({ change }) => change.seq),
  );

/**
 * A post that replaced an edit where the PSA logs edits, of a change that ended well without people being told so: its
 * line is to be a conflict, another one a notice.
 */
function wasToBeNotified(
  facts: OracleFacts,
  seq: number,
  isNotified: (facts: OracleFacts, line: OracleFacts['lines'][number]) => boolean,
): boolean {
  const request = writeRequests(facts).findLast((one) => one.seq < seq);
  if (facts.logsEdits !== true || request?.path.startsWith('/api/RecurringInvoice') !== true) return false;
  const [intent] = facts.intents
    .filter(
      ({ psaLineId, sentAt }) =>
        psaLineId === String(request.write?.lineId) && sentAt <= Date.parse(request.at),
    )
    .sort((a, b) => b.sentAt - a.sentAt);
  const line = facts.lines.find(({ id }) => id === intent?.lineId);
  return line?.state === 'confirmed' && !isNotified(facts, line);
}

const isToldEdited = ({ notifiedEdited }: OracleFacts, { id }: { readonly id: string }): boolean =>
  notifiedEdited.includes(id);

/** What a posted document set back to how it was read, when a person had changed it since. */
function setBackWithItsDocument(facts: OracleFacts): ReadonlySet<number> {
  const changes = changesOf(facts);
  const setBack = changes.filter((change) => {
    const request = writeRequests(facts).findLast(({ write, seq }) => write !== null && seq < change.seq);
    if (change.by !== 'api' || request?.write == null) return false;
    if (wasToBeNotified(facts, change.seq, isToldEdited)) return false;
    const { agreementId, lineId } = request.write;
    const line = { agreementId: String(agreementId), psaLineId: String(lineId) };
    const read = lastReadingBefore(facts, line, request.seq);
    return changes.some(
      ({ by, object, id, field, before, seq }) =>
        by === 'person' && seq > read && seq < change.seq &&
        object === change.object && id === change.id && field === change.field &&
        isDeepStrictEqual(before, change.after),
    ); // prettier-ignore
  });
  return new Set(setBack.map(({ seq }) => seq));
}

/**
 * Prices that a post of one line moved on its neighbors, where the PSA does so: of a change of which people were told
 * so, which a person was given to look at, or which had ended before.
 */
function repricedAndTold(facts: OracleFacts): ReadonlySet<number> {
  const changes = changesOf(facts);
  const isReady = (change: ChangeEntry): boolean => {
    const request = writeRequests(facts).findLast(({ seq, path }) => seq < change.seq && path === oneLine);
    const switched = changes.findLast(({ seq, field }) => seq < change.seq && field === 'narrowLine');
    if (request?.write == null || switched?.after !== 'reprices-neighbors') return false;
    const { lineId } = request.write;
    const [intent] = facts.intents
      .filter(({ psaLineId, sentAt }) => psaLineId === String(lineId) && sentAt <= Date.parse(request.at))
      .sort((a, b) => b.sentAt - a.sentAt);
    const line = facts.lines.find(({ id }) => id === intent?.lineId);
    return (
      line !== undefined &&
      (facts.notifiedMoved.includes(line.id) ||
        line.state === 'conflict' ||
        (line.finishedAt !== null && line.finishedAt < Date.parse(change.at)))
    );
  };
  return new Set(
    changes
      .filter((change) => change.by === 'api' && change.field === 'unitPrice' && isReady(change))
      .map(({ seq }) => seq),
  );
}

const oneLine = '/api/RecurringInvoice/updatelines';

/** Lines that a licence changed as well, which follow it since they were read for the last time. */
function countedUnread(facts: OracleFacts): ReadonlySet<number> {
  const changes = changesOf(facts);
  const counted = changes.filter((change) => {
    if (change.by !== 'api' || change.field !== 'qtyOrder') return false;
    const added = changes.findLast(
      ({ by, id, field, after, seq }) =>
        by === 'person' && id === change.id && field === '*' && after !== null && seq < change.seq,
    );
    if (added === undefined) return false;
    const { agreementId } = added.after as { readonly agreementId: string };
    const line = { agreementId, psaLineId: change.id };
    const request = writeRequests(facts).findLast(({ seq }) => seq < change.seq);
    return lastReadingBefore(facts, line, request?.seq ?? change.seq) < added.seq;
  });
  return new Set(counted.map(({ seq }) => seq));
}

/** Writes that left before an invoice was known of: it was made after the agreement was read for the last time. */
function invoicedBetweenReadingAndWrite(facts: OracleFacts): ReadonlySet<number> {
  const invoices = changesOf(facts).filter(
    ({ object, field }) => object === agreement && field === 'nextInvoiceDate',
  );
  return writesWhere(facts, (change, { agreementId }) => {
    const parent = facts.agreements.find(({ id }) => String(id) === agreementId)?.parentAgreement?.id;
    const invoiced = [agreementId, String(parent)];
    const read = lastReadingOfAgreementBefore(facts, agreementId, sentAsOf(facts, change));
    return invoices.some(({ id, seq }) => invoiced.includes(id) && seq > read && seq < change.seq);
  });
}

/** Our changes of which it holds, by `seq`. */
const writesWhere = (
  facts: OracleFacts,
  holds: (change: ChangeEntry, line: PsaLineRef) => boolean,
): ReadonlySet<number> =>
  new Set(
    quantityChanges(facts, 'api')
      .filter((change) => {
        const line = facts.lines.find(({ psaLineId }) => psaLineId === change.id);
        return line !== undefined && holds(change, line);
      })
      .map(({ seq }) => seq),
  );

/** The request that a change came from: it may take effect late, after further readings. */
function sentAsOf(facts: OracleFacts, { id, seq }: ChangeEntry): number {
  const request = writeRequests(facts).findLast(
    ({ write, seq: sent }) => sent < seq && String(write?.lineId) === id,
  );
  return request?.seq ?? seq;
}
