import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';
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

/** Null: the person has no authenticator app. */
export async function findTotp(
  db: Queryable,
  personId: string,
): Promise<{
  readonly ciphertext: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
} | null> {
  const row = await db
    .selectFrom('totp')
    .select(['ciphertext', 'createdAt', 'lastUsedAt'])
    .where('personId', '=', personId)
    .executeTakeFirst();
  return row ?? null;
}

/** In place of the one there is. */
export async function storeTotp(
  tx: Tx,
  personId: string,
  secret: { readonly ciphertext: string; readonly keyVersion: number; readonly lastStep: number },
): Promise<void> {
  const values = { ...secret, lastStep: String(secret.lastStep) };
  await tx
    .insertInto('totp')
    .values({ personId, ...values })
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet({ ...values, createdAt: sql<Date>`now()`, lastUsedAt: null }),
    )
    .execute();
}

/**
 * Uses up the code of a time step, and those before it. False: one of that step or a later one was used before; of two
 * concurrent uses, one succeeds.
 */
export async function useTotpStep(tx: Tx, personId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('totp')
    .set({ lastStep: String(step), lastUsedAt: sql<Date>`now()` })
    .where('personId', '=', personId)
    .where('lastStep', '<', String(step))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** False: there was none. */
export async function removeTotp(tx: Tx, personId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('totp').where('personId', '=', personId).executeTakeFirst();
  return numDeletedRows > 0n;
}
