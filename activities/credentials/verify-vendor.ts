import { cancellationSignal } from '@temporalio/activity';
import type { HeldCredentialState } from '../../domain/credentials.ts';
import type { CredentialVerdict, VendorActivities } from '../../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../../contracts/temporal/messages.ts';
import type { SetVerdict } from '../../vendors/port.ts';
import { noteProbedInstance, sharedAccounts } from '../../db/integrations/instances.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { probedVendor } from '../runtime/vendor-client.ts';

/** Probes the vendor's credentials, candidates before working ones. Changes nothing but what they say of themselves (architecture.md 4). */
export const createVerifyVendor =
  (deps: ActivityDependencies): VendorActivities['verifyVendor'] =>
  (input) =>
    probeVendor(deps, input, 'candidate');

/** Each credential has its own verdict; one that is missing has none. `prefer` working: candidates are left alone. */
export async function probeVendor(
  deps: Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds' | 'vendors'>,
  input: IntegrationRef,
  prefer: HeldCredentialState,
): Promise<readonly CredentialVerdict[]> {
  const { kind, vendor, credentials, ids, unreadable } = await probedVendor(deps, input, prefer);
  const probed = await vendor.verify(credentials, cancellationSignal());
  for (const verdict of probed) {
    const credentialId = ids[verdict.set];
    if (!verdict.ok || verdict.accountIds === undefined || credentialId === undefined) continue;
    const shared = await sharedAccounts(deps.db, input, verdict.accountIds);
    await noteProbedInstance(deps.db, input, credentialId, { sharedAccounts: shared });
  }
  const verdicts = [...unreadable, ...probed.map((verdict) => told(verdict, ids))];
  return kind.credentialSets.flatMap(({ set }) => verdicts.filter((verdict) => verdict.set === set));
}

function told(verdict: SetVerdict, ids: Readonly<Record<string, string>>): CredentialVerdict {
  const { set, facts } = verdict;
  const credentialId = ids[set];
  if (credentialId === undefined) throw new Error(`a verdict about "${set}", which was not asked`);
  return {
    set,
    credentialId,
    ok: verdict.ok,
    code: verdict.ok ? null : verdict.failure.code,
    detail: verdict.ok ? null : verdict.failure.detail,
    facts,
  };
}
