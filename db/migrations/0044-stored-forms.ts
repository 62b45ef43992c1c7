import { type Kysely, sql } from 'kysely';

/**
 * Documents say in which form they are stored. Rows of before have the first one, by the default; so have
 * those of a version before this one that still runs beside it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of [
    'usage_line',
    'usage_line_history',
    'vanished_line',
    'control_total',
    'run_composition',
    'approval_line',
    'write_intent',
    'review_month',
  ])
    // prettier-ignore
    await sql`alter table ${sql.table(table)} add column form integer not null default 1`.execute(db);
}
