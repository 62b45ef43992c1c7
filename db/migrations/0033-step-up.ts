import { type Kysely, sql } from 'kysely';

/** When a session's person last gave the password, and what a key may do that otherwise asks for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table session add column password_at timestamptz not null default now();
    alter table api_key add column scopes text[] not null default '{}',
      add constraint api_key_scopes check (scopes <@ array['privileged']);
  `.execute(db);
}
