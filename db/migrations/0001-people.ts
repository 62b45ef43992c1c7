import { type Kysely, sql } from 'kysely';

/** Tenants, people, sessions and keys; the installation with its guards (architecture.md 6, 11). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table schema_info (
      only_row boolean primary key default true check (only_row),
      version integer not null,
      min_reader integer not null
    );

    create table installation (
      only_row boolean primary key default true check (only_row),
      id uuid not null,
      write_stop boolean not null default false,
      write_stop_reason text,
      created_at timestamptz not null default now()
    );

    create table key_check (
      key_version integer primary key,
      ciphertext text not null
    );

    create table tenant (
      id uuid primary key,
      name text not null,
      currency text not null default 'USD',
      time_zone text not null default 'UTC',
      billing_time_zone text,
      created_at timestamptz not null default now()
    );

    create table member (
      tenant_id uuid not null references tenant,
      id uuid not null,
      email text not null,
      name text not null,
      role text not null check (role in ('viewer', 'reviewer', 'approver', 'admin')),
      password_hash text not null,
      disabled_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    create unique index member_email on member (lower(email));

    create table session (
      tenant_id uuid not null,
      id_hash text not null primary key,
      member_id uuid not null,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      foreign key (tenant_id, member_id) references member on delete cascade
    );

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
      primary key (tenant_id, id),
      foreign key (tenant_id, created_by) references member
    );

    create table setting (
      tenant_id uuid not null references tenant,
      name text not null,
      value jsonb not null,
      changed_at timestamptz not null default now(),
      primary key (tenant_id, name)
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

    create table audit_event (
      tenant_id uuid not null references tenant,
      seq bigint generated always as identity,
      id uuid not null,
      at timestamptz not null default now(),
      actor_kind text not null check (actor_kind in ('member', 'api-key', 'system', 'schedule')),
      actor_id text not null,
      action text not null,
      object_kind text not null,
      object_id text not null,
      integration_id uuid,
      detail jsonb not null default '{}',
      request_id text,
      primary key (tenant_id, seq)
    );
    create index audit_event_object on audit_event (tenant_id, object_kind, object_id, seq);

    create function audit_event_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'audit_event is append-only';
    end $$;
    create trigger audit_event_append_only before update or delete on audit_event
      for each statement execute function audit_event_is_append_only();
    create trigger audit_event_no_truncate before truncate on audit_event
      for each statement execute function audit_event_is_append_only();
  `.execute(db);
}
