/** Sync runs and what they read: counts, holders, agreements (architecture.md 4–6). */
export const syncs = `
  create table sync_run (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    workflow_id text not null,
    trigger text not null check (trigger in ('first', 'manual', 'retry', 'schedule', 'line')),
    mode text not null check (mode in ('full', 'failed-accounts', 'usage-line')),
    of_run_id uuid,
    state text not null check (state in ('queued', 'running', 'succeeded', 'partial', 'failed', 'canceled', 'joined')),
    joined_run_id uuid,
    fencing_token integer not null default 0,
    cancel_requested_at timestamptz,
    code text,
    detail jsonb,
    requested_by jsonb not null,
    queued_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    accounts_listed integer,
    counted integer,
    incomplete integer,
    failed integer,
    gone integer,
    seats_counted integer,
    list_calls integer not null default 0,
    -- For accounts that got no outcome: the credential was rejected meanwhile.
    lost_calls integer not null default 0,
    vendor_calls integer not null default 0,
    vendor_calls_unreadable integer not null default 0,
    vendor_calls_formula integer,
    psa_calls integer not null default 0,
    group_key text,
    warnings jsonb not null default '[]',
    stalled_since timestamptz,
    stalled_code text,
    stalled_detail jsonb,
    agreements_in_background_read integer check (agreements_in_background_read >= 0),
    agreements_read integer,
    -- Past its time and still referred to; so in other tables.
    stays boolean not null default false,
    agreements_as_loaded integer not null default 0 check (agreements_as_loaded >= 0),
    -- Where the vendor named a time.
    stalled_until timestamptz,
    stalled_side text check (stalled_side in ('accounts', 'agreements')),
    primary key (tenant_id, id),
    unique (tenant_id, workflow_id),
    foreign key (tenant_id, integration_id) references integration,
    constraint sync_run_group_key_check check ((mode = 'usage-line') = (group_key is not null)),
    constraint sync_run_stalled check (
      (stalled_since is null) = (stalled_code is null) and (stalled_since is null) = (stalled_side is null))
  );
  comment on column sync_run.agreements_in_background_read is
    'listed agreements that the run left to the background read; 0: it read all; null: it listed none';
  comment on column sync_run.agreements_as_loaded is
    'agreements whose reading by loading stands as one of the run''s own, with its true time';
  create unique index sync_run_one_active on sync_run (tenant_id, integration_id) where state in ('queued', 'running');
  create index sync_run_newest on sync_run (tenant_id, integration_id, queued_at desc);

  create table sync_run_execution (
    tenant_id uuid not null,
    sync_run_id uuid not null,
    fencing_token integer not null,
    temporal_run_id text not null,
    started_at timestamptz not null default now(),
    primary key (tenant_id, sync_run_id, fencing_token),
    unique (tenant_id, sync_run_id, temporal_run_id),
    foreign key (tenant_id, sync_run_id) references sync_run
  );

  -- A count that says the same as the one before is kept once; its readings say when it was read again.
  create table seat_count (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    vendor_account_id uuid not null,
    first_run_id uuid not null,
    seats integer not null check (seats >= 0),
    by_status jsonb not null,
    not_counted jsonb not null,
    flags jsonb not null default '[]',
    proof jsonb not null,
    first_read_at timestamptz not null,
    stays boolean not null default false,
    primary key (tenant_id, id),
    unique (tenant_id, first_run_id, vendor_account_id),
    foreign key (tenant_id, vendor_account_id) references vendor_account,
    foreign key (tenant_id, first_run_id) references sync_run
  );
  create index seat_count_newest on seat_count (tenant_id, vendor_account_id, first_read_at desc);

  -- What a run has to read of the vendor: some accounts to a row. Deleted with the end of a run that read them all.
  create table account_work (
    tenant_id uuid not null,
    sync_run_id uuid not null,
    part integer not null,
    account_ids uuid[] not null,
    primary key (tenant_id, sync_run_id, part),
    foreign key (tenant_id, sync_run_id) references sync_run
  );

  -- What runs read: of readings of an account that say the same, one after the other within a month, one row with the run
  -- and time of each.
  create table account_read (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    integration_id uuid not null,
    vendor_account_id uuid not null,
    -- Of the runs' beginning, UTC.
    month text not null,
    state text not null check (state in ('counted', 'incomplete', 'failed', 'gone')),
    calls integer not null,
    users_listed integer,
    seats integer,
    seat_count_id uuid,
    code text,
    detail jsonb,
    -- What the account's rejection would say of the key.
    credential_cause text,
    first_read_at timestamptz not null,
    run_ids uuid[] not null,
    read_ats timestamptz[] not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration,
    foreign key (tenant_id, vendor_account_id) references vendor_account,
    foreign key (tenant_id, seat_count_id) references seat_count,
    check ((state = 'counted') = (seat_count_id is not null)),
    check (cardinality(run_ids) > 0 and cardinality(run_ids) = cardinality(read_ats))
  ) with (fillfactor = 80);
  create index account_read_month on account_read (tenant_id, integration_id, month);
  create index account_read_count on account_read (tenant_id, seat_count_id);
  create index account_read_newest on account_read (tenant_id, vendor_account_id, first_read_at desc);

  -- Written when something about the holder changes; \`gone_at\`: when the vendor ceased to list them.
  create table seat_holder (
    tenant_id uuid not null,
    vendor_account_id uuid not null,
    vendor_user_id text not null,
    username text,
    status text not null,
    holds_seat boolean not null,
    first_seen_at timestamptz not null,
    joined_at timestamptz,
    left_at timestamptz,
    gone_at timestamptz,
    -- Of those that look unused; of who signed in lately nothing is kept.
    unused text,
    unused_since timestamptz,
    primary key (tenant_id, vendor_account_id, vendor_user_id),
    foreign key (tenant_id, vendor_account_id) references vendor_account,
    constraint seat_holder_unused check (unused in ('disabled', 'never-enrolled', 'never-logged-in', 'no-login')),
    constraint seat_holder_unused_since check (unused_since is null or unused is not null)
  );
  create index seat_holder_unused_of_account on seat_holder (tenant_id, vendor_account_id) where unused is not null;

  -- What a run has to read of the PSA: some agreements to a row.
  create table agreement_work (
    tenant_id uuid not null,
    sync_run_id uuid not null,
    part integer not null,
    agreement_ids text[] not null,
    primary key (tenant_id, sync_run_id, part),
    foreign key (tenant_id, sync_run_id) references sync_run
  );

  -- Complete readings that runs made of agreements' lines, those of one transaction in a row, each with its time. A row
  -- outlives what else is kept of its run while the newest reading of an agreement is in it; then it names no run.
  create table agreement_batch (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    integration_id uuid not null,
    sync_run_id uuid,
    agreement_ids text[] not null,
    read_ats timestamptz[] not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration,
    foreign key (tenant_id, sync_run_id) references sync_run,
    check (cardinality(agreement_ids) > 0 and cardinality(agreement_ids) = cardinality(read_ats))
  );
  create index agreement_batch_integration on agreement_batch (tenant_id, integration_id);
  create index agreement_batch_run on agreement_batch (tenant_id, sync_run_id);
  -- At once in its place: each look would go through what waits for it.
  create index agreement_batch_agreements on agreement_batch using gin (agreement_ids) with (fastupdate = off);

  create table unread_agreement (
    tenant_id uuid not null,
    sync_run_id uuid not null,
    agreement_id text not null,
    code text not null,
    detail jsonb,
    read_at timestamptz not null,
    primary key (tenant_id, sync_run_id, agreement_id),
    foreign key (tenant_id, sync_run_id) references sync_run
  );
`;

/**
 * Agreements that runs of the past could not read: of causes that are the same, one after the other within a month, one
 * row with the run and time of each.
 */
export const pastReadings = `
  create table past_agreement_read (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    integration_id uuid not null,
    agreement_id text not null,
    month text not null,
    code text,
    detail jsonb,
    first_read_at timestamptz not null,
    run_ids uuid[] not null,
    read_ats timestamptz[] not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration,
    check (cardinality(run_ids) > 0 and cardinality(run_ids) = cardinality(read_ats))
  ) with (fillfactor = 80);
  create index past_agreement_read_month on past_agreement_read (tenant_id, integration_id, month);
  create index past_agreement_read_newest on past_agreement_read (tenant_id, integration_id, agreement_id,
    first_read_at desc);
`;
