/** Notices, and signed webhooks with their deliveries. */
export const notices = `
  create table notice (
    tenant_id uuid not null,
    id uuid not null,
    integration_id uuid,
    code text not null,
    subject text not null,
    detail jsonb not null,
    state text not null check (state in ('open', 'closed')),
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    times integer not null default 1,
    closed_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, integration_id) references integration
  );
  create unique index notice_one_open on notice (tenant_id, coalesce(integration_id, '00000000-0000-0000-0000-000000000000'::uuid), code, subject)
    where state = 'open';
  create index notice_newest on notice (tenant_id, last_at desc, id);

  create table webhook (
    tenant_id uuid not null references tenant,
    id uuid not null,
    url text not null,
    events jsonb not null,
    minimum text not null check (minimum in ('error', 'warning', 'info')),
    key_version integer not null,
    ciphertext text not null,
    previous_ciphertext text,
    previous_until timestamptz,
    created_by uuid not null,
    created_at timestamptz not null default now(),
    disabled_at timestamptz,
    disabled_by text check (disabled_by in ('person', 'receiver')),
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_failure_code text,
    last_failure_detail jsonb,
    secret_at timestamptz not null default now(),
    primary key (tenant_id, id),
    foreign key (tenant_id, created_by) references member,
    check ((previous_ciphertext is null) = (previous_until is null)),
    check ((disabled_at is null) = (disabled_by is null)),
    check ((last_failure_at is null) = (last_failure_code is null))
  );

  create table webhook_delivery (
    tenant_id uuid not null,
    id uuid not null,
    webhook_id uuid not null,
    message_id text not null,
    event text not null check (event in ('notice.opened', 'notice.closed', 'webhook.test', 'audit.checkpoint')),
    notice_id uuid,
    content jsonb not null,
    state text not null check (state in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    attempted_at timestamptz,
    code text,
    detail jsonb,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, webhook_id, message_id),
    foreign key (tenant_id, webhook_id) references webhook on delete cascade,
    foreign key (tenant_id, notice_id) references notice,
    check ((notice_id is not null) = (event in ('notice.opened', 'notice.closed'))),
    check ((state = 'pending') = (next_attempt_at is not null)),
    check ((state = 'pending') = (ended_at is null))
  );
  create index webhook_delivery_due on webhook_delivery (next_attempt_at) where state = 'pending';
  create index webhook_delivery_newest on webhook_delivery (tenant_id, webhook_id, created_at desc, id);
`;
