import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { firstTenant } from '../../domain/defaults.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { createPerson } from './persons.ts';
import type { Role } from '../../domain/roles.ts';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly timeZone: string;
  /** Null: days are days in the PSA's time zone (architecture.md 6). */
  readonly billingTimeZone: string | null;
}

/** A person's membership in an organization. */
export interface Member {
  readonly tenantId: string;
  readonly id: string;
  readonly personId: string;
  /** By which this organization knows them. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Since when they may not sign in; null: an administrator has not disabled them. */
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  /** When their temporary password or open invitation expires; `null` when there is neither. */
  readonly temporaryUntil: Date | null;
}

/** An open invitation also counts as disabled, from its creation. Any later time is an administrator's doing. */
const disabledByPerson = sql<Date | null>`nullif(disabled_at, case when invitation_hash is not null then created_at end)`;

export const memberColumns = [
  'tenantId',
  'id',
  'personId',
  'email',
  'name',
  'role',
  disabledByPerson.as('disabledAt'),
  'createdAt',
  sql<Date | null>`case when invitation_hash is null
    then (select temporary_until from person where person.id = member.person_id) else invitation_until end`.as(
    'temporaryUntil',
  ),
] as const;

/** The id of this installation; its first characters name the session cookie. Null before the first migration ran. */
export async function installationId(db: Queryable): Promise<string | null> {
  const row = await db.selectFrom('installation').select('id').executeTakeFirst();
  return row?.id ?? null;
}

export async function findTenant(db: Queryable, tenantId: string): Promise<Tenant | null> {
  const row = await db
    .selectFrom('tenant')
    .select(['id', 'name', 'currency', 'timeZone', 'billingTimeZone'])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

export const currencyOf = async (db: Queryable, tenantId: string): Promise<string> =>
  (await findTenant(db, tenantId))?.currency ?? firstTenant.currency;

/** Oldest first. */
export async function tenantIds(db: Queryable): Promise<readonly string[]> {
  const rows = await db.selectFrom('tenant').select('id').orderBy('createdAt').execute();
  return rows.map(({ id }) => id);
}

/** Changes what is given and leaves the rest. */
export async function changeTenant(
  tx: Tx,
  tenantId: string,
  change: {
    readonly name: string | undefined;
    readonly currency: string | undefined;
    readonly timeZone: string | undefined;
    readonly billingTimeZone: string | null | undefined;
  },
): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.currency === undefined ? {} : { currency: change.currency }),
    ...(change.timeZone === undefined ? {} : { timeZone: change.timeZone }),
    ...(change.billingTimeZone === undefined ? {} : { billingTimeZone: change.billingTimeZone }),
  };
  if (Object.keys(set).length === 0) return;
  const { timeZone, billingTimeZone } = change;
  const time = timeZone === undefined ? sql`time_zone` : sql`${timeZone}::text`;
  const billing = billingTimeZone === undefined ? sql`billing_time_zone` : sql`${billingTimeZone}::text`;
  const zoneChangedAt = sql<Date | null>`case when coalesce(${billing}, ${time}) is distinct from
    coalesce(billing_time_zone, time_zone) then clock_timestamp() else zone_changed_at end`;
  await tx
    .updateTable('tenant')
    .set({ ...set, zoneChangedAt })
    .where('id', '=', tenantId)
    .execute();
}

/** The one tenant of this release with its first administrator; `exists` when somebody is there already. */
export async function createFirstAdministrator(
  tx: Tx,
  first: {
    readonly tenantName: string;
    readonly currency: string;
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly temporaryUntil?: Date;
  },
): Promise<{ readonly kind: 'created' | 'exists'; readonly tenantId: string }> {
  await sql`select pg_advisory_xact_lock(hashtext('seatwise-first-administrator'))`.execute(tx);
  const tenant = await tx.selectFrom('tenant').select('id').executeTakeFirst();
  if (tenant !== undefined) return { kind: 'exists', tenantId: tenant.id };
  const tenantId = randomUUID();
  await tx
    .insertInto('tenant')
    .values({
      id: tenantId,
      name: first.tenantName,
      currency: first.currency,
      timeZone: firstTenant.timeZone,
    })
    .execute();
  await createMember(tx, {
    tenantId,
    email: first.email,
    name: first.name,
    role: 'admin',
    passwordHash: first.passwordHash,
    ...(first.temporaryUntil === undefined ? {} : { temporaryUntil: first.temporaryUntil }),
  });
  return { kind: 'created', tenantId };
}

/** Null: the email is taken (case does not matter). */
export async function createMember(
  tx: Tx,
  member: {
    readonly tenantId: string;
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly passwordHash: string;
    readonly temporaryUntil?: Date;
    /** Absent: they come with the installation. */
    readonly createdBy?: string;
    /** The key that it was done with. */
    readonly createdByKey?: string | null;
  },
): Promise<Member | null> {
  const person = await createPerson(tx, member);
  if (person === null) return null;
  const row = await tx
    .insertInto('member')
    .values({
      tenantId: member.tenantId,
      id: randomUUID(),
      personId: person.id,
      email: member.email,
      name: member.name,
      role: member.role,
      createdBy: member.createdBy ?? null,
      createdByKey: member.createdByKey ?? null,
    })
    .returning(memberColumns)
    .executeTakeFirst();
  return row ?? null;
}

export async function findMember(db: Queryable, tenantId: string, memberId: string): Promise<Member | null> {
  const row = await db
    .selectFrom('member')
    .select(memberColumns)
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  return row ?? null;
}

/** Only since joining: that an invited person signs in elsewhere must not show. */
const hasSignedIn = sql<boolean>`(member.invitation_hash is null
  and exists (select from person where person.id = member.person_id and person.signed_in_at is not null))`;

/**
 * The role of a member in use who has signed in, whose row is locked against changes; null: there is none. One who has yet
 * to sign in may be known to another organization, which is not said here.
 */
export async function lockActiveRole(tx: Tx, tenantId: string, memberId: string): Promise<Role | null> {
  const row = await tx
    .selectFrom('member')
    .select('role')
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .where('disabledAt', 'is', null)
    .where(hasSignedIn)
    .forShare()
    .executeTakeFirst();
  return row?.role ?? null;
}

const administers = (
  member: Pick<Member, 'role' | 'disabledAt'> & { readonly hasSignedIn: boolean },
): boolean => member.role === 'admin' && member.disabledAt === null && member.hasSignedIn;

/**
 * Changes name, role or whether the member may sign in. `last-administrator`: the change would leave none who has signed in.
 * All members of the tenant are locked, so that two changes at once cannot both pass that check.
 */
export async function changeMember(
  tx: Tx,
  tenantId: string,
  memberId: string,
  change: {
    readonly name: string | undefined;
    readonly role: Role | undefined;
    readonly disabled: boolean | undefined;
  },
): Promise<
  | { readonly kind: 'changed'; readonly before: Member; readonly after: Member }
  | { readonly kind: 'unknown' | 'last-administrator' }
> {
  const rows = await tx
    .selectFrom('member')
    .select(memberColumns)
    .select(hasSignedIn.as('hasSignedIn'))
    .where('tenantId', '=', tenantId)
    .orderBy('id')
    .forUpdate()
    .execute();
  const before = rows.find((candidate) => candidate.id === memberId);
  if (before === undefined) return { kind: 'unknown' };
  const disabledAt =
    change.disabled === undefined
      ? before.disabledAt
      : change.disabled
        ? (before.disabledAt ?? new Date())
        : null;
  const after = {
    ...before,
    name: change.name ?? before.name,
    role: change.role ?? before.role,
    disabledAt,
  };
  if (administers(before) && ![...rows.filter(({ id }) => id !== memberId), after].some(administers))
    return { kind: 'last-administrator' };
  await tx
    .updateTable('member')
    .set({
      name: after.name,
      role: after.role,
      disabledAt: sql<Date | null>`coalesce(${after.disabledAt}, case when invitation_hash is not null then created_at end)`,
    })
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .execute();
  return { kind: 'changed', before, after };
}
