import { createHash, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Queryable, Tx } from './database.ts';
import { type KeyRing, requireCurrentKey } from './key-ring.ts';

/**
 * The audit as a chain: the hash of each row holds the one before it, and the newest is signed under a key that the
 * database does not have. So whoever has the database alone cannot change a sealed row unnoticed
 * (reliability.md 3, Audit).
 */

/** The chain is not as it was left: sealing on would sign what somebody changed. Look with `verifyAudit`. */
export class AuditChainBroken extends Error {
  override readonly name = 'AuditChainBroken';
}

/** A row of `audit_event` as text, each column in the one form that is hashed. */
export interface AuditRow {
  readonly tenant_id: string;
  readonly seq: string;
  readonly id: string;
  /** UTC with microseconds. */
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly action: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly integration_id: string | null;
  /** PostgreSQL's own text of the jsonb, which has one form for equal values. */
  readonly detail: string;
  readonly request_id: string | null;
}

/** In the order of the canonical form. A column that is added later is not protected before it stands here. */
export const sealedColumns = [
  'tenant_id',
  'seq',
  'id',
  'at',
  'actor_kind',
  'actor_id',
  'action',
  'object_kind',
  'object_id',
  'integration_id',
  'detail',
  'request_id',
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

/** @param before hash of the position before, in hex. */
export function chainHash(before: string, row: AuditRow): string {
  const canonical = JSON.stringify(sealedColumns.map((column) => row[column]));
  return createHash('sha256').update(before, 'hex').update(canonical, 'utf8').digest('hex');
}

/** The newest signed position of a tenant's chain. */
export interface AuditCheckpoint {
  readonly position: number;
  readonly hash: string;
  /** When the chain was begun: a chain that somebody threw away and let begin anew is younger than its rows. */
  readonly beganAt: Date;
  readonly sealedAt: Date;
  readonly keyVersion: number;
  readonly mac: string;
}

export async function readCheckpoint(db: Queryable, tenantId: string): Promise<AuditCheckpoint | null> {
  const row = await db
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    position: Number(row.position),
    hash: row.hash,
    beganAt: row.began_at,
    sealedAt: row.sealed_at,
    keyVersion: row.key_version,
    mac: row.mac,
  };
}

type Signed = Omit<AuditCheckpoint, 'mac' | 'keyVersion'>;

function signature(keyRing: KeyRing, tenantId: string, of: Signed): string {
  const text = [tenantId, of.position, of.hash, of.beganAt.toISOString(), of.sealedAt.toISOString()];
  return keyRing.sign([...text, `v${keyRing.version}`].join('|'), 'audit checkpoint');
}

/** False too where it was signed under another version of the master key. */
export function isSignedBy(keyRing: KeyRing, tenantId: string, checkpoint: AuditCheckpoint): boolean {
  const expected = Buffer.from(signature(keyRing, tenantId, checkpoint));
  const found = Buffer.from(checkpoint.mac);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Signs under this key ring and stores it as the tenant's newest. */
async function putCheckpoint(tx: Tx, keyRing: KeyRing, tenantId: string, checkpoint: Signed): Promise<void> {
  const values = {
    position: String(checkpoint.position),
    hash: checkpoint.hash,
    began_at: checkpoint.beganAt,
    sealed_at: checkpoint.sealedAt,
    key_version: keyRing.version,
    mac: signature(keyRing, tenantId, checkpoint),
  };
  await tx
    .insertInto('audit_checkpoint')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute();
}

export interface SealingLimits {
  /** Rows of one transaction. */
  readonly slice: number;
  /** Rows of one call; the next call goes on. */
  readonly atMost: number;
}

/**
 * Seals every row that is visible and not sealed yet, in slices with a transaction each; returns how many. A row whose
 * transaction is still open is sealed by a later call, whatever its `seq`. One sealer at a time: a second one returns 0.
 * Throws {@link AuditChainBroken} where the newest seal is not the signed one.
 */
export async function sealAudit(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  limits: SealingLimits = { slice: 1_000, atMost: 100_000 },
): Promise<number> {
  let sealed = 0;
  // Within one call a row that became visible behind the last slice is left to the next call: no slice reads the audit
  // from its beginning.
  let after: string | null = null;
  while (sealed < limits.atMost) {
    const want = Math.min(limits.slice, limits.atMost - sealed);
    const slice: Slice | null = await db
      .transaction()
      .execute((tx) => sealSlice(tx, keyRing, tenantId, after, want));
    if (slice === null) break;
    sealed += slice.rows;
    after = slice.lastSeq;
    if (slice.rows < want) break;
  }
  return sealed;
}

interface Slice {
  readonly rows: number;
  readonly lastSeq: string;
}

async function sealSlice(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  after: string | null,
  limit: number,
): Promise<Slice | null> {
  if (!(await isOnlySealer(tx, tenantId))) return null;
  await requireCurrentKey(tx, keyRing);
  const head = await soundHead(tx, keyRing, tenantId);
  const { rows } = await sql<AuditRow>`
    select ${auditRowColumns} from audit_event event
    where event.tenant_id = ${tenantId} and (${after}::bigint is null or event.seq > ${after}::bigint)
      and not exists (
        select from audit_seal seal where seal.tenant_id = event.tenant_id and seal.audit_seq = event.seq)
    order by event.seq limit ${limit}`.execute(tx);
  const last = rows.at(-1);
  if (last === undefined) return null;

  let hash = head?.hash ?? firstHash(tenantId);
  let position = head?.position ?? 0;
  const seals = rows.map((row) => {
    hash = chainHash(hash, row);
    position += 1;
    return { tenant_id: tenantId, position: String(position), audit_seq: row.seq, hash };
  });
  await tx.insertInto('audit_seal').values(seals).execute();
  const now = new Date();
  await putCheckpoint(tx, keyRing, tenantId, {
    position,
    hash,
    beganAt: head?.beganAt ?? now,
    sealedAt: now,
  });
  return { rows: rows.length, lastSeq: last.seq };
}

/**
 * Signs every tenant's newest position under another key ring. Returns how many. Throws {@link AuditChainBroken} where
 * one is not the signed one: nobody's edit is signed anew.
 */
export async function resignCheckpoints(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const tenants = await tx
    .selectFrom('audit_checkpoint')
    .select('tenant_id')
    .orderBy('tenant_id')
    .forUpdate()
    .execute();
  for (const { tenant_id: tenantId } of tenants) {
    const head = await soundHead(tx, from, tenantId);
    if (head !== null) await putCheckpoint(tx, to, tenantId, head);
  }
  return tenants.length;
}

/** Until the end of the transaction. */
async function isOnlySealer(tx: Tx, tenantId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`audit-chain/${tenantId}`}, 0)) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

/** The checkpoint to go on from; null where the chain has not begun. Throws {@link AuditChainBroken}. */
async function soundHead(tx: Tx, keyRing: KeyRing, tenantId: string): Promise<AuditCheckpoint | null> {
  const checkpoint = await readCheckpoint(tx, tenantId);
  const newest = await tx
    .selectFrom('audit_seal')
    .select(['position', 'hash'])
    .where('tenant_id', '=', tenantId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (checkpoint === null && newest === undefined) return null;
  const sound =
    checkpoint !== null &&
    isSignedBy(keyRing, tenantId, checkpoint) &&
    newest?.hash === checkpoint.hash &&
    Number(newest.position) === checkpoint.position;
  if (sound) return checkpoint;
  throw new AuditChainBroken(
    'The newest seal of the audit is not the signed one: nothing is signed. Run seatwise audit verify.',
  );
}
