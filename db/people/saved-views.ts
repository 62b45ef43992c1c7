import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable, Tx } from '../core/database.ts';

export interface SavedView {
  readonly id: string;
  /** Id of a member. */
  readonly owner: string;
  readonly ownerName: string;
  readonly name: string;
  readonly query: string;
  readonly shared: boolean;
  readonly changedAt: Date;
}

const views = (db: Queryable, tenantId: string) =>
  db
    .selectFrom('savedView as v')
    .innerJoin('member as m', (join) =>
      join.onRef('m.tenantId', '=', 'v.tenantId').onRef('m.id', '=', 'v.owner'),
    )
    .select(['v.id', 'v.owner', 'm.name as ownerName', 'v.name', 'v.query', 'v.shared', 'v.changedAt'])
    .where('v.tenantId', '=', tenantId);

/** So many in one answer. */
const most = 500;

/** Those of a member and those that are shared, by name. */
export const savedViewsFor = (
  db: Queryable,
  tenantId: string,
  memberId: string,
): Promise<readonly SavedView[]> =>
  views(db, tenantId)
    .where((eb) => eb.or([eb('v.owner', '=', memberId), eb('v.shared', '=', true)]))
    .orderBy(sql`lower(v.name)`)
    .orderBy('v.id')
    .limit(most)
    .execute();

/** Null: there is none. */
export async function findSavedView(
  db: Queryable,
  tenantId: string,
  viewId: string,
): Promise<SavedView | null> {
  return (await views(db, tenantId).where('v.id', '=', viewId).executeTakeFirst()) ?? null;
}

/** Of the same view: waits for whoever changes it. */
export async function lockSavedView(tx: Tx, tenantId: string, viewId: string): Promise<SavedView | null> {
  return (await views(tx, tenantId).where('v.id', '=', viewId).forUpdate('v').executeTakeFirst()) ?? null;
}

export async function countSavedViews(db: Queryable, tenantId: string, owner: string): Promise<number> {
  const { total } = await db
    .selectFrom('savedView')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .where('tenantId', '=', tenantId)
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  return Number(total);
}

type ViewValues = Pick<SavedView, 'name' | 'query' | 'shared'>;

/** One after the other gives a name to views of this owner, until the transaction ends: of two at once the second is told. */
export async function lockViewNames(tx: Tx, owner: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${owner}, 53))`.execute(tx);
}

/** Null: its owner has another of this name. */
export async function insertSavedView(
  tx: Tx,
  tenantId: string,
  owner: string,
  view: ViewValues,
  at: Date,
): Promise<string | null> {
  const row = await tx
    .insertInto('savedView')
    .values({ tenantId, id: randomUUID(), owner, ...view, changedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** False: its owner has another of this name. */
export async function updateSavedView(
  tx: Tx,
  tenantId: string,
  { id, owner }: Pick<SavedView, 'id' | 'owner'>,
  view: ViewValues,
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('savedView')
    .set({ ...view, changedAt: at })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('savedView as other')
            .select('other.id')
            .where('other.tenantId', '=', tenantId)
            .where('other.owner', '=', owner)
            .where(sql<string>`lower(other.name)`, '=', sql<string>`lower(${view.name})`)
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function deleteSavedView(tx: Tx, tenantId: string, viewId: string): Promise<void> {
  await tx.deleteFrom('savedView').where('tenantId', '=', tenantId).where('id', '=', viewId).execute();
}
