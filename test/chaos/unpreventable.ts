import type { ChangeEntry } from '../../sandbox/journal.ts';
import type { OracleFacts } from '../oracle/facts.ts';
import { changesOf, lastReadingBefore, quantityChanges, writeRequests } from '../oracle/psa-history.ts';
import type { Violation } from '../oracle/violation.ts';

/** What no client can prevent is forgiven only as often as its cause was there. */
export function preventable(
  facts: OracleFacts,
  violations: readonly Violation[],
  injected: Readonly<Record<string, number>>,
): readonly Violation[] {
  const allowed: Partial<Record<Violation['kind'], number>> = {
    'landed-elsewhere': invoicedBetweenReadingAndWrite(facts),
    'late-effect': injected['write: late effect'] ?? 0,
    'before-differs': editedBetweenReadingAndWrite(facts),
  };
  return violations.filter(({ kind }) => {
    const left = allowed[kind] ?? 0;
    if (left <= 0) return true;
    allowed[kind] = left - 1;
    return false;
  });
}

/** Writes whose line a person edited after it was read for the last time: a PATCH names no former value. */
function editedBetweenReadingAndWrite(facts: OracleFacts): number {
  const edits = quantityChanges(facts, 'person');
  return quantityChanges(facts, 'api').filter((change) => {
    const agreementId = agreementOf(facts, change);
    if (agreementId === null) return false;
    const read = lastReadingBefore(facts, agreementId, change.seq);
    return edits.some(({ id, seq }) => id === change.id && seq > read && seq < change.seq);
  }).length;
}

/** Writes that left before an invoice was known of: it was made after the agreement was read for the last time. */
function invoicedBetweenReadingAndWrite(facts: OracleFacts): number {
  const invoices = changesOf(facts).filter(
    ({ object, field }) => object === 'connectwise.agreement' && field === 'nextInvoiceDate',
  );
  return quantityChanges(facts, 'api').filter((change) => {
    const agreementId = agreementOf(facts, change);
    if (agreementId === null) return false;
    const parent = facts.agreements.find(({ id }) => String(id) === agreementId)?.parentAgreement?.id;
    const invoiced = [agreementId, String(parent)];
    const read = agreementReadBefore(facts, agreementId, sentAsOf(facts, change));
    return invoices.some(({ id, seq }) => invoiced.includes(id) && seq > read && seq < change.seq);
  }).length;
}

const agreementOf = (facts: OracleFacts, { id }: ChangeEntry): string | null =>
  facts.lines.find(({ psaLineId }) => psaLineId === id)?.agreementId ?? null;

/** The request that a change came from: it may take effect late, after further readings. */
function sentAsOf(facts: OracleFacts, { id, seq }: ChangeEntry): number {
  const request = writeRequests(facts).findLast(
    ({ write, seq: sent }) => sent < seq && String(write?.lineId) === id,
  );
  return request?.seq ?? seq;
}

/** The agreement itself, which says its next invoice; 0: never. */
function agreementReadBefore(facts: OracleFacts, agreementId: string, before: number): number {
  const reading = facts.journal.findLast(
    (entry) =>
      entry.kind === 'request' &&
      entry.method === 'GET' &&
      entry.seq < before &&
      entry.path.endsWith(`/finance/agreements/${agreementId}`),
  );
  return reading?.seq ?? 0;
}
