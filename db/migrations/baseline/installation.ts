/** The installation, its tenants and settings, and what its processes share: answers to repeated requests, call budgets. */
export const installation = `
  create table schema_info (
    only_row boolean primary key default true check (only_row),
    version integer not null,
    min_reader integer not null
  );

  create table installation (
    only_row boolean primary key default true check (only_row),
    id uuid not null,
    write_stop boolean not null default false,
    write_stop_reason jsonb,
    created_at timestamptz not null default now(),
    write_stop_since timestamptz,
    housekeeping_at timestamptz,
    housekeeping_complete_at timestamptz,
    check (write_stop = (write_stop_since is not null))
  );

  create table key_check (
    key_version integer primary key,
    ciphertext text not null
  );
  -- One row at most checks the master key: nobody can put another beside it.
  create unique index key_check_one on key_check ((true));

  create table tenant (
    id uuid primary key,
    name text not null,
    currency text not null default 'USD',
    time_zone text not null default 'UTC',
    billing_time_zone text,
    created_at timestamptz not null default now()
  );

  create table setting (
    tenant_id uuid not null references tenant,
    name text not null,
    value jsonb not null,
    changed_at timestamptz not null default now(),
    primary key (tenant_id, name)
  );

  create table tenant_logo (
    tenant_id uuid primary key references tenant,
    media_type text not null check (media_type in ('image/jpeg', 'image/png')),
    bytes bytea not null check (octet_length(bytes) between 1 and 262144),
    width integer not null,
    height integer not null,
    sha256 text not null,
    changed_at timestamptz not null default now()
  );

  create table idempotency_key (
    tenant_id uuid not null references tenant,
    actor text not null,
    key text not null,
    route text not null,
    body_hash text not null,
    status integer,
    body jsonb,
    created_at timestamptz not null default now(),
    primary key (tenant_id, actor, key)
  );

  create table rate_budget (
    credential_key text primary key,
    per_minute numeric not null,
    next_at timestamptz not null default now(),
    quiet_since timestamptz not null default now(),
    last_busy_at timestamptz,
    changed_at timestamptz not null default now()
  );

  -- Calls to an instance of a PSA that limits them, in batches of time, whichever process made them (architecture.md 9).
  create table psa_call_count (
    instance text not null,
    slice timestamptz not null,
    made integer not null check (made > 0),
    primary key (instance, slice)
  );
`;
