import { type Kysely, sql } from 'kysely';

/** Indexes of what is asked at every reading and every write, so that it costs the same after years. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index approval_line_written on approval_line (tenant_id, integration_id, agreement_id)
      where state in ('confirmed', 'unchanged') and decision <> 'prove';
    create index psa_agreement_parent on psa_agreement (tenant_id, integration_id, parent_agreement_id)
      where parent_agreement_id is not null;
    create index psa_agreement_company on psa_agreement (tenant_id, integration_id, company_id);
  `.execute(db);
}
