import { activityInfo, cancellationSignal } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { HousekeepingBatchResult } from '../../contracts/temporal/housekeeping.ts';
import { inEnglish } from '../../messages/english.ts';
import { type Message, message } from '../../messages/message.ts';
import { causeMessage, causeWithCode } from '../../use-cases/cause-message.ts';
import { causeOf, passing } from '../runtime/failures.ts';

/** So many are seen to in one attempt. */
export const batchSize = 100;

/** What fails for a moment is tried again with the whole slice, which does nothing twice. */
const attempts = 3;

/**
 * Sees to every item of a slice; one that fails does not stop the others. Fails as a passing trouble while some fail
 * and attempts are left, the last attempt reports them.
 * @param work true: something had to be done.
 */
export async function processBatch<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  work: (item: T) => Promise<boolean>,
  parallel = 1,
): Promise<HousekeepingBatchResult> {
  const limit = pLimit(parallel);
  const signal = cancellationSignal();
  let acted = 0;
  const causes: { readonly code: string; readonly found: Message }[] = [];
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (signal.aborted) return;
        try {
          if (await work(item)) acted += 1;
        } catch (error) {
          const { code, detail } = causeOf(error);
          const cause = causeMessage(code, detail);
          causes.push({ code, found: message('work.item-failed', { item: idOf(item), cause }) });
        }
      }),
    ),
  );
  signal.throwIfAborted();
  const [first] = causes;
  if (first !== undefined && activityInfo().attempt < attempts)
    throw passing('HousekeepingIncomplete', causeWithCode(first.code, first.found), null);
  const last = items.at(-1);
  return {
    after: last === undefined || items.length < batchSize ? null : idOf(last),
    seen: items.length,
    acted,
    failed: causes.length,
    cause: first === undefined ? null : { code: first.code, text: inEnglish(first.found) },
  };
}
