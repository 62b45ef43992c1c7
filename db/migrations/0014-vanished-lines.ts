import { type Kysely, sql } from 'kysely';

/** What a PSA line was and is (RULES 3): its own status word, and live lines that vanished until somebody knows why. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_line add column status text check (status in ('active', 'cancelled'));
    create index psa_line_product on psa_line (tenant_id, integration_id, product_id);
    alter table psa_agreement add column not_listed_at timestamptz;

    create table vanished_line (
      tenant_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      psa_line_id text not null,
      was jsonb not null,
      beside jsonb not null,
      noted_at timestamptz not null,
      primary key (tenant_id, integration_id, group_key, psa_line_id),
      foreign key (tenant_id, integration_id) references integration
    );
  `.execute(db);
}
