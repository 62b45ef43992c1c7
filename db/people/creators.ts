import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** A key, or a member: what may make keys and members. */
export interface Creator {
  readonly kind: 'api-key' | 'member';
  readonly id: string;
}

export interface NamedCreator extends Creator {
  readonly name: string;
}

/** Of a row of `member` or `api_key`: the key that made it, else the person; null: it comes with the installation. */
export const creatorOf = (table: 'member' | 'apiKey') =>
  sql<NamedCreator | null>`coalesce(
    (select jsonb_build_object('kind', 'api-key', 'id', creator.id, 'name', creator.name) from api_key creator
      where creator.tenant_id = ${sql.ref(`${table}.tenantId`)} and creator.id = ${sql.ref(`${table}.createdByKey`)}),
    (select jsonb_build_object('kind', 'member', 'id', creator.id, 'name', creator.name) from member creator
      where creator.tenant_id = ${sql.ref(`${table}.tenantId`)} and creator.id = ${sql.ref(`${table}.createdBy`)}))`;

export async function creatorOfMember(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<NamedCreator | null> {
  const row = await db
    .selectFrom('member')
    .select(creatorOf('member').as('creator'))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.creator ?? null;
}
