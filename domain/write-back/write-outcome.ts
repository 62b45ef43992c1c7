import { decimal, type DecimalText, type Instant } from '../quantity.ts';
import { quantityMove, stampDifferences, describeDifferences, type WriteStamp } from './stamp.ts';

/** At most this many times is one approved value sent (architecture.md 5). */
export const mostSends = 2;

/** How an attempt to send ended; null in a row: it is open. */
export const intentOutcomes = ['confirmed', 'not-done', 'not-sent', 'refused', 'conflict'] as const;
export type IntentOutcome = (typeof intentOutcomes)[number];

/** What the PSA's own answers showed of the right to write. */
export const writeRights = ['unknown', 'proven', 'refused'] as const;
export type WriteRight = (typeof writeRights)[number];

/** One reading after an outcome that is not known; `gone`: the line is not there any more. */
export type ReadBack =
  | {
      readonly kind: 'stamp';
      readonly stamp: WriteStamp;
      /** When the PSA says the line was last changed; null: it does not say. */
      readonly lastUpdated: Instant | null;
    }
  | { readonly kind: 'gone' };

/** A sending whose outcome is to be found out. */
export interface UnknownSending {
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly stamp: WriteStamp;
  /** The line's own in the reading before the PATCH; null: the PSA did not say. */
  readonly lastUpdated: Instant | null;
  /** The PSA answered that there is no such line. */
  readonly answeredNotFound: boolean;
  /** The line is changed by differences: sent twice, one would act twice. */
  readonly byDifference: boolean;
}

export type ResolvedOutcome =
  | { readonly kind: 'confirmed' }
  /** Proven not done: the old value, an unchanged stamp, and not touched since the reading before the PATCH; twice. */
  | { readonly kind: 'send-again' }
  /** The PSA answered "no such line", and there is none: nothing was done. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'conflict'; readonly detail: string };

/**
 * What became of a write whose answer is not known, from two readings some seconds apart (architecture.md 5): the
 * approved value → confirmed, whatever else changed meanwhile; the old value, unchanged stamp and the `lastUpdated` of
 * before the PATCH → once more, at most twice in all; else, and where the line is gone, a person decides. The old value
 * alone proves nothing: the write may have been done and a person may have set it back. Before it sends again the
 * caller asks once more whether the approval stands (RULES 5, 6).
 */
export function resolveUnknown(
  sent: UnknownSending,
  readings: readonly [ReadBack, ReadBack],
  sendCount: number,
): ResolvedOutcome {
  const [first, second] = readings;
  if (first.kind === 'gone' || second.kind === 'gone') {
    return first.kind === second.kind && sent.answeredNotFound && sendCount === 1
      ? { kind: 'gone' }
      : conflict('the line is no longer in the PSA; whether it was changed before is not known');
  }
  const [then, now] = [valueOf(first.stamp, sent), valueOf(second.stamp, sent)];
  // The old value and then the approved one: the write came late, between the two readings.
  if (now === 'after' && then !== 'elsewhere') return { kind: 'confirmed' };
  const shows = `approved was ${sent.before} → ${sent.after}, the PSA shows ${second.stamp.line.quantity ?? 'none'}`;
  if (now !== 'before' || then !== 'before') return conflict(shows);
  const touched = touchedSince(sent.lastUpdated, [first.lastUpdated, second.lastUpdated]);
  if (touched !== null) return conflict(`${shows}, and ${touched}`);
  const differences = describeDifferences([
    ...stampDifferences(sent.stamp, first.stamp),
    ...stampDifferences(first.stamp, second.stamp),
  ]);
  if (differences !== '') return conflict(`${shows}, and ${differences}`);
  if (sent.byDifference)
    return conflict(`${shows}; a difference that may still arrive is not sent a second time`);
  return sendCount < mostSends
    ? { kind: 'send-again' }
    : conflict(
        `${shows}, last changed before it was sent; it was sent ${sendCount} times` +
          (sent.answeredNotFound ? ', and the PSA answered that there is no such line' : ''),
      );
}

/**
 * Why a line that shows its old value may have been changed and set back since the reading before the PATCH; null: it
 * was not. Two stamps of the PSA are compared, never the PSA's clock with ours, and only sameness proves something.
 */
function touchedSince(before: Instant | null, later: readonly (Instant | null)[]): string | null {
  const moved = later.find((at) => at === null || before === null || Date.parse(at) !== Date.parse(before));
  if (moved === undefined) return null;
  const when =
    moved === null || before === null
      ? 'it does not say when the line was last changed'
      : `it was last changed ${moved}, ${before} before it was sent`;
  return `${when}: whether the change was made and set back is not known`;
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
