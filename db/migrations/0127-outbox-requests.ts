import { type Kysely, sql } from 'kysely';

/** Which request wakes a workflow: not always the one that approved. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table outbox add column request_id text').execute(db);
}
