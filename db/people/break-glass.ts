import { type RawBuilder, sql } from 'kysely';
import { breakGlass } from '../../domain/defaults.ts';
import type { Queryable, Tx } from '../model/database.ts';

/** Where single sign-on and a membership meet. */
export interface SsoStanding {
  /** The provider whose groups give the role; null: an administrator does. */
  readonly roleFrom: string | null;
  /** They sign in by password and second factor, also where single sign-on is required. */
  readonly breakGlass: boolean;
}

/** A way to sign in that asks no provider. */
export type LocalMethod = 'password' | 'passkey';

/** Whether a member qualifies: an administrator with their own password and a second factor, but no provider. */
const isFit = sql<boolean>`member.role = 'admin' and member.disabled_at is null
  and person.password_hash is not null and person.temporary_until is null and person.email is not null
  and (exists (select from totp where totp.person_id = person.id)
    or exists (select from passkey where passkey.person_id = person.id))
  and not exists (select from external_identity e where e.tenant_id = member.tenant_id and e.member_id = member.id)`;

/**
 * Whether this method signs a member in without a provider, as a condition where `member` is joined: where single sign-on
 * is required, for break-glass administrators who still qualify, and for whoever has a temporary password of the operator, by it.
 */
export const bypassesSso = (method: LocalMethod | RawBuilder<unknown>) => sql<boolean>`((member.break_glass
    and exists (select from person where person.id = member.person_id and ${isFit}))
  or not coalesce((select (value->>'isSsoRequired')::boolean from setting
    where setting.name = 'signIn' and setting.tenant_id = member.tenant_id), false)
  or (${method} = 'password' and exists (select from person p where p.id = member.person_id and p.operator_reset)))`;

/** Null: there is no such member. */
export async function ssoStanding(
  db: Queryable,
  tenantId: string,
  memberId: string,
): Promise<SsoStanding | null> {
  const row = await db
    .selectFrom('member')
    .select(['member.roleFrom', 'member.breakGlass'])
    .where('member.tenantId', '=', tenantId)
    .where('member.id', '=', memberId)
    .executeTakeFirst();
  return row ?? null;
}

/** Whether a member may sign in by this method, which asks no provider. */
export async function mayBypassSso(
  db: Queryable,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  method: LocalMethod,
): Promise<boolean> {
  const row = await db
    .selectFrom('member')
    .select(bypassesSso(method).as('bypasses'))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.bypasses === true;
}

/** Whether the member can be a break-glass administrator. */
export async function isFitForBreakGlass(
  db: Queryable,
  tenantId: string,
  memberId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .select('member.id')
    .where('member.tenantId', '=', tenantId)
    .where('member.id', '=', memberId)
    .where(isFit)
    .executeTakeFirst();
  return row !== undefined;
}

interface BreakGlassUse {
  readonly memberId: string;
  readonly email: string;
  /** When they last signed in here by a passkey, or by password and second factor; null: never. */
  readonly localSignInAt: Date | null;
}

interface BreakGlassMember extends BreakGlassUse {
  readonly isFit: boolean;
}

const selectBreakGlass = (db: Queryable, tenantId: string) =>
  db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .select(['member.id as memberId', 'member.email', 'member.localSignInAt'])
    .where('member.tenantId', '=', tenantId)
    .where('member.breakGlass', '=', true)
    .orderBy('member.email');

/** By email. */
export const breakGlassMembers = (db: Queryable, tenantId: string): Promise<readonly BreakGlassMember[]> =>
  selectBreakGlass(db, tenantId).select(isFit.as('isFit')).execute();

/** {@link breakGlassMembers} for the worker, which may not read how people sign in. */
export const breakGlassUse = (db: Queryable, tenantId: string): Promise<readonly BreakGlassUse[]> =>
  selectBreakGlass(db, tenantId).execute();

/** Whether one of {@link breakGlassMembers} could sign in today and did so recently. */
export const isUsable = ({ isFit: fits, localSignInAt }: BreakGlassMember, now: Date): boolean =>
  fits &&
  localSignInAt !== null &&
  now.getTime() - localSignInAt.getTime() <= breakGlass.usedWithinDays * 86_400_000;

/** Whether an administrator signed in by a provider that is switched on. */
export async function isProviderProven(db: Queryable, tenantId: string): Promise<boolean> {
  const row = await db
    .selectFrom('externalIdentity as identity')
    .innerJoin('identityProvider as provider', (join) =>
      join
        .onRef('provider.tenantId', '=', 'identity.tenantId')
        .onRef('provider.id', '=', 'identity.providerId'),
    )
    .innerJoin('member', (join) =>
      join.onRef('member.tenantId', '=', 'identity.tenantId').onRef('member.id', '=', 'identity.memberId'),
    )
    .select('identity.id')
    .where('identity.tenantId', '=', tenantId)
    .where('provider.enabled', '=', true)
    .where('member.role', '=', 'admin')
    .where('member.disabledAt', 'is', null)
    .whereRef('identity.lastUsedAt', '>', 'identity.createdAt')
    .executeTakeFirst();
  return row !== undefined;
}

/** A member signed in here by a passkey, or by password and second factor. */
export async function noteLocalSignIn(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<void> {
  await tx
    .updateTable('member')
    .set({ localSignInAt: sql<Date>`now()` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

export async function setBreakGlass(
  tx: Tx,
  tenantId: string,
  memberId: string,
  value: boolean,
): Promise<void> {
  await tx
    .updateTable('member')
    .set({ breakGlass: value })
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .execute();
}
