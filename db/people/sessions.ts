import { sql } from 'kysely';
import type { Database, Queryable, Tx } from '../model/database.ts';
import type { Role } from '../../domain/roles.ts';
import type { ProviderKind, SecondFactor, SessionOpening, SignInMethod } from '../../domain/sign-ins.ts';
import { bypassesSso } from './break-glass.ts';
import { marginRoleOf } from './margin-role.ts';
import { needsSecondFactor } from './needs-second-factor.ts';

/** Only the hash of a session's token is stored: a read of the database opens no session. */
export interface SessionOfMember {
  readonly tenantId: string;
  readonly memberId: string;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** What opened it, and which second factor was given in it; null: none. */
  readonly method: SignInMethod;
  readonly factor: SecondFactor | null;
  /** The identity provider that opened it. */
  readonly provider: { readonly id: string; readonly name: string } | null;
  readonly providerKind: ProviderKind | null;
  /** By which the person signs in; null: only an identity provider knows them. */
  readonly signInEmail: string | null;
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  /** Hosts that the person has passkeys for. */
  readonly passkeyHosts: readonly string[];
  /** By the policy, for the role. */
  readonly needsSecondFactor: boolean;
  /** The least role that may see margins in this tenant (RULES 15). */
  readonly marginRole: Role;
  /** It was opened by a temporary password, and nothing is possible but to set another. */
  readonly passwordChangeRequired: boolean;
  readonly expiresAt: Date;
  /** When the person last proved that it is them. */
  readonly confirmedAt: Date;
  /** When it ends for want of use, as it stands before this request counts. */
  readonly idleEndsAt: Date;
  /** Single sign-on is required of them, and another method opened it: a provider they are connected to confirms. */
  readonly ssoNeeded: { readonly provider: { readonly id: string; readonly name: string } | null } | null;
  /** Its use was noted within the last minute: it need not be noted again. */
  readonly isNoted: boolean;
}

export interface SessionLimits {
  /** Seconds without a request after which a session ends. */
  readonly idleSeconds: number;
  /** Seconds after sign-in after which it ends in any case. */
  readonly absoluteSeconds: number;
  /** Seconds after the person confirmed that it is them within which what is privileged may be done. */
  readonly stepUpSeconds: number;
}

/** The identity that opened a session, and the provider's own session, where it names one. */
export interface OpeningProvider {
  readonly id: string;
  readonly identityId: string;
  readonly session: string | null;
}

/** Before any time within which a session counts as confirmed. */
const unconfirmed = new Date(0);

export async function createSession(
  tx: Tx,
  session: {
    readonly tenantId: string;
    readonly memberId: string;
    readonly tokenHash: string;
    readonly expiresAt: Date;
    readonly address: string;
    readonly device: string;
    readonly method: SignInMethod;
    readonly factor: SecondFactor | null;
    readonly provider?: OpeningProvider | undefined;
    /** What opened it counts as a confirmation that it is them. */
    readonly isConfirmed: boolean;
  },
): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      method: session.method,
      factor: session.factor,
      providerId: session.provider?.id ?? null,
      identityId: session.provider?.identityId ?? null,
      providerSession: session.provider?.session ?? null,
      ...(session.isConfirmed ? {} : { passwordAt: unconfirmed }),
      tenantId: session.tenantId,
      idHash: session.tokenHash,
      memberId: session.memberId,
      expiresAt: session.expiresAt,
      address: session.address,
      device: session.device,
    })
    .execute();
}

/** A session that no provider opened, of a member who needs one. */
const withoutProvider = sql<boolean>`session.method <> 'provider' and not ${bypassesSso(sql`session.method`)}`;

const ofMembersWithoutProvider = sql`
  member.tenant_id = session.tenant_id and member.id = session.member_id and ${withoutProvider}`;

/** Ends every session that no provider opened, where one is required of its member. Gives how many. */
export async function endSessionsWithoutProvider(tx: Tx, tenantId: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from session using member where session.tenant_id = ${tenantId} and ${ofMembersWithoutProvider}`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

/** What a password confirmed before counts no longer where a provider is required to confirm. */
export async function unconfirmSessionsWithoutProvider(tx: Tx, tenantId: string): Promise<void> {
  await sql`update session set password_at = ${unconfirmed} from member
    where session.tenant_id = ${tenantId} and ${ofMembersWithoutProvider}`.execute(tx);
}

/** The session with its member's present role; null when ended, idle too long, or the member is disabled. */
export async function findSession(
  db: Queryable,
  tokenHash: string,
  limits: SessionLimits,
): Promise<SessionOfMember | null> {
  return (await findSessions(db, [tokenHash], limits)).get(tokenHash) ?? null;
}

/** {@link findSession} of several, by the hashes of their tokens. */
export async function findSessions(
  db: Queryable,
  tokenHashes: readonly string[],
  limits: SessionLimits,
): Promise<ReadonlyMap<string, SessionOfMember>> {
  const rows = await db
    .selectFrom('session')
    .innerJoin('member', (join) =>
      join.onRef('member.tenantId', '=', 'session.tenantId').onRef('member.id', '=', 'session.memberId'),
    )
    .innerJoin('person', 'person.id', 'member.personId')
    .leftJoin('identityProvider as provider', (join) =>
      join
        .onRef('provider.tenantId', '=', 'session.tenantId')
        .onRef('provider.id', '=', 'session.providerId'),
    )
    .select([
      'session.idHash',
      'session.tenantId',
      'session.memberId',
      'session.expiresAt',
      'session.lastSeenAt',
      'session.passwordAt as confirmedAt',
      'member.email',
      'member.name',
      'member.role',
      'member.personId',
      'session.method',
      'session.factor',
      'person.email as signInEmail',
      'person.temporaryUntil',
      'provider.id as providerId',
      'provider.name as providerName',
      'provider.kind as providerKind',
      sql<boolean>`person.password_hash is not null`.as('hasPassword'),
      sql<boolean>`exists (select from totp where totp.person_id = person.id)`.as('hasTotp'),
      sql<string[]>`array(select distinct rp_id from passkey where passkey.person_id = person.id)`.as(
        'passkeyHosts',
      ),
      needsSecondFactor.as('needsSecondFactor'),
      marginRoleOf('session').as('marginRole'),
      sql<SessionOfMember['ssoNeeded']>`case when ${withoutProvider} then jsonb_build_object('provider', (
        select jsonb_build_object('id', p.id, 'name', p.name) from external_identity e
          join identity_provider p on p.tenant_id = e.tenant_id and p.id = e.provider_id
        where e.tenant_id = session.tenant_id and e.member_id = session.member_id and p.enabled
        order by e.last_used_at desc limit 1)) end`.as('ssoNeeded'),
      sql<boolean>`session.last_seen_at >= now() - interval '1 minute'`.as('isNoted'),
    ])
    .where('session.idHash', '=', sql<string>`any(${[...tokenHashes]}::text[])`)
    .where('session.expiresAt', '>', sql<Date>`now()`)
    .where('session.lastSeenAt', '>', sql<Date>`now() - make_interval(secs => ${limits.idleSeconds})`)
    .where('member.disabledAt', 'is', null)
    .execute();
  return new Map(
    rows.map(({ idHash, temporaryUntil, lastSeenAt, providerId, providerName, ...session }) => [
      idHash,
      {
        ...session,
        provider:
          providerId === null || providerName === null ? null : { id: providerId, name: providerName },
        passwordChangeRequired: session.method === 'password' && temporaryUntil !== null,
        idleEndsAt: new Date(lastSeenAt.getTime() + limits.idleSeconds * 1_000),
      },
    ]),
  );
}

/**
 * Notes that the session is in use, at most once a minute: one write per request would be too much. True: it was noted.
 */
export async function touchSession(db: Database, tokenHash: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ lastSeenAt: sql`now()` })
    .where('idHash', '=', tokenHash)
    .where('lastSeenAt', '<', sql<Date>`now() - interval '1 minute'`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The person confirmed that it is them; by a second factor, which the session then has. */
export async function noteConfirmation(
  tx: Tx,
  tokenHash: string,
  factor: SecondFactor | null = null,
): Promise<void> {
  await tx
    .updateTable('session')
    .set({ passwordAt: sql`now()`, ...(factor === null ? {} : { factor }) })
    .where('idHash', '=', tokenHash)
    .execute();
}

interface MovedSession extends SessionOpening {
  readonly tenantId: string;
  readonly expiresAt: Date;
}

/**
 * Continues the session in another organization of the same person, under a new token. Method, confirmation, and expiry
 * stay. Returns `null` when there is no such active membership, or a provider opened the session.
 */
export async function moveSession(
  tx: Tx,
  tokenHash: string,
  to: { readonly memberId: string; readonly tokenHash: string },
): Promise<MovedSession | null> {
  const { rows } = await sql<MovedSession>`
    with ended as (delete from session where id_hash = ${tokenHash} and method <> 'provider' returning *)
    insert into session (tenant_id, id_hash, member_id, created_at, expires_at, password_at, method, factor, address, device)
    select there.tenant_id, ${to.tokenHash}, there.id, ended.created_at, ended.expires_at, ended.password_at,
      ended.method, ended.factor, ended.address, ended.device
    from ended join member here on here.tenant_id = ended.tenant_id and here.id = ended.member_id
      join member there on there.person_id = here.person_id
    where there.id = ${to.memberId} and there.invitation_hash is null and there.disabled_at is null
    returning tenant_id, expires_at, method, factor`.execute(tx);
  return rows[0] ?? null;
}

export async function endSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.deleteFrom('session').where('idHash', '=', tokenHash).execute();
}

/** Ends all sessions of a member but one: after a new password, a smaller role or disabling. Gives how many. */
export async function endSessionsOf(
  tx: Tx,
  tenantId: string,
  memberId: string,
  except: string | null,
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('tenantId', '=', tenantId)
    .where('memberId', '=', memberId)
    .$if(except !== null, (query) => query.where('idHash', '<>', except ?? ''))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Ends the sessions of everybody but one. Gives how many. */
export async function endAllSessions(tx: Tx, tenantId: string, except: string | null): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('tenantId', '=', tenantId)
    .$if(except !== null, (query) => query.where('idHash', '<>', except ?? ''))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** False: this member has no such session. */
export async function endSessionById(
  tx: Tx,
  tenantId: string,
  memberId: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('tenantId', '=', tenantId)
    .where('memberId', '=', memberId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Rows of sessions that ended by time; called at sign-in, so that the table stays small. */
export async function forgetEndedSessions(tx: Tx): Promise<void> {
  await tx
    .deleteFrom('session')
    .where('expiresAt', '<', sql<Date>`now()`)
    .execute();
}
