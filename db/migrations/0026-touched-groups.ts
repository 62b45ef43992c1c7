import { type Kysely, sql } from 'kysely';

/** What each line and account adds to the sums of its integration, so that an event changes them by the difference. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table usage_line add column fall jsonb;
    create index usage_line_falling on usage_line (tenant_id, integration_id) where (fall->>'falling')::integer > 0;
    alter table vendor_account add column total_share jsonb;
    alter table control_total add column basis jsonb, add column fall jsonb, add column ignored jsonb not null default '[]',
      add column whole_at timestamptz;

    create index psa_company_parent on psa_company (tenant_id, integration_id, parent_company_id)
      where parent_company_id is not null;
    create index psa_company_bill_to on psa_company (tenant_id, integration_id, bill_to_company_id)
      where bill_to_company_id is not null;
    create index line_choice_company on line_choice (tenant_id, integration_id, company_id);
  `.execute(db);
}
