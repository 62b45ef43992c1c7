import type { CredentialSet } from '../domain/credentials.ts';
import { refusals } from '../domain/notices.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Tx } from './database.ts';
import { closeNotices } from './notices.ts';

/** The vendor accepts the working credentials of these sets: what was said of its refusing them is over. */
export async function closeRefusals(
  tx: Tx,
  key: IntegrationKey,
  accepted: readonly CredentialSet[],
): Promise<void> {
  for (const set of accepted) for (const code of refusals) await closeNotices(tx, key, code, set);
}
