import type { HeldCredentialState } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { CredentialUnreadable, openCredential, type OpenedCredential } from '../../db/secrets/credentials.ts';
import { type Kinds, nounOfSet } from '../../domain/kinds.ts';
import { type Message, message } from '../../messages/message.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';

type Sealed = Pick<ActivityDependencies, 'db' | 'keyRing' | 'kinds'>;

/** What a person reads of a record that does not open; it says nothing of what is in it. */
export const unreadableDetail = (kinds: Kinds, set: string): Message =>
  message('work.credential-unreadable', { credential: nounOfSet(kinds, set) });

/**
 * The working version for the activity that calls; null: the set is missing. Throws `CredentialUnreadable` for good: no
 * further attempt opens what does not open now, and a run must end instead of waiting for it.
 */
export async function workingCredential(
  { db, keyRing, kinds }: Sealed,
  key: IntegrationKey,
  set: string,
): Promise<OpenedCredential | null> {
  try {
    return await openCredential(db, keyRing, key, set, 'working');
  } catch (error) {
    if (error instanceof CredentialUnreadable)
      throw permanent('CredentialUnreadable', unreadableDetail(kinds, set));
    throw error;
  }
}

/** For a probe: a record that does not open is a verdict about that credential, beside those of the others. */
export async function probedCredential(
  { db, keyRing, kinds }: Sealed,
  key: IntegrationKey,
  set: string,
  prefer: HeldCredentialState,
): Promise<OpenedCredential | CredentialVerdict | null> {
  try {
    return await openCredential(db, keyRing, key, set, prefer);
  } catch (error) {
    if (error instanceof CredentialUnreadable) return unreadableVerdict(kinds, error);
    throw error;
  }
}

export const isVerdict = (opened: OpenedCredential | CredentialVerdict | null): opened is CredentialVerdict =>
  opened !== null && 'ok' in opened;

const unreadableVerdict = (kinds: Kinds, { set, credentialId }: CredentialUnreadable): CredentialVerdict => ({
  set,
  credentialId,
  ok: false,
  code: 'CredentialUnreadable',
  detail: unreadableDetail(kinds, set),
  facts: {},
});
