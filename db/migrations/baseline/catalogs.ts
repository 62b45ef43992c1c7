/** What the vendor and the PSA list: services and accounts, companies, agreements, lines and products. */
export const catalogs = `
  create table vendor_service (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    key text not null,
    name text not null,
    -- By which a product that looks related is recognized (RULES 8).
    vendor_words jsonb not null default '[]',
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
    gone_at timestamptz,
    name_cleaned boolean not null default false,
    -- What it adds to the sums of its integration.
    total_share jsonb,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, foreign_id),
    foreign key (tenant_id, integration_id) references integration
  );
  create index vendor_account_by_name on vendor_account (tenant_id, integration_id, lower(name), id);
  create index vendor_account_words on vendor_account using gin (words_of(name));

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
    name_cleaned boolean not null default false,
    -- ISO 4217; null: the PSA does not say.
    currency text,
    primary key (tenant_id, integration_id, foreign_id),
    foreign key (tenant_id, integration_id) references integration
  );
  create index psa_company_bill_to on psa_company (tenant_id, integration_id, bill_to_company_id)
    where bill_to_company_id is not null;
  create index psa_company_by_name on psa_company (tenant_id, integration_id, lower(name), length(foreign_id), foreign_id);
  create index psa_company_parent on psa_company (tenant_id, integration_id, parent_company_id)
    where parent_company_id is not null;
  create index psa_company_twins on psa_company (tenant_id, integration_id, name);
  create index psa_company_words on psa_company using gin (words_of(name));

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
    start_date text,
    end_date text,
    billing_cycle jsonb,
    next_invoice_date text,
    prorates boolean,
    period_type text,
    read_at timestamptz not null,
    gone_at timestamptz,
    -- Readings of its lines that no run made, and failed ones; complete ones of runs: agreement_batch.
    lines_outcome text check (lines_outcome in ('read', 'failed')),
    lines_code text,
    lines_attempted_at timestamptz,
    lines_read_at timestamptz,
    not_listed_at timestamptz,
    last_updated timestamptz,
    over text check (over in ('canceled', 'expired', 'inactive')),
    -- Which days a change of its lines may name.
    dated jsonb,
    -- ISO 4217; null: the PSA does not say.
    currency text,
    primary key (tenant_id, integration_id, foreign_id),
    foreign key (tenant_id, integration_id) references integration
  );
  create index psa_agreement_by_name on psa_agreement
    (tenant_id, integration_id, lower(name), length(foreign_id), foreign_id);
  create index psa_agreement_company on psa_agreement (tenant_id, integration_id, company_id);
  create index psa_agreement_parent on psa_agreement (tenant_id, integration_id, parent_agreement_id)
    where parent_agreement_id is not null;

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
    unit_cost numeric,
    bill_customer text,
    effective_date text,
    cancelled_date text,
    last_updated timestamptz,
    read_at timestamptz not null,
    -- When the PSA accepted our last change: a reading that began before may not show it.
    written_at timestamptz,
    status text check (status in ('active', 'canceled')),
    billable boolean,
    minimum numeric,
    -- Why nobody can set it at present.
    locked jsonb,
    -- The record of the PSA that holds its quantity.
    kept_in text,
    -- Of a line that Seatwise created.
    marker text,
    primary key (tenant_id, integration_id, foreign_id),
    foreign key (tenant_id, integration_id) references integration
  );
  create index psa_line_marker on psa_line (tenant_id, integration_id, marker) where marker is not null;
  create index psa_line_agreement on psa_line (tenant_id, integration_id, agreement_id);
  create index psa_line_product on psa_line (tenant_id, integration_id, product_id);
  create index psa_line_locked on psa_line (tenant_id, integration_id) where locked is not null;

  -- \`part_number\`, \`family\` and \`words\`: by which a product that looks like another is recognized (RULES 8).
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
    holds_others boolean not null default false,
    part_number text,
    family text,
    words jsonb not null default '[]',
    primary key (tenant_id, integration_id, foreign_id),
    foreign key (tenant_id, integration_id) references integration
  );
`;
