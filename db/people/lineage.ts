import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';
import type { Creator, NamedCreator } from './creators.ts';
import type { Role } from '../../domain/roles.ts';

/** What came of a creator, and is still in use. */
export interface Descendant extends NamedCreator {
  readonly role: Role;
  readonly createdAt: Date;
  readonly creator: NamedCreator;
  /** Changes that it approved and that are not sent yet: void without it. */
  readonly waitingApprovals: number;
}

type Row = Omit<Descendant, 'creator'> & {
  readonly creatorId: string;
  readonly creatorName: string;
  readonly creatorKeyId: string | null;
  readonly creatorKeyName: string | null;
};

/**
 * The keys and members in use that a creator made, or that those made, and so on; through those that have ended too. The
 * oldest first. What a member made with a key came of both.
 */
export async function lineageOf(
  db: Queryable,
  tenantId: string,
  root: Creator,
): Promise<readonly Descendant[]> {
  const { rows } = await sql<Row>`
    with recursive creator (kind, id) as (
      select ${root.kind}::text, ${root.id}::uuid
      union
      select made.kind, made.id from creator join lateral (
        select 'api-key' as kind, k.id from api_key k where k.tenant_id = ${tenantId}
          and case creator.kind when 'api-key' then k.created_by_key else k.created_by end = creator.id
        union all
        select 'member', m.id from member m where m.tenant_id = ${tenantId}
          and case creator.kind when 'api-key' then m.created_by_key else m.created_by end = creator.id) made on true),
    made as (
      select 'api-key' as kind, id, name, role, created_at, created_by, created_by_key from api_key
      where tenant_id = ${tenantId} and revoked_at is null and (expires_at is null or expires_at > now())
      union all
      select 'member', id, name, role, created_at, created_by, created_by_key from member
      where tenant_id = ${tenantId} and disabled_at is null)
    select made.kind, made.id, made.name, made.role, made.created_at, person.id as creator_id, person.name as creator_name,
      key.id as creator_key_id, key.name as creator_key_name,
      (select count(*)::integer from approval_line l where l.tenant_id = ${tenantId} and l.state = 'queued'
        and l.actor->>'kind' = made.kind and l.actor->>'id' = made.id::text) as waiting_approvals
    from creator join made on made.kind = creator.kind and made.id = creator.id
      join member person on person.tenant_id = ${tenantId} and person.id = made.created_by
      left join api_key key on key.tenant_id = ${tenantId} and key.id = made.created_by_key
    where (made.kind, made.id) <> (${root.kind}::text, ${root.id}::uuid)
    order by made.created_at, made.id`.execute(db);
  return rows.map(({ creatorId, creatorName, creatorKeyId, creatorKeyName, ...made }) => ({
    ...made,
    creator:
      creatorKeyId === null || creatorKeyName === null
        ? { kind: 'member', id: creatorId, name: creatorName }
        : { kind: 'api-key', id: creatorKeyId, name: creatorKeyName },
  }));
}

/** Changes that somebody approved and that are not sent yet. */
export async function waitingApprovalsOf(
  db: Queryable,
  tenantId: string,
  { kind, id }: Creator,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select count(*)::integer as count from approval_line where tenant_id = ${tenantId} and state = 'queued'
      and actor->>'kind' = ${kind} and actor->>'id' = ${id}`.execute(db);
  return rows[0]?.count ?? 0;
}
