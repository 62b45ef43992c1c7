import { type Kysely, sql } from 'kysely';

/** Integrations with credentials, gates, vendor accounts, the PSA's catalogue and the mappings between them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table integration (
      tenant_id uuid not null references tenant,
      id uuid not null,
      vendor text not null check (vendor in ('duo')),
      module text not null check (module in ('billing')),
      psa text not null check (psa in ('connectwise')),
      phase text not null check (phase in ('awaiting-credentials', 'loading', 'mapping', 'first-sync', 'active',
        'paused', 'needs-attention', 'disconnecting', 'disconnected')),
      phase_code text,
      phase_detail text,
      phase_since timestamptz not null default now(),
      armed boolean not null default false,
      keep_names boolean not null default true,
      schedule jsonb not null default '{"hour": 2, "minute": 0}',
      schedule_paused_in_temporal boolean not null default false,
      first_sync_key text,
      initial_match_at timestamptz,
      data_version bigint not null default 0,
      psa_time_zone text,
      created_at timestamptz not null default now(),
      connected_at timestamptz,
      finished_at timestamptz,
      last_good_sync_at timestamptz,
      primary key (tenant_id, id)
    );
    create unique index integration_one_per_vendor on integration (tenant_id, vendor, module);

    create table credential (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      credential_set text not null check (credential_set in ('accounts-api', 'admin-api', 'psa')),
      state text not null check (state in ('candidate', 'working', 'retired')),
      host text not null,
      fingerprint text not null,
      last_four text not null,
      key_version integer not null,
      ciphertext text,
      created_at timestamptz not null default now(),
      created_by text not null,
      verified_at timestamptz,
      failure_code text,
      failure_detail text,
      primary key (tenant_id, id),
      foreign key (tenant_id, integration_id) references integration
    );
    create unique index credential_one_candidate on credential (tenant_id, integration_id, credential_set) where state = 'candidate';
    create unique index credential_one_working on credential (tenant_id, integration_id, credential_set) where state = 'working';

    create table gate_status (
      tenant_id uuid not null,
      integration_id uuid not null,
      part text not null check (part in ('integration', 'accounts', 'services')),
      status text not null check (status in ('waiting', 'pending', 'error')),
      since timestamptz not null default now(),
      loaded jsonb not null default '{}',
      code text,
      detail text,
      primary key (tenant_id, integration_id, part),
      foreign key (tenant_id, integration_id) references integration
    );

    create table vendor_service (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      key text not null,
      name text not null,
      primary key (tenant_id, id),
      unique (tenant_id, integration_id, key),
      foreign key (tenant_id, integration_id) references integration
    );

    create table vendor_account (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      foreign_id text not null,
      kind text not null check (kind in ('child', 'parent')),
      name text not null,
      api_hostname text,
      edition text,
      edition_read_at timestamptz,
      mark text check (mark in ('internal', 'nfr')),
      acknowledged_code text,
      acknowledged_reason text,
      first_seen_at timestamptz not null default now(),
      last_listed_at timestamptz not null default now(),
      gone_at timestamptz,
      primary key (tenant_id, id),
      unique (tenant_id, integration_id, foreign_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table psa_company (
      tenant_id uuid not null,
      integration_id uuid not null,
      foreign_id text not null,
      name text not null,
      identifier text,
      status text,
      deleted boolean not null,
      parent_company_id text,
      bill_to_company_id text,
      read_at timestamptz not null,
      gone_at timestamptz,
      primary key (tenant_id, integration_id, foreign_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table psa_agreement (
      tenant_id uuid not null,
      integration_id uuid not null,
      foreign_id text not null,
      name text not null,
      company_id text not null,
      type_id text,
      type_name text,
      parent_agreement_id text,
      status text,
      cancelled boolean not null,
      start_date text,
      end_date text,
      billing_cycle jsonb,
      next_invoice_date text,
      prorates boolean,
      period_type text,
      read_at timestamptz not null,
      gone_at timestamptz,
      lines_outcome text check (lines_outcome in ('read', 'failed')),
      lines_code text,
      lines_attempted_at timestamptz,
      lines_read_at timestamptz,
      primary key (tenant_id, integration_id, foreign_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table psa_line (
      tenant_id uuid not null,
      integration_id uuid not null,
      foreign_id text not null,
      agreement_id text not null,
      product_id text not null,
      product_identifier text,
      description text,
      quantity numeric,
      less_included numeric,
      unit_price numeric,
      bill_customer text,
      effective_date text,
      cancelled_date text,
      last_updated timestamptz,
      read_at timestamptz not null,
      primary key (tenant_id, integration_id, foreign_id),
      foreign key (tenant_id, integration_id) references integration
    );
    create index psa_line_agreement on psa_line (tenant_id, integration_id, agreement_id);

    create table psa_product (
      tenant_id uuid not null,
      integration_id uuid not null,
      foreign_id text not null,
      identifier text not null,
      description text,
      product_class text,
      inactive boolean not null,
      price numeric,
      read_at timestamptz not null,
      gone_at timestamptz,
      primary key (tenant_id, integration_id, foreign_id),
      foreign key (tenant_id, integration_id) references integration
    );

    create table account_mapping (
      tenant_id uuid not null,
      integration_id uuid not null,
      vendor_account_id uuid not null,
      state text not null check (state in ('mapped', 'excluded')),
      company_id text,
      reason text,
      origin text not null check (origin in ('exact', 'person')),
      decided_by text not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, vendor_account_id),
      foreign key (tenant_id, vendor_account_id) references vendor_account,
      foreign key (tenant_id, integration_id, company_id) references psa_company,
      check ((state = 'mapped') = (company_id is not null)),
      check (state <> 'excluded' or reason is not null)
    );

    create table suggestion_rejection (
      tenant_id uuid not null,
      integration_id uuid not null,
      vendor_account_id uuid not null,
      company_id text not null,
      rejected_by text not null,
      rejected_at timestamptz not null default now(),
      primary key (tenant_id, vendor_account_id, company_id),
      foreign key (tenant_id, vendor_account_id) references vendor_account
    );

    create table service_mapping (
      tenant_id uuid not null,
      integration_id uuid not null,
      vendor_service_id uuid not null,
      product_id text not null,
      decided_by text not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, integration_id, product_id),
      foreign key (tenant_id, vendor_service_id) references vendor_service,
      foreign key (tenant_id, integration_id, product_id) references psa_product
    );

    create table line_choice (
      tenant_id uuid not null,
      integration_id uuid not null,
      company_id text not null,
      vendor_service_id uuid not null,
      psa_line_id text not null,
      role text not null check (role in ('target', 'counts', 'ignore')),
      reason text,
      decided_by text not null,
      decided_at timestamptz not null default now(),
      primary key (tenant_id, integration_id, psa_line_id),
      foreign key (tenant_id, vendor_service_id) references vendor_service,
      check (role <> 'ignore' or reason is not null)
    );
    create unique index line_choice_one_target on line_choice (tenant_id, integration_id, company_id, vendor_service_id)
      where role = 'target';

    create table mapping_command (
      tenant_id uuid not null,
      integration_id uuid not null,
      command_id text not null,
      body_hash text not null,
      decisions jsonb not null,
      state text not null check (state in ('received', 'applied')),
      outcome jsonb,
      actor jsonb not null,
      received_at timestamptz not null default now(),
      applied_at timestamptz,
      primary key (tenant_id, integration_id, command_id),
      foreign key (tenant_id, integration_id) references integration,
      check ((state = 'applied') = (outcome is not null))
    );
    create index mapping_command_waiting on mapping_command (tenant_id, integration_id, received_at) where state = 'received';

    create table update_command (
      tenant_id uuid not null,
      integration_id uuid not null,
      command_id text not null,
      kind text not null check (kind in ('authenticate', 'load', 'finish', 'changeSchedule', 'pause', 'resume', 'disconnect')),
      body_hash text not null,
      body jsonb not null,
      state text not null check (state in ('received', 'done')),
      status integer,
      result jsonb,
      actor jsonb not null,
      received_at timestamptz not null default now(),
      done_at timestamptz,
      primary key (tenant_id, integration_id, command_id),
      foreign key (tenant_id, integration_id) references integration,
      check ((state = 'done') = (status is not null))
    );
  `.execute(db);
}
