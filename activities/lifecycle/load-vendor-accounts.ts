import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { VendorActivities, PartLoaded } from '../../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../../contracts/temporal/messages.ts';
import { setGate } from '../../db/integrations/gates.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { ensureVendorService, storeListing } from '../../db/readings/vendor-accounts.ts';
import { type Message, message } from '../../messages/message.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { orCause } from '../runtime/failures.ts';
import { noteVendorRejection } from '../credentials/credential-rejection.ts';
import { differingAccounts } from '../credentials/list-comparison.ts';
import { workingVendor } from '../runtime/vendor-client.ts';

/**
 * Loads the children and the parent, and the one vendor service. A failure is a result: the gate shows its cause
 * and what was loaded before stays.
 */
export function createLoadVendorAccounts(deps: ActivityDependencies): VendorActivities['loadVendorAccounts'] {
  const { db } = deps;
  return async function loadVendorAccounts(input) {
    const working = await orCause(workingVendor(deps, input));
    if ('code' in working) return partFailed(deps, input, working.code, working.detail);
    const { kind, vendor, credentials } = working;
    const list = await vendor.listAccounts(credentials, cancellationSignal(), { onWait: () => heartbeat() });
    if (list.kind === 'failed') return partFailed(deps, input, list.failure.code, list.failure.detail);
    if (list.kind === 'empty') {
      return partFailed(deps, input, 'AccountListEmpty', message('vendors.list-empty'));
    }
    const other = await differingAccounts(deps, input, kind.listedWith, list.accounts);
    if (other !== null) return notStored(deps, input, other.code, other.detail);
    await db.transaction().execute(async (tx) => {
      await ensureVendorService(tx, input, kind);
      await storeListing(tx, input, list.accounts);
      await setGate(tx, input, 'accounts', {
        status: 'pending',
        loaded: { accounts: list.accounts.length },
        code: null,
        detail: null,
      });
      await touchIntegration(tx, input);
    });
    return { ok: true, code: null };
  };
}

async function partFailed(
  deps: ActivityDependencies,
  input: IntegrationRef,
  code: string,
  detail: Message | null,
): Promise<PartLoaded> {
  await noteVendorRejection(deps, input, code);
  return notStored(deps, input, code, detail);
}

async function notStored(
  deps: ActivityDependencies,
  input: IntegrationRef,
  code: string,
  detail: Message | null,
): Promise<PartLoaded> {
  await deps.db.transaction().execute(async (tx) => {
    await setGate(tx, input, 'accounts', { status: 'error', loaded: {}, code, detail });
    await touchIntegration(tx, input);
  });
  return { ok: false, code };
}
