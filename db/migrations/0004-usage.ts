import { type Kysely, sql } from 'kysely';

/** Usage lines with sources and history, control totals of a run, notices (RULES 2, 8, 12). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table usage_line (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      vendor_service_id uuid not null,
      company_id text,
      vendor_account_id uuid,
      label text not null,
      kind text not null check (kind in ('unmapped', 'not-read', 'bills-nothing', 'choice', 'orphan', 'new', 'no-account',
        'match', 'increase', 'decrease')),
      flags jsonb not null default '[]',
      decision text not null default 'open' check (decision in ('open', 'proposed', 'approved', 'dismissed', 'held')),
      version integer not null default 1,
      vendor_quantity integer,
      psa_quantity numeric,
      variance numeric,
      effect_per_invoice numeric,
      effect_per_month numeric,
      at_risk_per_month numeric,
      composed jsonb not null,
      sync_run_id uuid,
      composed_at timestamptz not null,
      changed_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, integration_id, group_key),
      foreign key (tenant_id, integration_id) references integration,
      foreign key (tenant_id, vendor_service_id) references vendor_service
    );
    create index usage_line_kind on usage_line (tenant_id, integration_id, kind);

    create table usage_line_source (
      tenant_id uuid not null,
      usage_line_id uuid not null,
      integration_id uuid not null,
      kind text not null check (kind in ('vendor-account', 'psa-line')),
      source_id text not null,
      primary key (tenant_id, integration_id, kind, source_id),
      foreign key (tenant_id, usage_line_id) references usage_line on delete cascade
    );
    create index usage_line_source_line on usage_line_source (tenant_id, usage_line_id);

    create table usage_line_history (
      tenant_id uuid not null,
      integration_id uuid not null,
      group_key text not null,
      version integer not null,
      usage_line_id uuid not null,
      sync_run_id uuid,
      kind text not null,
      vendor_quantity integer,
      psa_quantity numeric,
      composed jsonb not null,
      at timestamptz not null,
      primary key (tenant_id, usage_line_id, version),
      foreign key (tenant_id, integration_id) references integration
    );
    create index usage_line_history_group on usage_line_history (tenant_id, integration_id, group_key, at);

    create table control_total (
      tenant_id uuid not null,
      integration_id uuid not null,
      totals jsonb not null,
      closes boolean not null,
      sync_run_id uuid,
      composed_at timestamptz not null,
      primary key (tenant_id, integration_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table notice (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid,
      code text not null,
      subject text not null,
      detail text not null,
      state text not null check (state in ('open', 'closed')),
      first_at timestamptz not null default now(),
      last_at timestamptz not null default now(),
      times integer not null default 1,
      closed_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration
    );
    create unique index notice_one_open on notice (tenant_id, coalesce(integration_id, '00000000-0000-0000-0000-000000000000'::uuid), code, subject)
      where state = 'open';
  `.execute(db);
}
