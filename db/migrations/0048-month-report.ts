import { type Kysely, sql } from 'kysely';

/** What was made and what was decided in a month is found by its days. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index approval_line_finished on approval_line (tenant_id, integration_id, finished_at)
      where finished_at is not null;
    create index audit_event_decisions on audit_event (tenant_id, integration_id, at)
      where object_kind in ('usage-line', 'approval-line');
  `.execute(db);
}
