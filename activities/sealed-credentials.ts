import type { IntegrationKey } from '../domain/keys.ts';
import { CredentialUnreadable, openCredential, type OpenedCredential } from '../db/secrets/credentials.ts';
import type { CredentialSet } from '../domain/credentials.ts';
import type { CredentialVerdict } from '../contracts/temporal/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';

type Sealed = Pick<ActivityDependencies, 'db' | 'keyRing'>;

/** What a person reads of a record that does not open; it says nothing of what is in it. */
export const unreadableDetail = (set: CredentialSet): string =>
  `The sealed ${setNames[set]} does not open: its record was changed or damaged. Nothing was sent. Enter it again and authenticate.`;

const setNames: Readonly<Record<CredentialSet, string>> = {
  'accounts-api': 'Accounts API key',
  'admin-api': 'Admin API key',
  psa: 'PSA credential',
};

/**
 * The working version for the activity that calls; null: the set is missing. Throws `CredentialUnreadable` for good: no
 * further attempt opens what does not open now, and a run must end instead of waiting for it.
 */
export async function workingCredential<S extends CredentialSet>(
  { db, keyRing }: Sealed,
  key: IntegrationKey,
  set: S,
): Promise<OpenedCredential<S> | null> {
  try {
    return await openCredential(db, keyRing, key, set, 'working');
  } catch (error) {
    if (error instanceof CredentialUnreadable) throw permanent('CredentialUnreadable', unreadableDetail(set));
    throw error;
  }
}

/** For a probe: a record that does not open is a verdict about that credential, beside those of the others. */
export async function probedCredential<S extends CredentialSet>(
  { db, keyRing }: Sealed,
  key: IntegrationKey,
  set: S,
  prefer: 'candidate' | 'working',
): Promise<OpenedCredential<S> | CredentialVerdict | null> {
  try {
    return await openCredential(db, keyRing, key, set, prefer);
  } catch (error) {
    if (error instanceof CredentialUnreadable) return unreadableVerdict(error);
    throw error;
  }
}

export const isVerdict = <S extends CredentialSet>(
  opened: OpenedCredential<S> | CredentialVerdict | null,
): opened is CredentialVerdict => opened !== null && 'ok' in opened;

const unreadableVerdict = ({ set, credentialId }: CredentialUnreadable): CredentialVerdict => ({
  set,
  credentialId,
  ok: false,
  code: 'CredentialUnreadable',
  detail: unreadableDetail(set),
  facts: {},
});
