import { type Kysely, sql } from 'kysely';

/** A time zone of the PSA that nobody knows is a state of its own, and never another zone (RULES 3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table integration
      add column psa_time_zone_unknown text,
      add constraint integration_one_time_zone
        check (psa_time_zone is null or psa_time_zone_unknown is null)`.execute(db);
}
