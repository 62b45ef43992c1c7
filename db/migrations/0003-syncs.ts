import { type Kysely, sql } from 'kysely';

/** Sync runs and what they read: counts, holders, agreements (architecture.md 4–6). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sync_run (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      workflow_id text not null,
      trigger text not null check (trigger in ('first', 'manual', 'retry', 'schedule')),
      mode text not null check (mode in ('full', 'failed-accounts')),
      of_run_id uuid,
      state text not null check (state in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled', 'joined')),
      joined_run_id uuid,
      fence integer not null default 0,
      cancel_requested_at timestamptz,
      code text,
      detail text,
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
      duo_calls integer not null default 0,
      duo_calls_unreadable integer not null default 0,
      duo_calls_formula integer,
      psa_calls integer not null default 0,
      primary key (tenant_id, id),
      unique (tenant_id, workflow_id),
      foreign key (tenant_id, integration_id) references integration
    );
    create unique index sync_run_one_active on sync_run (tenant_id, integration_id) where state in ('queued', 'running');
    create index sync_run_newest on sync_run (tenant_id, integration_id, queued_at desc);

    create table sync_run_execution (
      tenant_id uuid not null,
      sync_run_id uuid not null,
      fence integer not null,
      temporal_run_id text not null,
      started_at timestamptz not null default now(),
      primary key (tenant_id, sync_run_id, fence),
      unique (tenant_id, sync_run_id, temporal_run_id),
      foreign key (tenant_id, sync_run_id) references sync_run
    );

    create table seat_count (
      tenant_id uuid not null,
      id uuid not null,
      integration_id uuid not null,
      vendor_account_id uuid not null,
      sync_run_id uuid not null,
      seats integer not null check (seats >= 0),
      by_status jsonb not null,
      pending_deletion integer not null,
      flags jsonb not null default '[]',
      proof jsonb not null,
      read_at timestamptz not null,
      primary key (tenant_id, id),
      unique (tenant_id, sync_run_id, vendor_account_id),
      foreign key (tenant_id, vendor_account_id) references vendor_account,
      foreign key (tenant_id, sync_run_id) references sync_run
    );
    create index seat_count_newest on seat_count (tenant_id, vendor_account_id, read_at desc);

    create table account_read (
      tenant_id uuid not null,
      sync_run_id uuid not null,
      vendor_account_id uuid not null,
      state text not null check (state in ('pending', 'counted', 'incomplete', 'failed', 'gone')),
      attempts integer not null default 0,
      calls integer not null default 0,
      users_listed integer,
      seats integer,
      seat_count_id uuid,
      code text,
      detail text,
      read_at timestamptz,
      primary key (tenant_id, sync_run_id, vendor_account_id),
      foreign key (tenant_id, sync_run_id) references sync_run,
      foreign key (tenant_id, vendor_account_id) references vendor_account,
      foreign key (tenant_id, seat_count_id) references seat_count,
      check ((state = 'counted') = (seat_count_id is not null))
    );
    create index account_read_pending on account_read (tenant_id, sync_run_id) where state = 'pending';
    create index account_read_newest on account_read (tenant_id, vendor_account_id, read_at desc);

    create table seat_holder (
      tenant_id uuid not null,
      vendor_account_id uuid not null,
      duo_user_id text not null,
      username text,
      status text not null,
      holds_seat boolean not null,
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null,
      joined_at timestamptz,
      left_at timestamptz,
      primary key (tenant_id, vendor_account_id, duo_user_id),
      foreign key (tenant_id, vendor_account_id) references vendor_account
    );

    create table agreement_read (
      tenant_id uuid not null,
      sync_run_id uuid not null,
      agreement_id text not null,
      state text not null check (state in ('pending', 'read', 'failed')),
      lines integer,
      code text,
      detail text,
      read_at timestamptz,
      primary key (tenant_id, sync_run_id, agreement_id),
      foreign key (tenant_id, sync_run_id) references sync_run
    );

    create table rate_budget (
      credential_key text primary key,
      per_minute numeric not null,
      next_at timestamptz not null default now(),
      quiet_since timestamptz not null default now(),
      last_busy_at timestamptz,
      changed_at timestamptz not null default now()
    );
  `.execute(db);
}
