import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';

/** Whose a view is: a person's, or an API key's, which has views of its own beside those of its creator. */
export interface ViewKeeperId {
  readonly memberId: string;
  /** Null: the person. */
  readonly apiKeyId: string | null;
}

export interface SavedView {
  readonly id: string;
  readonly keeper: ViewKeeperId;
  readonly keeperName: string;
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
    .leftJoin('apiKey as k', (join) =>
      join.onRef('k.tenantId', '=', 'v.tenantId').onRef('k.id', '=', 'v.apiKeyId'),
    )
    .select(['v.id', 'v.owner', 'v.apiKeyId', 'm.name as memberName', 'k.name as keyName'])
    .select(['v.name', 'v.query', 'v.shared', 'v.changedAt'])
    .where('v.tenantId', '=', tenantId);

type ViewRow = Awaited<ReturnType<ReturnType<typeof views>['execute']>>[number];

const viewOf = ({ owner, apiKeyId, memberName, keyName, ...view }: ViewRow): SavedView => ({
  ...view,
  keeper: { memberId: owner, apiKeyId },
  keeperName: keyName ?? memberName,
});

/** One and the same person or key. */
export const isKeeper = (one: ViewKeeperId, other: ViewKeeperId): boolean =>
  one.memberId === other.memberId && one.apiKeyId === other.apiKeyId;

/** So many in one answer. */
const most = 500;

/** Those of a person or key and those that are shared, by name. */
export async function savedViewsFor(
  db: Queryable,
  tenantId: string,
  keeper: ViewKeeperId,
): Promise<readonly SavedView[]> {
  const rows = await views(db, tenantId)
    .where((eb) =>
      eb.or([
        eb('v.owner', '=', keeper.memberId).and('v.apiKeyId', 'is not distinct from', keeper.apiKeyId),
        eb('v.shared', '=', true),
      ]),
    )
    .orderBy(sql`lower(v.name)`)
    .orderBy('v.id')
    .limit(most)
    .execute();
  return rows.map(viewOf);
}

/** Null: there is none. */
export async function findSavedView(
  db: Queryable,
  tenantId: string,
  viewId: string,
): Promise<SavedView | null> {
  const row = await views(db, tenantId).where('v.id', '=', viewId).executeTakeFirst();
  return row === undefined ? null : viewOf(row);
}

/** Of the same view: waits for whoever changes it. */
export async function lockSavedView(tx: Tx, tenantId: string, viewId: string): Promise<SavedView | null> {
  const row = await views(tx, tenantId).where('v.id', '=', viewId).forUpdate('v').executeTakeFirst();
  return row === undefined ? null : viewOf(row);
}

export async function countSavedViews(
  db: Queryable,
  tenantId: string,
  keeper: ViewKeeperId,
): Promise<number> {
  const { total } = await db
    .selectFrom('savedView')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .where('tenantId', '=', tenantId)
    .where('owner', '=', keeper.memberId)
    .where('apiKeyId', 'is not distinct from', keeper.apiKeyId)
    .executeTakeFirstOrThrow();
  return Number(total);
}

type ViewValues = Pick<SavedView, 'name' | 'query' | 'shared'>;

/** Views of one keeper are named one after the other, until the transaction ends: of two at the same time the second fails. */
export async function lockViewNames(tx: Tx, keeper: ViewKeeperId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${keeper.apiKeyId ?? keeper.memberId}, 53))`.execute(
    tx,
  );
}

/** Null: its keeper has another of this name. */
export async function insertSavedView(
  tx: Tx,
  tenantId: string,
  keeper: ViewKeeperId,
  view: ViewValues,
  at: Date,
): Promise<string | null> {
  const row = await tx
    .insertInto('savedView')
    .values({
      tenantId,
      id: randomUUID(),
      owner: keeper.memberId,
      apiKeyId: keeper.apiKeyId,
      ...view,
      changedAt: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** False: its keeper has another of this name. */
export async function updateSavedView(
  tx: Tx,
  tenantId: string,
  { id, keeper }: Pick<SavedView, 'id' | 'keeper'>,
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
            .where('other.owner', '=', keeper.memberId)
            .where('other.apiKeyId', 'is not distinct from', keeper.apiKeyId)
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
