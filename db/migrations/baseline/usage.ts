/**
 * Usage lines with sources and history, the totals of an integration, and what stays of a group when its line goes
 * (RULES 2, 3, 7, 8). `form`: the version in which the documents of a row are stored (db/model/stored-documents.ts).
 */
export const usage = `
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
      'billed-twice', 'match', 'increase', 'decrease')),
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
    fall jsonb,
    form integer not null default 1,
    -- What an open line needs from a person; null: it is not open.
    need text check (need in ('conflict', 'on-hold', 'increase', 'decrease', 'proposed', 'held', 'included', 'choice',
      'unmapped', 'new', 'bills-nothing', 'orphan', 'billed-twice', 'no-account', 'not-read', 'stale')),
    -- ISO 4217; null: the tenant's own.
    currency text,
    -- Since when complete compositions have said without a break that it is of its kind; null: the newest is not complete.
    kind_since timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, integration_id, group_key),
    foreign key (tenant_id, integration_id) references integration,
    foreign key (tenant_id, vendor_service_id) references vendor_service
  -- Each sync changes every row without an indexed column: with room on its page it touches none of the indexes.
  ) with (fillfactor = 50);
  create index usage_line_kind on usage_line (tenant_id, integration_id, kind);
  create index usage_line_company on usage_line (tenant_id, company_id);
  create index usage_line_decided on usage_line (tenant_id, decision) where decision <> 'open';
  create index usage_line_falling on usage_line (tenant_id, integration_id) where (fall->>'falling')::integer > 0;
  create index usage_line_flags on usage_line using gin (flags jsonb_path_ops);
  create index usage_line_need on usage_line (tenant_id, need) where need is not null;
  create index usage_line_words on usage_line using gin (words_of(label));
  -- Each order in which lines are offered: a page is one look into its index, wherever it begins.
  create index usage_line_by_account on usage_line (tenant_id, lower(label), id);
  create index usage_line_by_amount on usage_line
    (tenant_id, abs(coalesce(effect_per_month, at_risk_per_month)), lower(label), id);
  create index usage_line_by_money on usage_line
    (tenant_id, coalesce(effect_per_month, at_risk_per_month), lower(label), id);
  create index usage_line_by_psa on usage_line (tenant_id, psa_quantity, lower(label), id);
  create index usage_line_by_service on usage_line (tenant_id, vendor_service_id, lower(label), id);
  create index usage_line_by_variance on usage_line (tenant_id, variance, lower(label), id);
  create index usage_line_by_vendor on usage_line (tenant_id, vendor_quantity, lower(label), id);

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
    stays boolean not null default false,
    form integer not null default 1,
    primary key (tenant_id, usage_line_id, version),
    foreign key (tenant_id, integration_id) references integration
  );
  create index usage_line_history_group on usage_line_history (tenant_id, integration_id, group_key, at);
  create index usage_line_history_kind on usage_line_history (tenant_id, integration_id, group_key, kind, at);

  create table control_total (
    tenant_id uuid not null,
    integration_id uuid not null,
    totals jsonb not null,
    closes boolean not null,
    sync_run_id uuid,
    composed_at timestamptz not null,
    basis jsonb,
    fall jsonb,
    ignored jsonb not null default '[]',
    whole_at timestamptz,
    form integer not null default 1,
    primary key (tenant_id, integration_id),
    foreign key (tenant_id, integration_id) references integration
  );

  -- The count on which the vendor and the PSA last agreed; outlives the usage line.
  create table agreed_count (
    tenant_id uuid not null,
    integration_id uuid not null,
    group_key text not null,
    -- Seats, and the units that were billed for them.
    count numeric not null,
    units numeric not null,
    agreed_at timestamptz not null,
    primary key (tenant_id, integration_id, group_key),
    foreign key (tenant_id, integration_id) references integration
  );

  -- Live lines of the PSA that vanished, until somebody knows why.
  create table vanished_line (
    tenant_id uuid not null,
    integration_id uuid not null,
    group_key text not null,
    psa_line_id text not null,
    was jsonb not null,
    beside jsonb not null,
    noted_at timestamptz not null,
    form integer not null default 1,
    primary key (tenant_id, integration_id, group_key, psa_line_id),
    foreign key (tenant_id, integration_id) references integration
  );
`;

/** What people decide and write down about a usage line; of its group, so that it outlives compositions. */
export const decisions = `
  create table line_decision (
    tenant_id uuid not null,
    integration_id uuid not null,
    group_key text not null,
    state text not null check (state in ('proposed', 'dismissed', 'held')),
    line_version integer not null,
    variance numeric,
    adjusts boolean not null default false,
    quantity numeric,
    billing_target text check (billing_target in ('next-invoice', 'invoice-after', 'next-period', 'from-day')),
    target_psa_line_id text,
    -- A line that is proposed to be created.
    new_line jsonb,
    reason text,
    until_day text,
    decided_by jsonb not null,
    decided_at timestamptz not null default now(),
    primary key (tenant_id, integration_id, group_key),
    foreign key (tenant_id, integration_id) references integration,
    check ((state = 'proposed') = (quantity is not null)),
    check (new_line is null or state = 'proposed'),
    check ((state = 'dismissed') = (until_day is not null))
  );

  create table check_override (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    group_key text not null,
    check_name text not null check (check_name in ('drop', 'first', 'shrink-of-many', 'jump', 'zero')),
    count numeric not null,
    units numeric not null,
    reason text not null,
    overridden_by jsonb not null,
    overridden_at timestamptz not null default now(),
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration
  );
  create index check_override_newest on check_override (tenant_id, integration_id, group_key, overridden_at desc);

  -- A row stays when its note is removed, since its version must not start again.
  create table line_note (
    tenant_id uuid not null,
    integration_id uuid not null,
    group_key text not null,
    text text,
    assignee uuid,
    until_day text,
    version integer not null,
    written_by jsonb not null,
    written_at timestamptz not null,
    primary key (tenant_id, integration_id, group_key),
    foreign key (tenant_id, integration_id) references integration,
    foreign key (tenant_id, assignee) references member
  );
  create index line_note_assignee on line_note (tenant_id, assignee) where assignee is not null;
`;
