import { type Kysely, sql } from 'kysely';

/**
 * Each order in which usage lines are offered: a page is one look into its index, wherever it begins. And what other
 * lists and the pages' own questions look for, so that none of them reads a table that grows from end to end.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index usage_line_by_account on usage_line (tenant_id, lower(label), id);
    create index usage_line_by_service on usage_line (tenant_id, vendor_service_id, lower(label), id);
    create index usage_line_by_psa on usage_line (tenant_id, psa_quantity, lower(label), id);
    create index usage_line_by_vendor on usage_line (tenant_id, vendor_quantity, lower(label), id);
    create index usage_line_by_variance on usage_line (tenant_id, variance, lower(label), id);
    create index usage_line_by_money on usage_line
      (tenant_id, coalesce(effect_per_month, at_risk_per_month), lower(label), id);
    create index usage_line_flags on usage_line using gin (flags jsonb_path_ops);
    create index usage_line_company on usage_line (tenant_id, company_id);
    create index usage_line_decided on usage_line (tenant_id, decision) where decision <> 'open';
    create index vendor_account_by_name on vendor_account (tenant_id, integration_id, lower(name), id);
    create index account_mapping_company on account_mapping (tenant_id, integration_id, company_id);
    create index psa_company_by_name on psa_company (tenant_id, integration_id, lower(name), length(foreign_id), foreign_id);
    create index psa_company_twins on psa_company (tenant_id, integration_id, name);
    create index psa_agreement_by_name on psa_agreement
      (tenant_id, integration_id, lower(name), length(foreign_id), foreign_id);
    create index approval_line_unfinished on approval_line (tenant_id, approved_at desc)
      where state in ('queued', 'sending', 'unknown', 'conflict');
    create index session_end on session (expires_at);
  `.execute(db);
}
