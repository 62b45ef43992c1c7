import { type Kysely, sql } from 'kysely';

/** Which instance of the PSA a line was approved for; null: none was kept yet. Part of what is signed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table approval_line add column psa_instance text`.execute(db);
}
