import { activityInfo, cancellationSignal } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { HousekeepingCause, HousekeepingBatchResult } from '../../contracts/temporal/housekeeping.ts';
import { causeInEnglish } from '../../messages/english.ts';
import { causeOf, passing } from '../attempt/failures.ts';

/** So many are seen to in one attempt. */
export const batchSize = 100;

/** What fails for a moment is tried again with the whole slice, which does nothing twice. */
const attempts = 3;

/**
 * Sees to every item of a slice; one that fails does not stop the others. Fails as a passing trouble while some fail
 * and attempts are left, the last attempt reports them.
 * @param work true: something had to be done.
 */
export async function seeToBatch<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  work: (item: T) => Promise<boolean>,
  parallel = 1,
): Promise<HousekeepingBatchResult> {
  const limit = pLimit(parallel);
  const signal = cancellationSignal();
  let acted = 0;
  const causes: HousekeepingCause[] = [];
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (signal.aborted) return;
        try {
          if (await work(item)) acted += 1;
        } catch (error) {
          const { code, detail } = causeOf(error);
          causes.push({ code, detail: `${idOf(item)}: ${causeInEnglish(code, detail)}` });
        }
      }),
    ),
  );
  signal.throwIfAborted();
  const cause = causes[0] ?? null;
  if (cause !== null && activityInfo().attempt < attempts)
    throw passing('HousekeepingIncomplete', `${cause.code}, ${cause.detail}`, null);
  const last = items.at(-1);
  return {
    after: last === undefined || items.length < batchSize ? null : idOf(last),
    seen: items.length,
    acted,
    failed: causes.length,
    cause,
  };
}
