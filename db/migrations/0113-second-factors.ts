import { type Kysely, sql } from 'kysely';

/** What a person signs in with, in addition to a password or instead of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(factors).execute(db);
}

const factors = `
  create table passkey (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person on delete cascade,
    -- As the authenticator names it, in base64url.
    credential_id text not null unique,
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null default '{}',
    aaguid text not null,
    -- It is kept in an account of its vendor, and not on one device alone.
    backed_up boolean not null,
    name text not null,
    -- Of PUBLIC_URL when it was made: it works for this host alone.
    rp_id text not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  );
  create index passkey_of_person on passkey (person_id, created_at);

  create table totp (
    person_id uuid primary key references person on delete cascade,
    ciphertext text not null,
    key_version integer not null,
    -- The latest time step whose code was used: each code works once.
    last_step bigint not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  );

  create table recovery_code (
    person_id uuid not null references person on delete cascade,
    code_hash text not null,
    created_at timestamptz not null default now(),
    used_at timestamptz,
    primary key (person_id, code_hash)
  );
`;
