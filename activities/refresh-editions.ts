import { cancellationSignal } from '@temporalio/activity';
import type { IntegrationKey } from '../domain/keys.ts';
import type { DuoActivities } from '../contracts/temporal/activities.ts';
import type { Database } from '../db/core/database.ts';
import { findIntegration } from '../db/core/integrations.ts';
import { activeRun } from '../db/runs/sync-runs.ts';
import { accountsWithOldEdition, storeEdition } from '../db/readings/vendor-accounts.ts';
import { readsEditions } from '../domain/states.ts';
import { stopsRun } from '../vendors/duo/failures.ts';
import { passes } from './credential-codes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workingDuoKeys } from './duo-keys.ts';

/** At the default budget 300 accounts fit (architecture.md 8); who has more gets the rest on the following days. */
const sliceMs = 10 * 60_000;

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
      if (signal.aborted || !(await mayBeRead(db, input))) break;
      const { foreignId: accountId, apiHostname } = account;
      const target = { kind: 'child', accountId, apiHostname } as const;
      const edition = await duo.readEdition(keys.accounts, target, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (edition === null) break;
      if (edition.kind === 'failed' && (stopsRun(edition) || edition.code === 'DuoBusy')) break;
      // Another day may bring what a passing failure kept from being read; others would only come again.
      if (edition.kind === 'failed' && passes(edition.code)) continue;
      await storeEdition(db, input, account.id, edition.kind === 'known' ? edition.edition.raw : null);
      if (edition.kind === 'known') read += 1;
    }
    return { read };
  };
}

/** Outside syncs only (architecture.md 8). */
async function mayBeRead(db: Database, key: IntegrationKey): Promise<boolean> {
  const integration = await findIntegration(db, key);
  return readsEditions(integration?.phase ?? null) && (await activeRun(db, key)) === null;
}
