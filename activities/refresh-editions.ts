import { cancellationSignal } from '@temporalio/activity';
import type { DuoActivities } from '../contracts/temporal/activities.ts';
import { accountsWithOldEdition, editionsMayBeRead, storeEdition } from '../db/vendor-accounts.ts';
import { type DuoFailureCode, stopsRun } from '../duo/failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workingDuoKeys } from './duo-keys.ts';

/** At the default budget 300 accounts fit (DESIGN 8); who has more gets the rest on the following days. */
const sliceMs = 10 * 60_000;
/** Another day may bring what these kept from being read; other failures would only come again. */
const passing: ReadonlySet<DuoFailureCode> = new Set(['DuoTimeout', 'DuoUnreachable', 'DuoServerError']);

/**
 * Reads on until the slice is over, a sync begins, or Duo asks for patience: editions only refine a price (RULES 9).
 * One account after the other, so that whoever else needs the budget waits behind one call at most.
 */
export function createRefreshEditions(deps: ActivityDependencies): DuoActivities['refreshEditions'] {
  const { db, duo } = deps;
  return async function refreshEditions(input) {
    const keys = await workingDuoKeys(deps, input);
    const signal = AbortSignal.any([cancellationSignal(), AbortSignal.timeout(sliceMs)]);
    let read = 0;
    for (const account of await accountsWithOldEdition(db, input, 500)) {
      if (signal.aborted || !(await editionsMayBeRead(db, input))) break;
      const { foreignId: accountId, apiHostname } = account;
      const target = { kind: 'child', accountId, apiHostname } as const;
      const edition = await duo.readEdition(keys.accounts, target, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (edition === null) break;
      if (edition.kind === 'failed' && (stopsRun(edition) || edition.code === 'DuoBusy')) break;
      if (edition.kind === 'failed' && passing.has(edition.code)) continue;
      await storeEdition(db, input, account.id, edition.kind === 'known' ? edition.edition.raw : null);
      if (edition.kind === 'known') read += 1;
    }
    return { read };
  };
}
