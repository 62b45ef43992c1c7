/** Members, API keys, sessions, attempts to sign in, and saved views (architecture.md 11). */
export const people = `
  create table member (
    tenant_id uuid not null references tenant,
    id uuid not null,
    email text not null,
    name text not null,
    role text not null check (role in ('viewer', 'reviewer', 'approver', 'admin')),
    password_hash text not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    rejected_sign_ins integer not null default 0,
    rejected_sign_in_at timestamptz,
    rejected_sign_in_from text,
    temporary_until timestamptz,
    temporary_used_at timestamptz,
    signed_in_at timestamptz,
    created_by uuid,
    created_by_key uuid,
    primary key (tenant_id, id),
    constraint member_created_by foreign key (tenant_id, created_by) references member,
    constraint member_creator check (created_by_key is null or created_by is not null),
    constraint member_temporary_used check (temporary_used_at is null or temporary_until is not null)
  );
  create unique index member_email on member (lower(email));
  create index member_by_email on member (tenant_id, lower(email), id);

  create table api_key (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    prefix text not null,
    key_hash text not null unique,
    role text not null check (role in ('viewer', 'reviewer', 'approver', 'admin')),
    created_by uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    scopes text[] not null default '{}',
    created_by_key uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, created_by) references member,
    constraint api_key_created_by_key foreign key (tenant_id, created_by_key) references api_key,
    constraint api_key_scopes check (scopes <@ array['privileged'])
  );
  create index api_key_newest on api_key (tenant_id, created_at desc, id);

  -- Members and keys refer to each other. A backup is loaded table after table, so one direction is deferrable.
  alter table member add constraint member_created_by_key
    foreign key (tenant_id, created_by_key) references api_key deferrable initially immediate;

  create table session (
    tenant_id uuid not null,
    id_hash text not null primary key,
    member_id uuid not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    -- For people; the hash of the token is no ID to show.
    id uuid not null default gen_random_uuid(),
    address text not null default 'unknown',
    device text not null default 'unknown',
    password_at timestamptz not null default now(),
    constraint session_id unique (tenant_id, id),
    foreign key (tenant_id, member_id) references member on delete cascade
  );
  create index session_end on session (expires_at);
  create index session_of_member on session (tenant_id, member_id, last_seen_at desc);

  -- Columns and their order are those that rate-limiter-flexible writes.
  create table sign_in_limit (
    key text primary key,
    points integer not null,
    expire bigint
  );

  create table sign_in_network (
    tenant_id uuid not null,
    member_id uuid not null,
    network text not null,
    last_at timestamptz not null default now(),
    primary key (tenant_id, member_id, network),
    foreign key (tenant_id, member_id) references member on delete cascade
  );

  create table saved_view (
    tenant_id uuid not null,
    id uuid not null,
    owner uuid not null,
    name text not null,
    query text not null,
    shared boolean not null,
    changed_at timestamptz not null,
    -- The key whose view it is; null: the owner's own.
    api_key_id uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, owner) references member,
    foreign key (tenant_id, api_key_id) references api_key
  );
  create unique index saved_view_name on saved_view (tenant_id, coalesce(api_key_id, owner), lower(name));
  create index saved_view_shared on saved_view (tenant_id) where shared;
`;
