import { type Kysely, sql } from 'kysely';

/**
 * A person signs in, a membership (the row of `member`) says in which organization and as what. Password and what belongs
 * to it move to the person; the membership keeps its ID, which audit, approvals, and keys name.
 *
 * Processes of 0.1.0 go on reading and writing the columns of `member` while the next version starts, so triggers keep both
 * in step. A later version drops these columns together with the triggers.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(tables).execute(db);
  await sql.raw(inStepWithMembers).execute(db);
  await sql.raw(`
    insert into person (id, ${columns.join(', ')}, email, created_at)
    select id, ${columns.join(', ')}, email, created_at from member;
    update member set person_id = id;
    alter table member alter column person_id set not null;
  `).execute(db); // prettier-ignore
  await sql.raw(signIns).execute(db);
}

/** These move from the membership to the person. */
const columns = [
  'password_hash',
  'temporary_until',
  'temporary_used_at',
  'signed_in_at',
  'rejected_sign_ins',
  'rejected_sign_in_at',
  'rejected_sign_in_from',
] as const;

const tables = `
  create table person (
    id uuid primary key default gen_random_uuid(),
    -- By which they sign in; null: only their organization's identity provider knows them.
    email text,
    -- Null: they have no password.
    password_hash text,
    temporary_until timestamptz,
    temporary_used_at timestamptz,
    signed_in_at timestamptz,
    rejected_sign_ins integer not null default 0,
    rejected_sign_in_at timestamptz,
    rejected_sign_in_from text,
    created_at timestamptz not null default now(),
    constraint person_temporary_used check (temporary_used_at is null or temporary_until is not null)
  );
  create unique index person_email on person (lower(email));

  alter table member
    add column person_id uuid references person,
    -- Of the code by which somebody who already signs in elsewhere joins. Until then the membership is disabled, so that
    -- versions that know no invitations do not use it.
    add column invitation_hash text,
    add column invitation_until timestamptz,
    alter column password_hash drop not null,
    add constraint member_invitation check ((invitation_hash is null) = (invitation_until is null)),
    add constraint member_invited_disabled check (invitation_hash is null or disabled_at is not null);
  create unique index member_person on member (person_id, tenant_id);
  drop index member_email;
  create unique index member_email on member (tenant_id, lower(email));
`;

const given = (row: string): string => columns.map((column) => `${row}.${column}`).join(', ');

const inStepWithMembers = `
  create function member_of_person() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
  begin
    if new.person_id is null then
      insert into public.person (email, ${columns.join(', ')}) values (new.email, ${given('new')})
      returning id into new.person_id;
    elsif new.invitation_hash is null then
      select ${columns.join(', ')} into ${given('new')} from public.person where id = new.person_id;
    end if;
    return new;
  end $$;
  create trigger member_of_person before insert on member for each row execute function member_of_person();
  create trigger member_joins before update of invitation_hash on member for each row
    when (old.invitation_hash is not null and new.invitation_hash is null) execute function member_of_person();

  create function person_as_member() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
  begin
    update public.person p set (${columns.join(', ')}) = row(${given('new')})
    where p.id = new.person_id and row(${given('p')}) is distinct from row(${given('new')});
    return null;
  end $$;
  create trigger person_as_member after update of ${columns.join(', ')} on member for each row
    when (new.invitation_hash is null) execute function person_as_member();

  create function member_as_person() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
  begin
    update public.member m set (${columns.join(', ')}) = row(${given('new')})
    where m.person_id = new.id and m.invitation_hash is null and row(${given('m')}) is distinct from row(${given('new')});
    return null;
  end $$;
  create trigger member_as_person after update of ${columns.join(', ')} on person for each row
    execute function member_as_person();
`;

const signIns = `
  alter table session
    add column method text not null default 'password' check (method in ('password', 'passkey', 'provider')),
    -- Given beside a password; null: none was.
    add column factor text check (factor in ('passkey', 'totp', 'recovery-code'));

  -- What a sign-in, or a change of factors, waits for between two requests; each is used once.
  create table sign_in_step (
    id_hash text primary key,
    kind text not null
      check (kind in ('second-factor', 'passkey-sign-in', 'passkey-registration', 'passkey-confirmation', 'totp-setup', 'provider')),
    person_id uuid references person on delete cascade,
    tenant_id uuid,
    member_id uuid,
    -- Of the session that began it; it ends along.
    session_hash text references session on delete cascade,
    data jsonb not null,
    attempts integer not null default 0,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    foreign key (tenant_id, member_id) references member on delete cascade
  );
  create index sign_in_step_end on sign_in_step (expires_at);
`;
