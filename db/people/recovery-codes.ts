import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';

/** Of a person; null: they have none. */
export async function recoveryCodesLeft(
  db: Queryable,
  personId: string,
): Promise<{ readonly left: number; readonly createdAt: Date } | null> {
  const row = await db
    .selectFrom('recoveryCode')
    .select([sql<string>`count(*) filter (where used_at is null)`.as('left'), sql<Date | null>`min(created_at)`.as('createdAt')])
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  return row.createdAt === null ? null : { left: Number(row.left), createdAt: row.createdAt };
} // prettier-ignore

/** In place of those there are, used or not. */
export async function replaceRecoveryCodes(
  tx: Tx,
  personId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx.deleteFrom('recoveryCode').where('personId', '=', personId).execute();
  if (hashes.length === 0) return;
  await tx
    .insertInto('recoveryCode')
    .values(hashes.map((codeHash) => ({ personId, codeHash })))
    .execute();
}

/** Uses a code up. False: it is none of theirs, or was used; of two concurrent uses, one succeeds. */
export async function useRecoveryCode(tx: Tx, personId: string, codeHash: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('recoveryCode')
    .set({ usedAt: sql<Date>`now()` })
    .where('personId', '=', personId)
    .where('codeHash', '=', codeHash)
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
