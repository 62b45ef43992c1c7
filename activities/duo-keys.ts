import type { IntegrationKey } from '../domain/keys.ts';
import type { DuoCredential as StoredKey } from '../domain/credentials.ts';
import type { DuoCredential } from '../vendors/duo/caller.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';
import { workingCredential } from './sealed-credentials.ts';

/** The stored fields as the Duo client takes them. */
export const duoKey = (fields: StoredKey): DuoCredential => ({
  integrationKey: fields.integrationKey,
  secretKey: fields.secretKey,
  host: fields.apiHostname,
});

export interface DuoKeys {
  readonly accounts: DuoCredential;
  readonly admin: DuoCredential;
}

/** Both working keys, decrypted for this activity only. Throws `CredentialSetMissing` or `CredentialUnreadable` for good. */
export async function workingDuoKeys(
  deps: Pick<ActivityDependencies, 'db' | 'keyRing'>,
  key: IntegrationKey,
): Promise<DuoKeys> {
  const accounts = await workingCredential(deps, key, 'accounts-api');
  const admin = await workingCredential(deps, key, 'admin-api');
  if (accounts === null || admin === null)
    throw permanent('CredentialSetMissing', 'a Duo credential set is missing');
  return { accounts: duoKey(accounts.fields), admin: duoKey(admin.fields) };
}

/** The parent's own users are an account of their own under this key (RULES 10). */
export const parentAccount = (adminHost: string) => ({
  foreignId: `parent:${adminHost}`,
  kind: 'parent' as const,
  name: 'This MSP (parent account)',
  apiHostname: adminHost,
});
