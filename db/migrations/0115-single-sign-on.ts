import { type Kysely, sql } from 'kysely';

/** Used logout tokens, and which temporary passwords the operator set. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(singleSignOn).execute(db);
}

const singleSignOn = `
  -- The operator set their temporary password on the machine: it signs in once, also where single sign-on is required.
  alter table person add column operator_reset boolean not null default false;

  -- When they last signed in to this organization by a passkey, or by password and second factor.
  alter table member add column local_sign_in_at timestamptz;

  -- When the client secret was last replaced.
  alter table identity_provider add column secret_at timestamptz not null default now();

  -- Logout tokens of identity providers that were used; each works once.
  create table used_logout_token (
    tenant_id uuid not null,
    provider_id uuid not null,
    token_id_hash text not null,
    expires_at timestamptz not null,
    primary key (tenant_id, provider_id, token_id_hash),
    foreign key (tenant_id, provider_id) references identity_provider on delete cascade
  );
  create index used_logout_token_end on used_logout_token (expires_at);
`;
