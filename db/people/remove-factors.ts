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
