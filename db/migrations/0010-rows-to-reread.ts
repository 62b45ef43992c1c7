import { type Kysely, sql } from 'kysely';

/** Which workflows must be told, after a restore, to read their rows anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table integration add column reread_wanted boolean not null default false`.execute(db);
}
