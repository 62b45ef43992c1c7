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
    closed_by jsonb not null,
    closed_at timestamptz not null default now(),
    version integer not null default 1,
    sync_run_id uuid,
    composed_at timestamptz not null,
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
`;
