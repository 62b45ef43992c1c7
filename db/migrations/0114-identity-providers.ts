import { type Kysely, sql } from 'kysely';

/** Identity providers of an organization, and who signs in through them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(providers).execute(db);
}

const providers = `
  create table identity_provider (
    tenant_id uuid not null references tenant,
    id uuid not null,
    kind text not null check (kind in ('entra', 'google', 'okta', 'generic')),
    name text not null,
    issuer text not null,
    client_id text not null,
    -- The client secret.
    ciphertext text not null,
    key_version integer not null,
    -- Google: the hosted domains whose accounts may sign in.
    domains text[] not null default '{}',
    -- The claim that names groups or app roles; null: it says none, and everybody gets the default role.
    role_claim text,
    default_role text check (default_role in ('viewer', 'reviewer', 'approver', 'admin')),
    enabled boolean not null default true,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (tenant_id, id)
  );

  -- Which role the value of the claim gives; the highest of several wins.
  create table identity_provider_role (
    tenant_id uuid not null,
    provider_id uuid not null,
    value text not null,
    role text not null check (role in ('viewer', 'reviewer', 'approver', 'admin')),
    primary key (tenant_id, provider_id, value),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade
  );

  create table external_identity (
    tenant_id uuid not null,
    id uuid not null,
    provider_id uuid not null,
    -- By issuer and subject; of Entra ID by its tenant and object ID. Never by email.
    subject text not null,
    member_id uuid not null,
    -- As the provider last said it, for people.
    email text,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, provider_id, subject),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade,
    foreign key (tenant_id, member_id) references member on delete cascade
  );
  create index external_identity_of_member on external_identity (tenant_id, member_id);

  alter table member
    -- The provider whose groups give the role, which is then not changed here; null: an administrator does.
    add column role_from uuid,
    -- Signs in by password and second factor, also where single sign-on is required.
    add column break_glass boolean not null default false,
    add constraint member_role_from foreign key (tenant_id, role_from) references identity_provider;

  alter table session
    add column provider_id uuid,
    add column identity_id uuid,
    -- The provider's ID of its session, by which it ends ours.
    add column provider_session text,
    add constraint session_provider check ((method = 'provider') = (identity_id is not null)),
    add constraint session_identity foreign key (tenant_id, identity_id) references external_identity on delete cascade;
  create index session_of_provider on session (tenant_id, provider_id, provider_session) where provider_id is not null;
`;
