import { type Kysely, sql } from 'kysely';

/**
 * What keeps API keys from turning into a person who may approve: until when a member could approve, and whether a key
 * took that from them. A trigger notes the former, so that processes of earlier versions cannot leave it out.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(closedToKeys).execute(db);
}

const closedToKeys = `
  alter table member
    -- When they last had a role that may approve, if they have a lesser one now.
    add column approved_until timestamptz,
    -- An API key demoted or disabled them while they could approve, and no person has decided about them since.
    add column closed_to_keys boolean not null default false;

  create function member_stops_approving() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    new.approved_until := now();
    return new;
  end $$;
  create trigger member_stops_approving before update of role on member for each row
    when (old.role in ('approver', 'admin') and new.role not in ('approver', 'admin'))
    execute function member_stops_approving();

  update member m set approved_until = (
    select max(a.at) from audit_event a
    where a.tenant_id = m.tenant_id and a.object_kind = 'member' and a.object_id = m.id::text
      and a.action = 'member.changed' and a.detail -> 'before' ->> 'role' in ('approver', 'admin'))
  where m.role not in ('approver', 'admin');
`;
