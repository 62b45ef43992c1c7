import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import {
  AuditChainBroken,
  type SignedCheckpointState,
  following,
  putSignedCheckpoint,
  readVerifiedCheckpoint,
} from './signed-checkpoint.ts';
import { message } from '../../messages/message.ts';
import type { Database, Tx } from '../model/database.ts';
import { type KeyRing, requireCurrentKey } from '../secrets/key-ring.ts';

/**
 * The audit as a chain: the hash of each row holds the one before it, and the newest is signed under a key that the
 * database does not have. So whoever has the database alone cannot change a row with a checkpoint unnoticed
 * (architecture.md 11).
 */

/** A row of `audit_event` as text, each column in the one form that is hashed. */
export interface AuditRow {
  readonly tenantId: string;
  readonly seq: string;
  readonly id: string;
  /** UTC with microseconds. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly integrationId: string | null;
  /** PostgreSQL's own text of the jsonb, which has one form for equal values. */
  readonly detail: string;
  readonly requestId: string | null;
}

/** In the order of the canonical form. A column that is added later is not protected before it stands here. */
export const hashedColumns = [
  'tenantId',
  'seq',
  'id',
  'at',
  'actorKind',
  'actorId',
  'action',
  'objectKind',
  'objectId',
  'integrationId',
  'detail',
  'requestId',
] as const satisfies readonly (keyof AuditRow)[];

/** The columns of an {@link AuditRow}, to be selected from `audit_event event`. */
export const auditRowColumns = sql.raw(`
  event.tenant_id::text, event.seq::text, event.id::text,
  to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  event.actor_kind, event.actor_id, event.action, event.object_kind, event.object_id,
  event.integration_id::text, event.detail::text, event.request_id`);

/** What stands before the first row of a tenant's chain. */
export const firstHash = (tenantId: string): string =>
  createHash('sha256').update(`seatwise audit chain 1|${tenantId}`, 'utf8').digest('hex');

/** What a checkpoint says besides the hash of its row. */
export interface CheckpointTime {
  /** When creating it began, by the clock of the worker. */
  readonly createdAt: Date;
  /** No row that was visible then is without a checkpoint after it. */
  readonly whole: boolean;
}

/** @param before hash of the position before, in hex. */
export function chainHash(before: string, row: AuditRow, { createdAt, whole }: CheckpointTime): string {
  const columns = hashedColumns.map((column) => row[column]);
  const canonical = JSON.stringify([...columns, createdAt.toISOString(), whole]);
  return createHash('sha256').update(before, 'hex').update(canonical, 'utf8').digest('hex');
}

export interface CheckpointOptions {
  /** Rows of one transaction. */
  readonly slice: number;
  /** Rows of one call; the next call goes on. */
  readonly atMost: number;
  /**
   * `recent`: rows since the last settled checkpoint, whatever the length of the history. `backgroundRead`: all, so that a row
   * with an old number or an old time is found too.
   */
  readonly reach: 'recent' | 'backgroundRead';
  /** Counter of the newest signed checkpoint that is known from outside the database: nobody extends a chain that is behind it. */
  readonly notBehind: number;
  /** When it begins. */
  readonly now: Date;
}

/** The result of one call. */
export interface CheckpointResult {
  /** Rows. */
  readonly added: number;
  /** Another session holds the chain, so that nothing could be added. */
  readonly busy: boolean;
}

/** {@link checkpointAudit}, and whether somebody else was at it. */
export async function tryCheckpointAudit(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  options: Partial<CheckpointOptions> = {},
): Promise<CheckpointResult> {
  const { slice: size, atMost, now = new Date(), ...rest } = { ...usual, ...options };
  let added = 0;
  // Within one call a row that became visible behind the last slice is left to the next call: no slice reads the audit
  // from its beginning.
  let after: string | null = null;
  while (added < atMost) {
    const limit = Math.min(size, atMost - added);
    const slice: Batch | 'busy' | null = await db
      .transaction()
      .execute((tx) => checkpointBatch(tx, keyRing, tenantId, { ...rest, now, after, limit }));
    if (slice === 'busy') return { added, busy: true };
    if (slice === null) break;
    added += slice.rows;
    after = slice.lastSeq;
    if (slice.rows < limit) break;
  }
  return { added, busy: false };
}

/**
 * Creates a checkpoint for every visible row without one, in batches with a transaction each; returns how many. A row whose
 * transaction is still open gets its checkpoint in a later call, whatever its `seq`. One process at a time: a second one returns 0.
 * Throws {@link AuditChainBroken} where the newest checkpoint is not the signed one, or older than is known from outside.
 */
export async function checkpointAudit(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  options: Partial<CheckpointOptions> = {},
): Promise<number> {
  return (await tryCheckpointAudit(db, keyRing, tenantId, options)).added;
}

const usual: Omit<CheckpointOptions, 'now'> = {
  slice: 1_000,
  atMost: 100_000,
  reach: 'recent',
  notBehind: 0,
};

interface Batch {
  readonly rows: number;
  readonly lastSeq: string;
}

interface Wanted extends Pick<CheckpointOptions, 'reach' | 'notBehind' | 'now'> {
  readonly after: string | null;
  readonly limit: number;
}

async function checkpointBatch(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  wanted: Wanted,
): Promise<Batch | 'busy' | null> {
  if (!(await isOnlyCheckpointer(tx, tenantId))) return 'busy';
  await requireCurrentKey(tx, keyRing);
  const signed = await readVerifiedCheckpoint(tx, keyRing, tenantId);
  requireNotBehind(signed, wanted.notBehind);
  const rows = await pendingRows(tx, tenantId, signed, wanted);
  const last = rows.at(-1);
  if (last === undefined) return null;

  const isLast = rows.length < wanted.limit;
  const { position, hash } = await checkpointRows(tx, tenantId, signed ?? chainBegin(tenantId), rows, {
    createdAt: wanted.now,
    isLast,
  });
  const signedAt = new Date();
  const before = signed?.settledSeq ?? '0';
  const settledSeq = isLast ? await settledBy(tx, tenantId, before, wanted.now) : before;
  const next = signed === null ? { counter: 1, start: null, beganAt: signedAt } : following(signed);
  await putSignedCheckpoint(tx, keyRing, tenantId, { ...next, position, hash, signedAt, settledSeq });
  return { rows: rows.length, lastSeq: last.seq };
}

type ChainEnd = Pick<SignedCheckpointState, 'position' | 'hash'>;

const chainBegin = (tenantId: string): ChainEnd => ({ position: 0, hash: firstHash(tenantId) });

/** Returns the position and the hash of the last of these rows. */
async function checkpointRows(
  tx: Tx,
  tenantId: string,
  before: ChainEnd,
  rows: readonly AuditRow[],
  { createdAt, isLast }: { readonly createdAt: Date; readonly isLast: boolean },
): Promise<ChainEnd> {
  let { position, hash } = before;
  const last = rows.at(-1);
  const checkpoints = rows.map((row) => {
    const time = { createdAt, whole: isLast && row === last };
    hash = chainHash(hash, row, time);
    position += 1;
    return { tenantId, position: String(position), auditSeq: row.seq, hash, ...time };
  });
  await tx.insertInto('auditCheckpoint').values(checkpoints).execute();
  return { position, hash };
}

/**
 * Creates the checkpoints of a chain that has not begun, in the caller's transaction, and leaves the signature to the caller. Null:
 * there are none.
 */
export async function checkpointFromBegin(tx: Tx, tenantId: string, now: Date): Promise<ChainEnd | null> {
  let end: ChainEnd | null = null;
  let after: string | null = null;
  const limit = usual.slice;
  for (;;) {
    const rows = await pendingRows(tx, tenantId, null, {
      reach: 'backgroundRead',
      notBehind: 0,
      now,
      after,
      limit,
    });
    const last = rows.at(-1);
    if (last === undefined) return end;
    const isLast = rows.length < limit;
    end = await checkpointRows(tx, tenantId, end ?? chainBegin(tenantId), rows, { createdAt: now, isLast });
    if (isLast) return end;
    after = last.seq;
  }
}

function requireNotBehind(signed: SignedCheckpointState | null, notBehind: number): void {
  const counter = signed?.counter ?? 0;
  if (counter >= notBehind) return;
  throw new AuditChainBroken(message('audit-chain.behind', { checkpoint: counter, known: notBehind }));
}

async function pendingRows(
  tx: Tx,
  tenantId: string,
  signed: SignedCheckpointState | null,
  { reach, after, limit }: Wanted,
): Promise<readonly AuditRow[]> {
  const from = after ?? (reach === 'recent' ? (signed?.settledSeq ?? null) : null);
  const { rows } = await sql<AuditRow>`
    select ${auditRowColumns} from audit_event event
    where event.tenant_id = ${tenantId} and (${from}::bigint is null or event.seq > ${from}::bigint)
      and not exists (
        select from audit_checkpoint checkpoint where checkpoint.tenant_id = event.tenant_id and checkpoint.audit_seq = event.seq)
    order by event.seq limit ${limit}`.execute(tx);
  return rows;
}

/** A row becomes visible when its transaction commits, which is never later than this after its time. */
export const longestTransactionMs = 15 * 60_000;

/**
 * Twice the longest transaction and five minutes: the last row with a checkpoint before that was numbered before what is open
 * now began, so every smaller number is visible or never will be.
 */
const settledAfterMs = 2 * longestTransactionMs + 5 * 60_000;

/**
 * Up to where no row can appear any more: all of these have a checkpoint. By the times of checkpoints, which are hashed; a row may
 * say of itself what it likes.
 */
async function settledBy(tx: Tx, tenantId: string, from: string, now: Date): Promise<string> {
  const { rows } = await sql<{ settled: string | null }>`
    select max(audit_seq)::text as settled from audit_checkpoint
    where tenant_id = ${tenantId} and audit_seq > ${from}::bigint
      and (created_at is null or created_at < ${new Date(now.getTime() - settledAfterMs)})`.execute(tx);
  return rows[0]?.settled ?? from;
}

/**
 * Signs every tenant's newest position under another key ring. Returns how many. Throws {@link AuditChainBroken} where
 * one is not the signed one: an edit is never signed again.
 */
export async function resignCheckpoints(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const tenants = await tx
    .selectFrom('auditSignedCheckpoint')
    .select('tenantId')
    .orderBy('tenantId')
    .forUpdate()
    .execute();
  for (const { tenantId } of tenants) {
    const signed = await readVerifiedCheckpoint(tx, from, tenantId);
    if (signed !== null) await putSignedCheckpoint(tx, to, tenantId, { ...signed, ...following(signed) });
  }
  return tenants.length;
}

const chainLock = (tenantId: string) => sql`hashtextextended(${`audit-chain/${tenantId}`}, 0)`;

/** Whether nobody else extends this chain; until the end of the transaction. */
export async function isOnlyCheckpointer(tx: Tx, tenantId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(${chainLock(tenantId)}) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

/** Waits until nobody else extends this chain; until the end of the transaction. */
export async function becomeOnlyCheckpointer(tx: Tx, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${chainLock(tenantId)})`.execute(tx);
}
