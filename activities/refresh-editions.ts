import { cancellationSignal, heartbeat } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { DuoActivities } from '../contracts/temporal/activities.ts';
import { accountsWithOldEdition, storeEdition } from '../db/vendor-accounts.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workingDuoKeys } from './duo-keys.ts';

/** A person's decision waits behind this slice at worst: short, since editions only refine a price (RULES 9). */
const sliceMs = 15_000;

export function createRefreshEditions(deps: ActivityDependencies): DuoActivities['refreshEditions'] {
  return async function refreshEditions(input) {
    const keys = await workingDuoKeys(deps, input);
    const signal = AbortSignal.any([cancellationSignal(), AbortSignal.timeout(sliceMs)]);
    const accounts = await accountsWithOldEdition(deps.db, input, 500);
    const limit = pLimit(deps.reading.duoParallel);
    let read = 0;
    await Promise.all(
      accounts.map((account) =>
        limit(async () => {
          if (signal.aborted) return;
          const target = {
            kind: 'child',
            accountId: account.foreignId,
            apiHostname: account.apiHostname,
          } as const;
          // An aborted read is no failure here: the account keeps its place for the next slice.
          const edition = await deps.duo
            .readEdition(keys.accounts, target, signal)
            .catch((error: unknown) => {
              if (signal.aborted) return null;
              throw error;
            });
          if (edition === null) return;
          await storeEdition(
            deps.db,
            input,
            account.id,
            edition.kind === 'known' ? edition.edition.raw : null,
          );
          if (edition.kind === 'known') read += 1;
          heartbeat();
        }),
      ),
    );
    return { read };
  };
}
