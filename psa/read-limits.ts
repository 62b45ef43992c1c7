/** How long one read of a PSA may go on, repeated as often as that. */
export interface ReadLimits {
  readonly signal: AbortSignal | undefined;
  readonly maxAttempts: number;
  /** Unix milliseconds after which nothing is sent or waited for; null: no end but the limits above. */
  readonly endsAt: number | null;
}

/** Of an adapter's settings, milliseconds. */
export interface Patience {
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** For one read with all its repetitions. */
  readonly waitInAllMs: number;
}

/** May a read that has `waited` so long wait once more? */
export const mayWait = (
  { waitInAllMs }: Patience,
  wait: number,
  waited: number,
  { endsAt }: ReadLimits,
): boolean => waited + wait <= waitInAllMs && (endsAt === null || Date.now() + wait < endsAt);

/** Before the next attempt where the PSA names no time. @param attempt from 1 on */
export const pauseAfter = ({ retryFirstMs, retryLongestMs }: Patience, attempt: number): number =>
  Math.min(retryFirstMs * 2 ** (attempt - 1), retryLongestMs);
