import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';
import { endStepsOf } from './sign-in-steps.ts';

/** Who signs in. Their memberships (`member`) say in which organizations, and as what. */
export interface Person {
  readonly id: string;
  /** By which they sign in; null: only an identity provider knows them. */
  readonly email: string | null;
  /** Null: they have no password. */
  readonly passwordHash: string | null;
  /** When their temporary password expires; `null` when the password is their own. */
  readonly temporaryUntil: Date | null;
}

const personColumns = ['id', 'email', 'passwordHash', 'temporaryUntil'] as const;

/** Null: the email is another person's (case does not matter). */
export async function createPerson(
  tx: Tx,
  person: {
    readonly email: string | null;
    readonly passwordHash: string | null;
    readonly temporaryUntil?: Date | undefined;
  },
): Promise<Person | null> {
  const row = await tx
    .insertInto('person')
    .values({
      id: randomUUID(),
      email: person.email,
      passwordHash: person.passwordHash,
      temporaryUntil: person.temporaryUntil ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(personColumns)
    .executeTakeFirst();
  return row ?? null;
}

/** Gives a person without a sign-in email one. Returns false when it belongs to another person. */
export async function giveEmail(tx: Tx, personId: string, email: string): Promise<boolean> {
  const { rows } = await sql`
    update person set email = coalesce(email, ${email}) where id = ${personId} and (email is not null
      or not exists (select from person other where lower(other.email) = lower(${email}))) returning id`.execute(
    tx,
  );
  return rows.length === 1;
}

/** Whether only the provider that introduced a person signs them in. */
export async function isKnownToProviderAlone(db: Queryable, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('id')
    .where('id', '=', personId)
    .where('email', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function hasEverSignedIn(db: Queryable, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('id')
    .where('id', '=', personId)
    .where('signedInAt', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Null: there is no such member. */
export async function findPersonOfMember(
  db: Queryable,
  tenantId: string,
  memberId: string,
): Promise<Person | null> {
  const row = await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .select(['person.id', 'person.email', 'person.passwordHash', 'person.temporaryUntil'])
    .where('member.tenantId', '=', tenantId)
    .where('member.id', '=', memberId)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * The person's own password, or a temporary one until then, which opens one sign-in. Sign-ins that the former one began
 * end.
 */
export async function setPassword(
  tx: Tx,
  personId: string,
  passwordHash: string,
  temporaryUntil: Date | null = null,
  /** The operator set it on the machine: it signs in once, also where single sign-on is required. */
  operatorReset = false,
): Promise<void> {
  await tx
    .updateTable('person')
    .set({ passwordHash, temporaryUntil, temporaryUsedAt: null, operatorReset })
    .where('id', '=', personId)
    .execute();
  await endStepsOf(tx, personId);
}

/** Notes a sign-in. `opens`: false where a temporary password was used before, or has expired. */
export async function noteUseOfPassword(
  tx: Tx,
  personId: string,
): Promise<{ readonly isOneTime: boolean; readonly opens: boolean }> {
  const row = await tx
    .selectFrom('person')
    .select(['temporaryUntil', 'temporaryUsedAt'])
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isOneTime = row.temporaryUntil !== null;
  const opens =
    row.temporaryUntil === null || (row.temporaryUsedAt === null && row.temporaryUntil > new Date());
  if (opens)
    await tx
      .updateTable('person')
      .set({ signedInAt: sql<Date>`now()`, ...(isOneTime ? { temporaryUsedAt: sql<Date>`now()` } : {}) })
      .where('id', '=', personId)
      .execute();
  return { isOneTime, opens };
}

/** Notes a sign-in by passkey or provider, for which a temporary password does not matter. */
export async function noteSignInWithoutPassword(
  tx: Tx,
  personId: string,
): Promise<{ readonly isOneTime: false; readonly opens: true }> {
  await tx
    .updateTable('person')
    .set({ signedInAt: sql<Date>`now()` })
    .where('id', '=', personId)
    .execute();
  return { isOneTime: false, opens: true };
}
