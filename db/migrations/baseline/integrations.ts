/** Integrations with their credentials, gates, instances and commands (architecture.md 4, 9). */
export const integrations = `
  create table integration (
    tenant_id uuid not null references tenant,
    id uuid not null,
    vendor text not null,
    module text not null check (module in ('billing')),
    psa text not null,
    phase text not null check (phase in ('awaiting-credentials', 'loading', 'mapping', 'first-sync', 'active',
      'paused', 'needs-attention', 'disconnecting', 'disconnected')),
    phase_code text,
    phase_detail jsonb,
    phase_since timestamptz not null default now(),
    write_back_enabled boolean not null default false,
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
    write_right text not null default 'unknown' check (write_right in ('unknown', 'proven', 'rejected')),
    write_right_at timestamptz,
    -- To create lines, and to end them.
    create_right text not null default 'unknown' check (create_right in ('unknown', 'proven', 'rejected')),
    create_right_at timestamptz,
    end_right text not null default 'unknown' check (end_right in ('unknown', 'proven', 'rejected')),
    end_right_at timestamptz,
    scheduled_since timestamptz,
    -- After a restore the workflow must read its rows again.
    reread_wanted boolean not null default false,
    psa_time_zone_unknown text,
    predecessor_id uuid,
    successor_id uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, predecessor_id) references integration,
    foreign key (tenant_id, successor_id) references integration,
    constraint integration_one_time_zone check (psa_time_zone is null or psa_time_zone_unknown is null)
  );
  -- Another PSA or another instance is another integration, and the former keeps its history.
  create unique index integration_one_per_vendor on integration (tenant_id, vendor, module) where phase <> 'disconnected';

  create table credential (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    credential_set text not null,
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
    failure_detail jsonb,
    probed_at timestamptz,
    -- Null: the set has no client ID.
    own_client_id boolean,
    instance_id text,
    instance_address text,
    shared_accounts integer,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration,
    constraint credential_client_id check (own_client_id is null or credential_set = 'psa')
  );
  create unique index credential_one_candidate on credential (tenant_id, integration_id, credential_set) where state = 'candidate';
  create unique index credential_one_working on credential (tenant_id, integration_id, credential_set) where state = 'working';

  -- Which instance of the PSA, and which parent of the vendor, the integration belongs to, kept from its first success.
  create table instance (
    tenant_id uuid not null,
    integration_id uuid not null,
    side text not null check (side in ('psa', 'vendor')),
    instance_id text,
    address text not null,
    since timestamptz not null,
    question text check (question in ('OtherInstance', 'AddressChanged')),
    asked_at timestamptz,
    credential_id uuid,
    found_id text,
    found_address text,
    moved_at timestamptz,
    was_write_back_enabled boolean not null default false,
    expected jsonb,
    differences jsonb,
    primary key (tenant_id, integration_id, side),
    foreign key (tenant_id, integration_id) references integration,
    check ((question is null) = (asked_at is null)),
    check ((question is null) = (credential_id is null))
  );

  create table gate_status (
    tenant_id uuid not null,
    integration_id uuid not null,
    part text not null check (part in ('integration', 'accounts', 'services')),
    status text not null check (status in ('waiting', 'pending', 'error')),
    since timestamptz not null default now(),
    loaded jsonb not null default '{}',
    code text,
    detail jsonb,
    -- Where the vendor named a time.
    waits_until timestamptz,
    primary key (tenant_id, integration_id, part),
    foreign key (tenant_id, integration_id) references integration
  );

  create table update_command (
    tenant_id uuid not null,
    integration_id uuid not null,
    command_id text not null,
    kind text not null check (kind in ('authenticate', 'answerInstance', 'load', 'finish', 'changeSchedule', 'pause',
      'resume', 'disconnect')),
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
`;
