import { sql } from 'kysely';
import { signIns } from '../../domain/defaults.ts';
import type { SignInRejections } from '../../domain/sign-ins.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { bypassesSso, type LocalMethod } from './break-glass.ts';
import type { Member } from './people.ts';
import { nobody } from './memberships.ts';
import type { Person } from './persons.ts';

/** Who an email stands for, as the unique index has it. */
export interface SignInCandidate {
  /** The email that was typed, in canonical form, whether or not a person has it. */
  readonly email: string;
  /** `null` when no person has the email. */
  readonly person: Person | null;
  /** Of several memberships one that is not disabled and that a password opens, the one last signed in to; null: the person has joined none. */
  readonly member: Member | null;
  /** Whether this person signed in from there in the last 90 days. */
  readonly isKnownNetwork: boolean;
  /** They have a passkey or an authenticator app. */
  readonly hasSecondFactor: boolean;
  /** Their organization lets them in without its identity provider; asked for every email, so that the time tells nothing. */
  readonly bypassesSso: boolean;
}

interface CandidateRow extends Omit<Member, 'id' | 'email'> {
  readonly canonical: string;
  readonly isKnown: boolean;
  readonly hasFactor: boolean;
  readonly bypasses: boolean | null;
  readonly personEmail: string | null;
  readonly passwordHash: string | null;
  readonly memberId: string | null;
  readonly memberEmail: string;
}

/**
 * Memberships of a person: those that are not disabled first, of these the ones that this method opens, the latest used
 * before others. An organization that requires single sign-on never keeps a person out of another one.
 */
const openedFirst = (
  method: LocalMethod,
) => sql`order by member.disabled_at is not null, not ${bypassesSso(method)},
  (select max(last_at) from sign_in_network n where n.tenant_id = member.tenant_id and n.member_id = member.id)
    desc nulls last,
  member.created_at`;

/** Of any tenant: sign-in knows only the email. The same statement for all, so that the time tells nothing. */
export async function findSignInCandidate(
  db: Queryable,
  email: string,
  network: string,
): Promise<SignInCandidate> {
  const { rows } = await sql<CandidateRow>`
    select typed.email as canonical, person.id as person_id, person.email as person_email, person.password_hash,
      person.temporary_until, member.tenant_id, member.id as member_id, member.email as member_email, member.name,
      member.role, member.disabled_at, member.created_at,
      exists (select from sign_in_network known join member k on k.tenant_id = known.tenant_id and k.id = known.member_id
        where k.person_id = person.id and known.network = ${network}
          and known.last_at > now() - make_interval(days => ${signIns.knownNetworkDays})) as is_known,
      (exists (select from passkey where passkey.person_id = person.id)
        or exists (select from totp where totp.person_id = person.id)) as has_factor,
      ${bypassesSso('password')} as bypasses
    from (select lower(${email}::text) as email) typed
    left join person on lower(person.email) = typed.email
    left join lateral (
      select member.* from member where member.person_id = person.id and member.invitation_hash is null
      ${openedFirst('password')} limit 1) member on true`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a left join without a row');
  const {
    canonical,
    isKnown,
    hasFactor,
    bypasses,
    personEmail,
    passwordHash,
    memberId,
    memberEmail,
    ...member
  } = row;
  const { personId, temporaryUntil } = member;
  // Null where no person has the email: the row comes from a left join.
  if ((personId as string | null) === null)
    return {
      email: canonical,
      isKnownNetwork: isKnown,
      hasSecondFactor: false,
      bypassesSso: true,
      person: null,
      member: null,
    };
  return {
    email: canonical,
    isKnownNetwork: isKnown,
    hasSecondFactor: hasFactor,
    bypassesSso: bypasses === true,
    person: { id: personId, email: personEmail, passwordHash, temporaryUntil },
    member: memberId === null ? null : { ...member, id: memberId, email: memberEmail },
  };
}

/** A person who has begun to prove who they are, as {@link findSignInCandidate} finds them by email. */
export async function findCandidateOfPerson(
  db: Queryable,
  { personId }: { readonly personId: string },
  network: string,
): Promise<{ readonly person: string; readonly isKnownNetwork: boolean }> {
  const row = await db
    .selectFrom('person')
    .select([
      sql<string | null>`lower(email)`.as('email'),
      sql<boolean>`exists (select from sign_in_network known join member k on k.tenant_id = known.tenant_id and k.id = known.member_id
        where k.person_id = person.id and known.network = ${network}
          and known.last_at > now() - make_interval(days => ${signIns.knownNetworkDays}))`.as('isKnown'),
    ])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  return { person: row.email ?? personId, isKnownNetwork: row.isKnown };
}

/**
 * As which of several members a person signs in with a passkey alone; null: as none. Whom only an identity provider knows
 * signs in by it, for as long as it lets them; their passkeys confirm.
 */
export async function findMemberToSignIn(db: Queryable, personId: string): Promise<Member | null> {
  const { rows } = await sql<Member>`
    select member.tenant_id, member.id, member.person_id, member.email, member.name, member.role, member.disabled_at,
      member.created_at, person.temporary_until
    from member join person on person.id = member.person_id
    where member.person_id = ${personId} and member.invitation_hash is null and person.email is not null
    ${openedFirst('passkey')} limit 1`.execute(db);
  return rows[0] ?? null;
}

/** A network from which a person signed in to an organization, which is the latest used. */
export async function noteNetwork(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string },
  network: string,
): Promise<void> {
  await sql`
    insert into sign_in_network (tenant_id, member_id, network) values (${member.tenantId}, ${member.id}, ${network})
    on conflict (tenant_id, member_id, network) do update set last_at = now()`.execute(tx);
  await tx
    .deleteFrom('signInNetwork')
    .where('tenantId', '=', member.tenantId)
    .where('memberId', '=', member.id)
    .where('lastAt', '<', sql<Date>`now() - make_interval(days => ${signIns.knownNetworkDays})`)
    .execute();
}

/** Records a sign-in and its network, and resets the count of rejected ones. Returns that count, to show it. */
export async function noteSignIn(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string; readonly personId: string },
  network: string,
): Promise<SignInRejections | null> {
  await noteNetwork(tx, member, network);
  const row = await tx
    .selectFrom('person')
    .select(['rejectedSignIns', 'rejectedSignInAt', 'rejectedSignInFrom'])
    .where('id', '=', member.personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.rejectedSignInAt === null) return null;
  await tx
    .updateTable('person')
    .set({ rejectedSignIns: 0, rejectedSignInAt: null, rejectedSignInFrom: null })
    .where('id', '=', member.personId)
    .execute();
  return {
    times: row.rejectedSignIns,
    lastAt: row.rejectedSignInAt,
    lastAddress: row.rejectedSignInFrom ?? 'unknown',
  };
}

/**
 * How often a password was rejected since the last that fitted; null: nobody has the email. The same statement for all,
 * so that the time tells nothing.
 */
export async function countRejection(
  tx: Tx,
  of: { readonly personId: string | null; readonly address: string },
): Promise<number | null> {
  const counted = await tx
    .updateTable('person')
    .set({
      rejectedSignIns: sql<number>`rejected_sign_ins + 1`,
      rejectedSignInAt: sql<Date>`now()`,
      rejectedSignInFrom: of.address,
    })
    .where('id', '=', of.personId ?? nobody)
    .returning('rejectedSignIns')
    .executeTakeFirst();
  return counted?.rejectedSignIns ?? null;
}

/**
 * Writes as much as an entry of the audit would where there is none to write it in, so that the time tells nothing.
 */
export async function countUnknown(tx: Tx): Promise<void> {
  await sql`
    insert into sign_in_limit (key, points) values ('unknown-email', 1)
    on conflict (key) do update set points = sign_in_limit.points + 1`.execute(tx);
}
