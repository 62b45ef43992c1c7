import { type Kysely, sql } from 'kysely';

/** Runs that read one usage line again (RULES 8, *Read again*). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sync_run
      add column group_key text,
      drop constraint sync_run_trigger_check,
      drop constraint sync_run_mode_check;
    alter table sync_run
      add constraint sync_run_trigger_check check (trigger in ('first', 'manual', 'retry', 'schedule', 'line')),
      add constraint sync_run_mode_check check (mode in ('full', 'failed-accounts', 'usage-line')),
      add constraint sync_run_group_key_check check ((mode = 'usage-line') = (group_key is not null));
  `.execute(db);
}
