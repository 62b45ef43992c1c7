import { type Kysely, sql } from 'kysely';

/** When schedules began to stand, when working credentials were last tried, when housekeeping last ran. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table integration add column scheduled_since timestamptz;
    update integration set scheduled_since = now() where finished_at is not null;
    alter table credential add column probed_at timestamptz;
    alter table installation
      add column housekeeping_at timestamptz,
      add column housekeeping_complete_at timestamptz;
  `.execute(db);
}
