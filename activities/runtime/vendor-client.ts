import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import type { HeldCredentialState } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CredentialFields } from '../../domain/credentials.ts';
import { entryOf } from '../../domain/kinds.ts';
import { message } from '../../messages/message.ts';
import { findIntegration, type Integration } from '../../db/integrations/integrations.ts';
import type { Vendor, VendorCredentials, VendorKind } from '../../vendors/port.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent, rowMissing } from './failures.ts';
import { isVerdict, probedCredential, workingCredential } from './sealed-credentials.ts';

export interface WorkingVendor {
  readonly integration: Integration;
  readonly kind: VendorKind;
  readonly vendor: Vendor;
  readonly credentials: VendorCredentials;
}

type Deps = Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds' | 'vendors'>;

async function vendorOf(deps: Deps, key: IntegrationKey): Promise<Omit<WorkingVendor, 'credentials'>> {
  const integration = await findIntegration(deps.db, key);
  if (integration === null) throw rowMissing('integration');
  const kind = entryOf(deps.kinds.vendors, integration.vendor);
  return { integration, kind, vendor: deps.vendors(integration.vendor) };
}

/**
 * The vendor of an integration with every working credential, decrypted for this activity only. Throws
 * `CredentialSetMissing` or `CredentialUnreadable` for good.
 */
export async function workingVendor(deps: Deps, key: IntegrationKey): Promise<WorkingVendor> {
  const found = await vendorOf(deps, key);
  const credentials: Record<string, CredentialFields> = {};
  for (const { set } of found.kind.credentialSets) {
    const stored = await workingCredential(deps, key, set);
    if (stored === null) throw permanent('CredentialSetMissing', message('vendors.credential-missing'));
    credentials[set] = stored.fields;
  }
  return { ...found, credentials };
}

export interface ProbedVendor extends WorkingVendor {
  /** Ids of the credentials that opened, by set. */
  readonly ids: Readonly<Record<string, string>>;
  /** What is known of those that do not open. */
  readonly unreadable: readonly CredentialVerdict[];
}

/** The same for a probe: one that is missing is left out, one that does not open is a verdict. */
export async function probedVendor(
  deps: Deps,
  key: IntegrationKey,
  prefer: HeldCredentialState,
): Promise<ProbedVendor> {
  const found = await vendorOf(deps, key);
  const credentials: Record<string, CredentialFields> = {};
  const ids: Record<string, string> = {};
  const unreadable: CredentialVerdict[] = [];
  for (const { set } of found.kind.credentialSets) {
    const stored = await probedCredential(deps, key, set, prefer);
    if (stored === null) continue;
    if (isVerdict(stored)) unreadable.push(stored);
    else {
      credentials[set] = stored.fields;
      ids[set] = stored.id;
    }
  }
  return { ...found, credentials, ids, unreadable };
}
