import { type Kysely, sql } from 'kysely';

/** Sessions as people see them: which device, from where. The hash of the token is no id to show. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table session
      add column id uuid not null default gen_random_uuid(),
      add column address text not null default 'unknown',
      add column device text not null default 'unknown',
      add constraint session_id unique (tenant_id, id);
    create index session_of_member on session (tenant_id, member_id, last_seen_at desc);
  `.execute(db);
}
