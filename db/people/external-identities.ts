import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Tx } from '../model/database.ts';
import { createPerson } from './persons.ts';

/** An identity at a provider of an organization. */
export interface IdentityKey {
  readonly tenantId: string;
  readonly providerId: string;
  readonly subject: string;
}

/** Returns `null` when the identity belongs to no member. */
export async function findIdentity(
  tx: Tx,
  { tenantId, providerId, subject }: IdentityKey,
): Promise<{ readonly id: string; readonly memberId: string } | null> {
  const row = await tx
    .selectFrom('externalIdentity')
    .select(['id', 'memberId'])
    .where('tenantId', '=', tenantId)
    .where('providerId', '=', providerId)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row ?? null;
}

/** Null: the identity was connected meanwhile. */
export async function createIdentity(
  tx: Tx,
  key: IdentityKey,
  memberId: string,
  email: string | null,
): Promise<string | null> {
  const row = await tx
    .insertInto('externalIdentity')
    .values({ ...key, id: randomUUID(), memberId, email })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** They signed in; the provider may call them otherwise now. */
export async function noteIdentityUse(
  tx: Tx,
  tenantId: string,
  identityId: string,
  email: string | null,
): Promise<void> {
  await tx
    .updateTable('externalIdentity')
    // Later than a connection in the same transaction.
    .set({ lastUsedAt: sql<Date>`clock_timestamp()`, ...(email === null ? {} : { email }) })
    .where('tenantId', '=', tenantId)
    .where('id', '=', identityId)
    .execute();
}

/** Whether this organization knows a member by this email. */
export async function isMembersEmail(tx: Tx, tenantId: string, email: string): Promise<boolean> {
  const row = await tx
    .selectFrom('member')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
  return row !== undefined;
}

/** A person without email and password, known to their provider alone. Null: a member has the email. */
export async function createMemberOfProvider(
  tx: Tx,
  member: {
    readonly tenantId: string;
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly roleFrom: string | null;
  },
): Promise<string | null> {
  const person = await createPerson(tx, { email: null, passwordHash: null });
  if (person === null) throw new Error('a person without email that is another');
  const row = await tx
    .insertInto('member')
    .values({ ...member, id: randomUUID(), personId: person.id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The organization knows them by what the provider says now, unless another member has that. */
export async function followEmail(
  tx: Tx,
  tenantId: string,
  memberId: string,
  email: string,
): Promise<void> {
  await sql`
    update member set email = ${email}
    where tenant_id = ${tenantId} and id = ${memberId} and email <> ${email}
      and not exists (select from member other
        where other.tenant_id = ${tenantId} and other.id <> ${memberId} and lower(other.email) = lower(${email}))`.execute(tx);
} // prettier-ignore

/** Whose groups give the role from now on; null: an administrator does. */
export async function setRoleFrom(
  tx: Tx,
  tenantId: string,
  memberId: string,
  roleFrom: string | null,
): Promise<void> {
  await tx
    .updateTable('member')
    .set({ roleFrom })
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .execute();
}

/** Whether the member is connected with this provider, or with any. */
export async function isConnected(
  tx: Tx,
  tenantId: string,
  memberId: string,
  providerId: string | null,
): Promise<boolean> {
  const row = await tx
    .selectFrom('externalIdentity')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('memberId', '=', memberId)
    .$if(providerId !== null, (query) => query.where('providerId', '=', providerId ?? ''))
    .executeTakeFirst();
  return row !== undefined;
}

/** With its sessions. Returns the provider; null: the member has no such identity. */
export async function removeIdentity(
  tx: Tx,
  tenantId: string,
  memberId: string,
  identityId: string,
): Promise<string | null> {
  const row = await tx
    .deleteFrom('externalIdentity')
    .where('tenantId', '=', tenantId)
    .where('memberId', '=', memberId)
    .where('id', '=', identityId)
    .returning('providerId')
    .executeTakeFirst();
  return row?.providerId ?? null;
}
