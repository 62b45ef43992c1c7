import { type Kysely, sql } from 'kysely';

/** A daily run reads the agreements that can matter, and leaves others to another day of the sweep (RULES 2). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sync_run add column agreements_in_sweep integer check (agreements_in_sweep >= 0);
    comment on column sync_run.agreements_in_sweep is
      'listed agreements that the run left to the sweep; 0: it read all; null: it listed none';
    alter table psa_agreement add column last_updated timestamptz;
  `.execute(db);
}
