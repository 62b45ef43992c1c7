import { type Kysely, sql } from 'kysely';

/** Until when a part of set-up or a run waits, where the vendor named a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table gate_status add column waits_until timestamptz;
    alter table sync_run add column stalled_until timestamptz;
  `.execute(db);
}
