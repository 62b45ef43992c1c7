import { sql } from 'kysely';
import type { SignInStepKind } from '../../domain/sign-ins.ts';
import type { Queryable, Tx } from '../model/database.ts';

/** What a step remembers for the request that completes it. */
export interface StepData {
  /** Of a passkey, in base64url. */
  readonly challenge?: string;
  /** A TOTP secret that is not confirmed yet, sealed under this version of the master key. */
  readonly ciphertext?: string;
  readonly keyVersion?: number;
}

export interface SignInStep {
  readonly personId: string | null;
  readonly member: { readonly tenantId: string; readonly id: string } | null;
  readonly data: StepData;
}

/** By which a step is found: the hash of what only its browser has. */
export interface StepKey {
  readonly idHash: string;
  readonly kind: SignInStepKind;
}

/** Begins a step, in place of an earlier one of the same key. Steps that have ended go. */
export async function beginStep(
  db: Queryable,
  step: StepKey & {
    readonly personId: string | null;
    readonly member: SignInStep['member'];
    /** Of the session that begins it, with which it is deleted; null: there is none yet. */
    readonly sessionHash: string | null;
    readonly data: StepData;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await db
    .deleteFrom('signInStep')
    .where((eb) => eb.or([eb('expiresAt', '<=', sql<Date>`now()`), eb('idHash', '=', step.idHash)]))
    .execute();
  await db
    .insertInto('signInStep')
    .values({
      idHash: step.idHash,
      kind: step.kind,
      personId: step.personId,
      tenantId: step.member?.tenantId ?? null,
      memberId: step.member?.id ?? null,
      sessionHash: step.sessionHash,
      data: JSON.stringify(step.data),
      expiresAt: step.expiresAt,
    })
    .execute();
}

const columns = ['personId', 'tenantId', 'memberId', 'data'] as const;

const stepOf = (row: {
  readonly personId: string | null;
  readonly tenantId: string | null;
  readonly memberId: string | null;
  readonly data: unknown;
}): SignInStep => ({
  personId: row.personId,
  member:
    row.tenantId === null || row.memberId === null ? null : { tenantId: row.tenantId, id: row.memberId },
  data: row.data as StepData,
});

/** Null: there is none, it has expired, or it was ended. */
export async function findStep(db: Queryable, { idHash, kind }: StepKey): Promise<SignInStep | null> {
  const row = await db
    .selectFrom('signInStep')
    .select(columns)
    .where('idHash', '=', idHash)
    .where('kind', '=', kind)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row === undefined ? null : stepOf(row);
}

/** Counts an attempt to end it. Null as in {@link findStep}, and after `most` attempts. */
export async function tryStep(
  db: Queryable,
  { idHash, kind }: StepKey,
  most: number,
): Promise<SignInStep | null> {
  const row = await db
    .updateTable('signInStep')
    .set({ attempts: sql<number>`attempts + 1` })
    .where('idHash', '=', idHash)
    .where('kind', '=', kind)
    .where('expiresAt', '>', sql<Date>`now()`)
    .where('attempts', '<', most)
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : stepOf(row);
}

/** Keeps the challenge that its passkey is to sign. */
export async function keepChallenge(
  db: Queryable,
  { idHash, kind }: StepKey,
  challenge: string,
): Promise<void> {
  await db
    .updateTable('signInStep')
    .set({ data: JSON.stringify({ challenge } satisfies StepData) })
    .where('idHash', '=', idHash)
    .where('kind', '=', kind)
    .execute();
}

/** Completes a step. Null as in {@link findStep}: of two concurrent requests, one gets it. */
export async function endStep(db: Queryable, { idHash, kind }: StepKey): Promise<SignInStep | null> {
  const row = await db
    .deleteFrom('signInStep')
    .where('idHash', '=', idHash)
    .where('kind', '=', kind)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning(columns)
    .executeTakeFirst();
  return row === undefined ? null : stepOf(row);
}

/** Whatever a person has begun: what it was begun with holds no longer. */
export async function endStepsOf(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('signInStep').where('personId', '=', personId).execute();
}
