import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { type ChosenMethod, newLineChoice } from '../../domain/write-back/write-methods.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** What a connection chose, by the sort of line; what is missing is off. */
export async function chosenMethods(
  db: Queryable,
  key: IntegrationKey,
): Promise<ReadonlyMap<string, ChosenMethod>> {
  const rows = await db
    .selectFrom('writeMethod')
    .select(['choice', 'method', 'chosenAt', 'keptAt', 'provenAt', 'withdrawnAt'])
    .where(ownedBy(key))
    .execute();
  return new Map(rows.map(({ choice, ...chosen }) => [choice, chosen]));
}

/** Null: such lines are not written. A method that is chosen once more has to be proven once more. */
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

/** A proof was confirmed. False: that was known already, or another method is chosen by now. */
export const setKept = (tx: Tx, key: IntegrationKey, method: string, keptAt: Date): Promise<boolean> =>
  changed(ofMethod(tx, key, method).set({ keptAt }).where('keptAt', 'is', null));

/** A change was confirmed. False: that was known already, the proof was withdrawn, or another method is chosen by now. */
export const setProven = (tx: Tx, key: IntegrationKey, method: string, provenAt: Date): Promise<boolean> =>
  changed(
    ofMethod(tx, key, method).set({ provenAt }).where('keptAt', 'is not', null).where('provenAt', 'is', null),
  );

/**
 * A line was created by this method and read back; where none was chosen, it is chosen by that. False: that was known
 * already, it was withdrawn, or another method is chosen by now.
 */
export const setNewLinesProven = (
  tx: Tx,
  key: IntegrationKey,
  method: string,
  actor: Actor,
  at: Date,
): Promise<boolean> => noteNewLines(tx, key, method, actor, at, { keptAt: at, provenAt: at });

/** A line that was created by this method changed others. False: that was known, or another method is chosen by now. */
export const setNewLinesWithdrawn = (
  tx: Tx,
  key: IntegrationKey,
  method: string,
  actor: Actor,
  at: Date,
): Promise<boolean> =>
  noteNewLines(tx, key, method, actor, at, { keptAt: null, provenAt: null, withdrawnAt: at });

async function noteNewLines(
  tx: Tx,
  key: IntegrationKey,
  method: string,
  actor: Actor,
  at: Date,
  found: { readonly keptAt: Date | null; readonly provenAt: Date | null; readonly withdrawnAt?: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('writeMethod')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      choice: newLineChoice,
      method,
      chosenAt: at,
      chosenBy: JSON.stringify(actor),
      ...found,
    })
    .onConflict((conflict) => {
      const update = conflict
        .columns(['tenantId', 'integrationId', 'choice'])
        .doUpdateSet(found)
        .where('writeMethod.method', '=', method)
        .where('writeMethod.withdrawnAt', 'is', null);
      return found.provenAt === null ? update : update.where('writeMethod.provenAt', 'is', null);
    })
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

/** Neither stands any more. False: neither did. */
export const setWithdrawn = (tx: Tx, key: IntegrationKey, method: string): Promise<boolean> =>
  changed(ofMethod(tx, key, method).set({ keptAt: null, provenAt: null }).where('keptAt', 'is not', null));

const ofMethod = (tx: Tx, key: IntegrationKey, method: string) =>
  tx.updateTable('writeMethod').where(ownedBy(key)).where('method', '=', method);

async function changed(update: {
  executeTakeFirstOrThrow: () => Promise<{ readonly numUpdatedRows: bigint }>;
}): Promise<boolean> {
  const { numUpdatedRows } = await update.executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Another instance may be connected next: nothing was proven of that. */
export async function forgetMethods(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx.deleteFrom('writeMethod').where(ownedBy(key)).execute();
}
