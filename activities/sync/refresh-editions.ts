import { cancellationSignal } from '@temporalio/activity';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { VendorActivities } from '../../contracts/temporal/activities.ts';
import type { Database } from '../../db/model/database.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import { activeRun } from '../../db/runs/sync-runs.ts';
import { accountsWithOldEdition, storeEdition } from '../../db/readings/vendor-accounts.ts';
import { readsEditions } from '../../domain/states.ts';
import type { VendorFailure } from '../../vendors/port.ts';
import { passes } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { noteVendorRejection } from '../credentials/credential-rejection.ts';
import { workingVendor } from '../runtime/vendor-client.ts';

/** At the default budget 300 accounts fit (architecture.md 8); who has more gets the rest on the following days. */
const batchMs = 10 * 60_000;

/**
 * Reads on until the slice is over, a sync begins, or the vendor asks for patience: editions only refine a price (RULES 9).
 * One account after the other, so that whoever else needs the budget waits behind one call at most.
 */
export function createRefreshEditions(deps: ActivityDependencies): VendorActivities['refreshEditions'] {
  const { db } = deps;
  return async function refreshEditions(input) {
    const { vendor, credentials } = await workingVendor(deps, input);
    const signal = AbortSignal.any([cancellationSignal(), AbortSignal.timeout(batchMs)]);
    let read = 0;
    for (const account of await accountsWithOldEdition(db, input, 500)) {
      if (signal.aborted || !(await mayBeRead(db, input))) break;
      const child = { ...account, kind: 'child' } as const;
      const edition = await vendor.readEdition(credentials, child, signal).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (edition === null) break;
      if (edition.kind === 'failed') await noteVendorRejection(deps, input, edition.failure.code);
      if (edition.kind === 'failed' && endsBatch(edition.failure)) break;
      // Another day may bring what a passing failure kept from being read; others would only come again.
      if (edition.kind === 'failed' && passes(edition.failure.code)) continue;
      await storeEdition(db, input, account.id, edition.kind === 'known' ? edition.raw : null);
      if (edition.kind === 'known') read += 1;
    }
    return { read };
  };
}

/** A dead key answers for every account, and one that is busy asks for patience. */
const endsBatch = ({ scope, code }: VendorFailure): boolean =>
  scope === 'credential' || code === 'VendorBusy';

/** Outside syncs only (architecture.md 8). */
async function mayBeRead(db: Database, key: IntegrationKey): Promise<boolean> {
  const integration = await findIntegration(db, key);
  return readsEditions(integration?.phase ?? null) && (await activeRun(db, key)) === null;
}
