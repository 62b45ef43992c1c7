import type { OracleFacts } from '../oracle/facts.ts';
import { lastReadingBefore, quantityChanges } from '../oracle/psa-history.ts';
import type { Violation } from '../oracle/violation.ts';
import type { Encounters } from './person.ts';

/** What no client can prevent is forgiven only as often as its cause was injected. */
export function preventable(
  facts: OracleFacts,
  violations: readonly Violation[],
  encounters: Encounters,
  injected: Readonly<Record<string, number>>,
): readonly Violation[] {
  const allowed: Partial<Record<Violation['kind'], number>> = {
    // An invoice may be made between the last reading of the agreement and the write.
    'landed-elsewhere': encounters.count('invoices made') > 0 ? Number.POSITIVE_INFINITY : 0,
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
    const agreement = facts.lines.find(({ psaLineId }) => psaLineId === change.id)?.agreementId;
    if (agreement === undefined) return false;
    const read = lastReadingBefore(facts, agreement, change.seq);
    return edits.some(({ id, seq }) => id === change.id && seq > read && seq < change.seq);
  }).length;
}
