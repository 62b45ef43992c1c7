import { type Kysely, sql } from 'kysely';

/**
 * The order in which the review opens: the largest amounts first, whatever their sign. And since when a line has differed:
 * one look for each kind into the history of its group, however long that is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index usage_line_by_amount on usage_line
      (tenant_id, abs(coalesce(effect_per_month, at_risk_per_month)), lower(label), id);
    create index usage_line_history_kind on usage_line_history (tenant_id, integration_id, group_key, kind, at)`.execute(
    db,
  );
}
