/** What each run composed, its readings as long as a month may be closed from them, and closed months (RULES 12). */
export const months = `
  create table run_composition (
    tenant_id uuid not null,
    sync_run_id uuid not null,
    integration_id uuid not null,
    month text not null,
    composed_at timestamptz not null,
    totals jsonb not null,
    closes boolean not null,
    readings jsonb,
    form integer not null default 1,
    primary key (tenant_id, sync_run_id),
    foreign key (tenant_id, integration_id) references integration,
    foreign key (tenant_id, sync_run_id) references sync_run
  );
  create index run_composition_of_month on run_composition (tenant_id, integration_id, month, composed_at desc);

  create table review_month (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    month text not null,
    currency text not null,
    totals jsonb not null,
    lines jsonb not null,
    changes jsonb not null,
    figures jsonb not null,
    facts jsonb not null,
    -- As the MSP had it; null: it had none.
    logo bytea,
    -- SHA-256 in hex of the data, as the audit of the closing has it.
    checksum text not null,
    invoices jsonb not null,
    -- What lines earned: read by those who may see margins, and no part of the checksum, which everybody can verify.
    margins jsonb not null default '[]',
    closed_by jsonb not null,
    closed_at timestamptz not null default now(),
    version integer not null default 1,
    sync_run_id uuid,
    composed_at timestamptz not null,
    -- When a worker took it to keep its files, and when they were there.
    filing_at timestamptz,
    filed_at timestamptz,
    reopened_by jsonb,
    reopened_at timestamptz,
    reopen_reason text,
    form integer not null default 1,
    primary key (tenant_id, id),
    constraint review_month_version unique (tenant_id, integration_id, month, version),
    foreign key (tenant_id, integration_id) references integration,
    constraint review_month_reopened check ((reopened_at is null) = (reopened_by is null)
      and (reopened_at is null) = (reopen_reason is null))
  );
  create index review_month_without_files on review_month (closed_at) where filed_at is null;

  -- Files of closed months, as they were written once.
  create table report_file (
    tenant_id uuid not null,
    review_month_id uuid not null,
    name text not null,
    format text not null check (format in ('pdf', 'xlsx', 'csv')),
    paper text check (paper in ('A4', 'Letter')),
    media_type text not null,
    sha256 text not null,
    bytes bytea not null,
    made_at timestamptz not null,
    primary key (tenant_id, review_month_id, name),
    constraint report_file_format unique (tenant_id, review_month_id, format),
    foreign key (tenant_id, review_month_id) references review_month
  );

  -- Of a month's invoices in the PSA: \`read_at\` is null until they were read; \`code\` says why the newest attempt failed.
  create table psa_invoice_read (
    tenant_id uuid not null,
    integration_id uuid not null,
    month text not null,
    attempted_at timestamptz not null,
    read_at timestamptz,
    code text,
    detail jsonb,
    primary key (tenant_id, integration_id, month),
    foreign key (tenant_id, integration_id) references integration
  );

  create table psa_invoice (
    tenant_id uuid not null,
    integration_id uuid not null,
    month text not null,
    agreement_id text not null,
    foreign_id text not null,
    number text,
    day text not null,
    state text not null check (state in ('invoiced', 'posted', 'voided')),
    kind text not null check (kind in ('invoice', 'credit')),
    currency text,
    amount numeric,
    -- Whether the PSA shows what it consists of.
    shows_lines boolean not null,
    primary key (tenant_id, integration_id, month, agreement_id, foreign_id),
    foreign key (tenant_id, integration_id, month) references psa_invoice_read
  );

  create table psa_invoice_line (
    tenant_id uuid not null,
    integration_id uuid not null,
    month text not null,
    agreement_id text not null,
    invoice_id text not null,
    position integer not null,
    line_id text,
    product_id text,
    quantity numeric,
    unit_price numeric,
    amount numeric,
    primary key (tenant_id, integration_id, month, agreement_id, invoice_id, position),
    foreign key (tenant_id, integration_id, month, agreement_id, invoice_id) references psa_invoice
  );
`;
