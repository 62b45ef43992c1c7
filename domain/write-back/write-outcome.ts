import { decimal, type DecimalText } from '../quantity.ts';
import { quantityMove, stampDifferences, describeDifferences, type WriteStamp } from './stamp.ts';

/** At most this many times is one approved value sent (DESIGN 5). */
export const mostSends = 2;

/** One reading after an outcome that is not known; `gone`: the line is not there any more. */
export type ReadBack = { readonly kind: 'stamp'; readonly stamp: WriteStamp } | { readonly kind: 'gone' };

export type ResolvedOutcome =
  | { readonly kind: 'confirmed' }
  /** The old value and an unchanged stamp, twice: it was not done. */
  | { readonly kind: 'send-again' }
  | { readonly kind: 'conflict'; readonly detail: string };

/**
 * What became of a write whose answer is not known, from two readings some seconds apart (DESIGN 5): the approved value
 * → confirmed, whatever else changed meanwhile; the old value and unchanged stamp → once more, at most twice in all;
 * else, and where the line is gone, a person decides.
 * Before it sends again the caller asks once more whether the approval stands (RULES 5, 6).
 */
export function resolveUnknown(
  approved: { readonly before: DecimalText; readonly after: DecimalText; readonly stamp: WriteStamp },
  readings: readonly [ReadBack, ReadBack],
  sendCount: number,
): ResolvedOutcome {
  const [first, second] = readings;
  if (first.kind === 'gone' || second.kind === 'gone')
    return conflict('the line is no longer in the PSA; whether it was changed before is not known');
  const [then, now] = [valueOf(first.stamp, approved), valueOf(second.stamp, approved)];
  // The old value and then the approved one: the write came late, between the two readings.
  if (now === 'after' && then !== 'elsewhere') return { kind: 'confirmed' };
  if (now !== 'before' || then !== 'before') {
    const shown = second.stamp.line.quantity ?? 'none';
    return conflict(`approved was ${approved.before} → ${approved.after}, the PSA shows ${shown}`);
  }
  const differences = describeDifferences([
    ...stampDifferences(approved.stamp, first.stamp),
    ...stampDifferences(first.stamp, second.stamp),
  ]);
  if (differences !== '') return conflict(`the quantity is still ${approved.before}, and ${differences}`);
  return sendCount < mostSends
    ? { kind: 'send-again' }
    : conflict(`sent ${sendCount} times, and the PSA still shows ${approved.before}`);
}

const conflict = (detail: string): ResolvedOutcome => ({ kind: 'conflict', detail });

/** A proof sets the value the line has (RULES 8): before and after are one, and nothing is left to send. */
function valueOf(
  { line }: WriteStamp,
  { before, after }: { readonly before: DecimalText; readonly after: DecimalText },
): 'before' | 'after' | 'elsewhere' {
  const move = quantityMove(line.quantity, { before, after });
  return move === 'before' && decimal(before).equals(after) ? 'after' : move;
}
