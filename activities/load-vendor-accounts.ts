import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { DuoActivities, PartLoaded } from '../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../contracts/temporal/messages.ts';
import { setGate, touchIntegration } from '../db/core/integrations.ts';
import { ensureVendorService, storeListing } from '../db/readings/vendor-accounts.ts';
import { describeDuoFailure } from '../vendors/duo/failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { parentAccount, workingDuoKeys } from './duo-keys.ts';
import { orCause } from './failures.ts';

/**
 * Loads the children and the parent, and the one vendor service. A failure is a result: the gate shows its cause
 * and what was loaded before stays.
 */
export function createLoadVendorAccounts(deps: ActivityDependencies): DuoActivities['loadVendorAccounts'] {
  const { db, duo } = deps;
  return async function loadVendorAccounts(input) {
    const keys = await orCause(workingDuoKeys(deps, input));
    if ('code' in keys) return partFailed(deps, input, keys.code, keys.detail);
    const list = await duo.listAccounts(keys.accounts, cancellationSignal(), { onWait: () => heartbeat() });
    if (list.kind === 'failed') return partFailed(deps, input, list.code, describeDuoFailure(list).advice);
    if (list.kind === 'empty') {
      return partFailed(
        deps,
        input,
        'AccountListEmpty',
        'Duo listed no child accounts; nothing was changed.',
      );
    }
    const children = list.accounts.map((account) => ({
      foreignId: account.accountId,
      kind: 'child' as const,
      name: account.name,
      nameCleaned: account.nameCleaned,
      apiHostname: account.apiHostname,
    }));
    await db.transaction().execute(async (tx) => {
      await ensureVendorService(tx, input);
      await storeListing(tx, input, [...children, parentAccount(keys.admin.host)]);
      await setGate(tx, input, 'accounts', {
        status: 'pending',
        loaded: { accounts: children.length + 1 },
        code: null,
        detail: null,
      });
      await touchIntegration(tx, input);
    });
    return { ok: true, code: null };
  };
}

async function partFailed(
  { db }: ActivityDependencies,
  input: IntegrationRef,
  code: string,
  detail: string,
): Promise<PartLoaded> {
  await db.transaction().execute(async (tx) => {
    await setGate(tx, input, 'accounts', { status: 'error', loaded: {}, code, detail });
    await touchIntegration(tx, input);
  });
  return { ok: false, code };
}
