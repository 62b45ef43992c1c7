import { sql } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import type { Queryable } from '../model/database.ts';
import { isApart } from './grant-roles.ts';
import { type GrantedRoleNames, grantedRoles } from './role-names.ts';

/**
 * Attributes and memberships that `deploy/roles.sql` does not give. What a role may through them shows in no grant.
 * Nothing where one address does for all programs: no role of ours is there.
 */
export async function roleDifferences(db: Queryable, names: GrantedRoleNames): Promise<readonly Message[]> {
  const apart: string[] = [];
  for (const role of grantedRoles) if (await isApart(db, names[role])) apart.push(names[role]);
  if (apart.length === 0) return [];
  return [...(await ofAttributes(db, apart)), ...(await ofMemberships(db, apart))];
}

/** Who owns the tables, and so what the migrations created. */
const owner = sql`(select relowner from pg_class where oid = 'public.schema_info'::regclass)`;

/** An owner may create databases while it restores a backup (docs/operating/backups.md). */
async function ofAttributes(db: Queryable, apart: readonly string[]): Promise<readonly Message[]> {
  const { rows } = await sql<{ role: string; attribute: string }>`
    select rolname::text as role, attribute
    from pg_roles, lateral (values ('SUPERUSER', rolsuper), ('BYPASSRLS', rolbypassrls), ('CREATEROLE', rolcreaterole),
      ('CREATEDB', rolcreatedb and pg_roles.oid <> ${owner}), ('REPLICATION', rolreplication)) as of (attribute, has)
    where has and (rolname = any(${[...apart]}::text[]) or pg_roles.oid = ${owner}) order by 1, 2`.execute(
    db,
  );
  return rows.map((found) => message('database.role-attribute', found));
}

/**
 * A superuser needs no membership, and who created a role on a managed PostgreSQL keeps the right to grant it, which
 * since PostgreSQL 16 is a membership without effect. Before that version each one acts, so there is no such column.
 */
async function ofMemberships(db: Queryable, apart: readonly string[]): Promise<readonly Message[]> {
  const { rows } = await sql<{ role: string; of: string }>`
    with ours as (select oid from pg_roles where rolname = any(${[...apart]}::text[]) or oid = ${owner})
    select distinct member.rolname::text as role, granted.rolname::text as of
    from pg_auth_members m join pg_roles member on member.oid = m.member join pg_roles granted on granted.oid = m.roleid
    where (member.oid in (table ours) or (granted.oid in (table ours) and not member.rolsuper))
      and (coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
        or (m.admin_option and member.oid in (table ours)))
    order by 1, 2`.execute(db);
  return rows.map((found) => message('database.role-member', found));
}
