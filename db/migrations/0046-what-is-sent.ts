import { type Kysely, sql } from 'kysely';

/** What a sending says beside its quantity: the day on which it acts, and the other lines of its document. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table write_intent
      add column first_day text,
      add column document jsonb`.execute(db);
}
