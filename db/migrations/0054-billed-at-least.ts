import { type Kysely, sql } from 'kysely';

/** Lines that bill a minimum, that nobody can set, or whose quantity another record of the PSA holds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_line add column minimum numeric, add column locked text, add column kept_in text;
  `.execute(db);
}
