import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** A key, or a member: what may make keys and members. */
export interface Maker {
  readonly kind: 'api-key' | 'member';
  readonly id: string;
}

export interface NamedMaker extends Maker {
  readonly name: string;
}

/** Of a row of `member` or `api_key`: the key that made it, else the person; null: it comes with the installation. */
export const makerOf = (table: 'member' | 'apiKey') =>
  sql<NamedMaker | null>`coalesce(
    (select jsonb_build_object('kind', 'api-key', 'id', maker.id, 'name', maker.name) from api_key maker
      where maker.tenant_id = ${sql.ref(`${table}.tenantId`)} and maker.id = ${sql.ref(`${table}.createdByKey`)}),
    (select jsonb_build_object('kind', 'member', 'id', maker.id, 'name', maker.name) from member maker
      where maker.tenant_id = ${sql.ref(`${table}.tenantId`)} and maker.id = ${sql.ref(`${table}.createdBy`)}))`;

export async function makerOfMember(db: Queryable, tenantId: string, id: string): Promise<NamedMaker | null> {
  const row = await db
    .selectFrom('member')
    .select(makerOf('member').as('maker'))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.maker ?? null;
}
