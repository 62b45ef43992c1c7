import { type Kysely, sql } from 'kysely';

/**
 * A one-time password opens one session until it ends, in which nothing is possible but to set another. And when a person
 * last signed in, which for those of before the audit tells.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table member
      add column one_time_until timestamptz,
      add column one_time_used_at timestamptz,
      add column signed_in_at timestamptz,
      add constraint member_one_time_used check (one_time_used_at is null or one_time_until is not null);

    update member set signed_in_at = (
      select max(at) from audit_event
      where audit_event.tenant_id = member.tenant_id and action = 'session.started' and actor_id = member.id::text);
  `.execute(db);
}
