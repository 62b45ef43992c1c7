import { ApiError, isPassing } from '../values/problem.ts';

const pausesMs = [500, 1_000, 2_000];

/** Rejected before anybody looked at the key: that says nothing about a sending before. */
const isBeforeKey = (error: unknown): boolean =>
  error instanceof ApiError && [401, 403, 429].includes(error.status);

/**
 * Sends until somebody answers, a few times with a pause; each time with the same key, so that it has one effect.
 * Throws the rejection, or the last failure that {@link isPassing} where nobody told what became of it.
 */
export async function sendUntilAnswered<T>(
  send: () => Promise<T>,
  pauses: readonly number[] = pausesMs,
): Promise<T> {
  let lost: unknown = null;
  for (let times = 0; ; times += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(error)) throw lost !== null && isBeforeKey(error) ? lost : error;
      const pause = pauses[times];
      if (pause === undefined) throw error;
      lost = error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
