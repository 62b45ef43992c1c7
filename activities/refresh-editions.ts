import { cancellationSignal } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { DuoActivities } from '../contracts/temporal/activities.ts';
import { accountsWithOldEdition, editionsMayBeRead, storeEdition } from '../db/vendor-accounts.ts';
import { stopsRun } from '../duo/failures.ts';
import type { EditionRead } from '../duo/reads.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workingDuoKeys } from './duo-keys.ts';

/** At the default budget 300 accounts fit (DESIGN 8); who has more gets the rest on the following days. */
const sliceMs = 10 * 60_000;

/**
 * Reads on until the slice is over, a sync begins, or Duo asks for patience: editions only refine a price (RULES 9), so
 * they take no call from anything else. A failed read leaves the account for the next day.
 */
export function createRefreshEditions(deps: ActivityDependencies): DuoActivities['refreshEditions'] {
  const { db, duo, reading } = deps;
  return async function refreshEditions(input) {
    const keys = await workingDuoKeys(deps, input);
    const stop = new AbortController();
    const signal = AbortSignal.any([cancellationSignal(), stop.signal, AbortSignal.timeout(sliceMs)]);
    const limit = pLimit(reading.duoParallel);
    let read = 0;
    const accounts = await accountsWithOldEdition(db, input, 500);
    await Promise.all(
      accounts.map((account) =>
        limit(async () => {
          if (signal.aborted) return;
          if (!(await editionsMayBeRead(db, input))) {
            stop.abort();
            return;
          }
          const { foreignId: accountId, apiHostname } = account;
          const target = { kind: 'child', accountId, apiHostname } as const;
          const edition = await duo.readEdition(keys.accounts, target, signal).catch((error: unknown) => {
            if (signal.aborted) return null;
            throw error;
          });
          if (edition === null) return;
          if (edition.kind === 'failed') {
            if (asksForPatience(edition)) stop.abort();
            return;
          }
          await storeEdition(db, input, account.id, edition.kind === 'known' ? edition.edition.raw : null);
          if (edition.kind === 'known') read += 1;
        }),
      ),
    );
    return { read };
  };
}

const asksForPatience = (failure: EditionRead & { readonly kind: 'failed' }): boolean =>
  stopsRun(failure) || failure.code === 'DuoBusy';
