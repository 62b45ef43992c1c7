import { type Kysely, sql } from 'kysely';

/** Each order in which usage lines are offered: a page is one look into its index, wherever it begins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index usage_line_by_account on usage_line (tenant_id, lower(label), id);
    create index usage_line_by_service on usage_line (tenant_id, vendor_service_id, lower(label), id);
    create index usage_line_by_psa on usage_line (tenant_id, psa_quantity, lower(label), id);
    create index usage_line_by_vendor on usage_line (tenant_id, vendor_quantity, lower(label), id);
    create index usage_line_by_variance on usage_line (tenant_id, variance, lower(label), id);
    create index usage_line_by_money on usage_line
      (tenant_id, coalesce(effect_per_month, at_risk_per_month), lower(label), id);
  `.execute(db);
}
