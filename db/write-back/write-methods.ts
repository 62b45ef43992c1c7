import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { ChosenMethod } from '../../domain/write-back/write-methods.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';

/** What a connection chose, by the sort of line; what is missing is off. */
export async function chosenMethods(
  db: Queryable,
  key: IntegrationKey,
): Promise<ReadonlyMap<string, ChosenMethod>> {
  const rows = await db
    .selectFrom('writeMethod')
    .select(['choice', 'method', 'chosenAt', 'provenAt'])
    .where(ownedBy(key))
    .execute();
  return new Map(rows.map(({ choice, ...chosen }) => [choice, chosen]));
}

/** Null: such lines are not written. A method that is chosen anew is to be proven anew. */
export async function storeMethod(
  tx: Tx,
  key: IntegrationKey,
  choice: string,
  method: string | null,
  actor: Actor,
  at: Date,
): Promise<void> {
  await tx.deleteFrom('writeMethod').where(ownedBy(key)).where('choice', '=', choice).execute();
  if (method === null) return;
  await tx
    .insertInto('writeMethod')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      choice,
      method,
      chosenAt: at,
      chosenBy: JSON.stringify(actor),
    })
    .execute();
}

/** Proven at a moment, or not any more (null). False: it stood so already, or another method is chosen by now. */
export async function setProven(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  provenAt: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('writeMethod')
    .set({ provenAt })
    .where(ownedBy(key))
    .where('method', '=', method)
    .where('provenAt', provenAt === null ? 'is not' : 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Another instance may be connected next: nothing was proven of that. */
export async function forgetMethods(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx.deleteFrom('writeMethod').where(ownedBy(key)).execute();
}
