import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';

/** A POST that is named by its sender, so that a repeat gets the stored answer instead of a second effect. */
export interface IdempotentRequest {
  readonly tenantId: string;
  /** Kind and id of who sent it: keys of different senders never meet. */
  readonly actor: string;
  readonly key: string;
  /** Method and path as requested. */
  readonly route: string;
  readonly bodyHash: string;
}

export type Claim =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'other-request' };

/**
 * Seconds after which an unanswered claim may be taken over: its process is gone. A request that is slower than that
 * is a repeat that its own business key makes harmless, or stands in a transaction, which its twins wait for.
 */
const abandonedAfterSeconds = 10;

/** How long a request waits for a twin whose transaction holds the key. */
const twinMs = 1_500;
const lockNotAvailable = '55P03';

/**
 * Claims the key inside the transaction of the effect: a process that dies leaves neither effect nor claim, and a twin
 * waits for the answer. Throws `TwinInFlight` where that takes too long; the transaction is then to be rolled back.
 */
export async function claimIdempotencyKeyInside(tx: Tx, request: IdempotentRequest): Promise<Claim> {
  await sql`select set_config('lock_timeout', ${`${twinMs}ms`}, true)`.execute(tx);
  const claim = await claimIdempotencyKey(tx, request).catch((error: unknown) => {
    throw isLockTimeout(error) ? new TwinInFlight() : error;
  });
  await sql`select set_config('lock_timeout', '0', true)`.execute(tx);
  return claim;
}

/** Another request under the same key has not ended. */
export class TwinInFlight extends Error {
  override readonly name = 'TwinInFlight';
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === lockNotAvailable;

/** Claims the key for this request, or says what is known of it. Atomic: of two twins one claims. */
export async function claimIdempotencyKey(db: Queryable, request: IdempotentRequest): Promise<Claim> {
  const inserted = await db
    .insertInto('idempotencyKey')
    .values({
      tenantId: request.tenantId,
      actor: request.actor,
      key: request.key,
      route: request.route,
      bodyHash: request.bodyHash,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'actor', 'key'])
        .doUpdateSet({ createdAt: sql`now()` })
        .where('idempotencyKey.status', 'is', null)
        .where('idempotencyKey.route', '=', request.route)
        .where('idempotencyKey.bodyHash', '=', request.bodyHash)
        .where(
          'idempotencyKey.createdAt',
          '<',
          sql<Date>`now() - make_interval(secs => ${abandonedAfterSeconds})`,
        ),
    )
    .returning('key')
    .executeTakeFirst();
  if (inserted !== undefined) return { kind: 'claimed' };
  const row = await db
    .selectFrom('idempotencyKey')
    .selectAll()
    .where('tenantId', '=', request.tenantId)
    .where('actor', '=', request.actor)
    .where('key', '=', request.key)
    .executeTakeFirst();
  // Released between the two statements: its sender failed and may repeat, and so may this one.
  if (row === undefined) return { kind: 'in-flight' };
  if (row.route !== request.route || row.bodyHash !== request.bodyHash) return { kind: 'other-request' };
  return row.status === null
    ? { kind: 'in-flight' }
    : { kind: 'answered', status: row.status, body: row.body };
}

export async function storeIdempotentAnswer(
  db: Queryable,
  request: IdempotentRequest,
  answer: { readonly status: number; readonly body: unknown },
): Promise<void> {
  await db
    .updateTable('idempotencyKey')
    .set({ status: answer.status, body: JSON.stringify(answer.body ?? null) })
    .where('tenantId', '=', request.tenantId)
    .where('actor', '=', request.actor)
    .where('key', '=', request.key)
    .execute();
}

/** The request failed without an effect: a repeat is a first try. */
export async function releaseIdempotencyKey(db: Queryable, request: IdempotentRequest): Promise<void> {
  await db
    .deleteFrom('idempotencyKey')
    .where('tenantId', '=', request.tenantId)
    .where('actor', '=', request.actor)
    .where('key', '=', request.key)
    .where('status', 'is', null)
    .execute();
}
