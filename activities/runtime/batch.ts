import { cancellationSignal } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { claim } from '../../db/readings/account-reads.ts';
import type { Database } from '../../db/model/database.ts';
import type { ReadingSettings } from './dependencies.ts';
import { claimFailure } from './failures.ts';

/**
 * Works a list of items in parallel until the list, the slice's time or the run's claim ends. Besides Temporal's
 * own cancellation it watches the run's row, so that a cancel ends open requests within a second or two. Throws why
 * it was stopped; items not reached stay for the next slice.
 */
export async function workBatch<T>(
  db: Database,
  run: SyncRunRef,
  settings: Pick<ReadingSettings, 'batchMs' | 'cancelPollMs'> & { readonly parallel: number },
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([cancellationSignal(), stop.signal]);
  const endsAt = Date.now() + settings.batchMs;
  const watch = setInterval(() => {
    claim(db, run, 'none').then(
      (held) => {
        const failure = claimFailure(held);
        if (failure !== null) stop.abort(failure);
      },
      // A database that does not answer just now is no reason to stop: every write checks the claim itself.
      () => undefined,
    );
  }, settings.cancelPollMs);
  const limit = pLimit(settings.parallel);
  try {
    await Promise.all(
      items.map((item) =>
        limit(async () => {
          if (stop.signal.aborted || Date.now() >= endsAt) return;
          signal.throwIfAborted();
          await work(item, signal);
        }).catch((error: unknown) => {
          // The first failure stops the others; it is the one that is thrown.
          stop.abort(error);
        }),
      ),
    );
    signal.throwIfAborted();
  } finally {
    clearInterval(watch);
  }
}
