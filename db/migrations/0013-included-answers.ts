import { type Kysely, sql } from 'kysely';

/** What an approver said of the free units of a PSA line (RULES 9), and of how many of them it was said. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table included_answer (
      tenant_id uuid not null,
      integration_id uuid not null,
      company_id text not null,
      vendor_service_id uuid not null,
      psa_line_id text not null,
      less_included numeric not null check (less_included > 0),
      answer text not null check (answer in ('part', 'beside')),
      reason text not null,
      decided_by text not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, integration_id, psa_line_id),
      foreign key (tenant_id, vendor_service_id) references vendor_service
    )`.execute(db);
}
