import { type Kysely, sql } from 'kysely';

/** Decisions ask on which days earlier changes of a line act, while the integration is locked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index write_intent_first_day on write_intent (tenant_id, integration_id, psa_line_id, first_day)
      where first_day is not null;
  `.execute(db);
}
