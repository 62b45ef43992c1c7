import { sql } from 'kysely';
import type { Tx } from '../model/database.ts';

/**
 * Removes everything a person signs in with besides the password: passkeys, authenticator app, recovery codes. Returns
 * whether there was a second factor.
 */
export async function removeFactors(tx: Tx, personId: string): Promise<boolean> {
  const passkeys = await tx.deleteFrom('passkey').where('personId', '=', personId).executeTakeFirst();
  const totp = await tx.deleteFrom('totp').where('personId', '=', personId).executeTakeFirst();
  await tx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
  // One that waits for a factor would wait forever.
  await tx.deleteFrom('signInStep').where('personId', '=', personId).execute();
  return passkeys.numDeletedRows + totp.numDeletedRows > 0n;
}

/**
 * {@link removeFactors}, except for the one with which this session was last confirmed: that passkey was used, or added,
 * in the same transaction. Returns what was removed.
 */
export async function removeOtherFactors(
  tx: Tx,
  personId: string,
  { tenantId, hash }: { readonly tenantId: string; readonly hash: string },
): Promise<{ readonly passkeys: boolean; readonly totp: boolean; readonly codes: boolean }> {
  const passkeys = await tx
    .deleteFrom('passkey')
    .where('personId', '=', personId)
    .where(
      sql<boolean>`not exists (select from session s where s.tenant_id = ${tenantId} and s.id_hash = ${hash}
        and s.password_at = coalesce(passkey.last_used_at, passkey.created_at))`,
    )
    .executeTakeFirst();
  const totp = await tx
    .deleteFrom('totp')
    .where('personId', '=', personId)
    .where(
      sql<boolean>`not exists (select from session s where s.tenant_id = ${tenantId} and s.id_hash = ${hash}
        and s.factor = 'totp')`,
    )
    .executeTakeFirst();
  const codes = await tx.deleteFrom('recoveryCode').where('personId', '=', personId).executeTakeFirst();
  await tx.deleteFrom('signInStep').where('personId', '=', personId).execute();
  return {
    passkeys: passkeys.numDeletedRows > 0n,
    totp: totp.numDeletedRows > 0n,
    codes: codes.numDeletedRows > 0n,
  };
}
