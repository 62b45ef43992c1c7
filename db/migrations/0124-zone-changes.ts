import { type Kysely, sql } from 'kysely';

/** When the zone of billed days changed last; what was read by the days of another one is read again (RULES 3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table tenant add column zone_changed_at timestamptz;').execute(db);
}
