import type { Tx } from '../model/database.ts';
import type { KeyRing } from '../secrets/key-ring.ts';

/** What a person's TOTP secret is sealed with; as another's it does not open. */
export const totpContext = (personId: string): string => `person|${personId}|totp`;

/** Seals every TOTP secret under a new master key. Returns how many. Throws where one does not open. */
export async function resealTotp(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const rows = await tx
    .selectFrom('totp')
    .select(['personId', 'ciphertext'])
    .orderBy('personId')
    .forUpdate()
    .execute();
  for (const { personId, ciphertext } of rows) {
    const context = totpContext(personId);
    await tx
      .updateTable('totp')
      .set({ ciphertext: to.seal(from.open(ciphertext, context), context), keyVersion: to.version })
      .where('personId', '=', personId)
      .execute();
  }
  return rows.length;
}
