import type { z } from 'zod';
import { ChainStart as ChainStartSchema } from '../../contracts/stored/audit-anchor.ts';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { isSameMac, type KeyRing } from '../secrets/key-ring.ts';

/** The chain was changed: a new signature would cover the change. Look with `verifyAudit`. */
export class AuditChainBroken extends MessageError {
  override readonly name = 'AuditChainBroken';
}

export type ChainStart = z.infer<typeof ChainStartSchema>;

/** One text for equal values. */
export const canonicalStart = (start: ChainStart | null): unknown =>
  start === null ? null : [start.because, start.at, start.detail, start.fromCounter];

/** The newest signed position of a tenant's chain. */
export interface SignedCheckpoint {
  /** Rises with each signed checkpoint, also where the position does not; 0: of a version that did not count. */
  readonly counter: number;
  readonly position: number;
  readonly hash: string;
  /** When the chain was begun: a chain that was discarded and restarted is younger than its rows. */
  readonly beganAt: Date;
  readonly signedAt: Date;
  /** Null: it goes on from the one before. Stays until it is written outside the database. */
  readonly start: ChainStart | null;
  /** Every row up to this `seq` has a checkpoint; only housekeeping looks there again. */
  readonly settledSeq: string;
  readonly keyVersion: number;
  readonly mac: string;
}

/** What stands beside a signed checkpoint and is not signed. */
export interface SignedCheckpointState extends SignedCheckpoint {
  /** The last one that was written outside the database; null: none. */
  readonly anchored: { readonly counter: number; readonly digest: string } | null;
}

export async function readSignedCheckpoint(
  db: Queryable,
  tenantId: string,
): Promise<SignedCheckpointState | null> {
  const row = await db
    .selectFrom('auditSignedCheckpoint')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { anchoredCounter: counter, anchoredDigest: digest } = row;
  return {
    counter: Number(row.counter),
    position: Number(row.position),
    hash: row.hash,
    beganAt: row.beganAt,
    signedAt: row.signedAt,
    // One that cannot be read is not the signed one, which the signature tells.
    start: ChainStartSchema.safeParse(row.start).data ?? null,
    keyVersion: row.keyVersion,
    mac: row.mac,
    settledSeq: row.settledSeq,
    anchored: counter === null || digest === null ? null : { counter: Number(counter), digest },
  };
}

export type UnsignedCheckpoint = Omit<SignedCheckpoint, 'mac' | 'keyVersion'>;

function signature(keyRing: KeyRing, tenantId: string, of: UnsignedCheckpoint): string {
  const text = [
    tenantId,
    of.position,
    of.hash,
    of.beganAt.toISOString(),
    of.signedAt.toISOString(),
    `#${of.counter}`,
    JSON.stringify(canonicalStart(of.start)),
    `settled ${of.settledSeq}`,
    `v${keyRing.version}`,
  ];
  return keyRing.sign(text.join('|'), 'audit checkpoint');
}

/** False too where it was signed under another version of the master key. */
export function isSignedBy(keyRing: KeyRing, tenantId: string, signed: SignedCheckpoint): boolean {
  return isSameMac(signature(keyRing, tenantId, signed), signed.mac);
}

/** Signs under this key ring and stores it as the tenant's newest. */
export async function putSignedCheckpoint(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  signed: UnsignedCheckpoint,
): Promise<void> {
  const values = {
    counter: String(signed.counter),
    position: String(signed.position),
    hash: signed.hash,
    beganAt: signed.beganAt,
    signedAt: signed.signedAt,
    start: signed.start === null ? null : JSON.stringify(signed.start),
    settledSeq: signed.settledSeq,
    keyVersion: keyRing.version,
    mac: signature(keyRing, tenantId, signed),
  };
  await tx
    .insertInto('auditSignedCheckpoint')
    .values({ tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenantId').doUpdateSet(values))
    .execute();
}

/** The signed checkpoint to go on from; null where the chain has not begun. Throws {@link AuditChainBroken}. */
export async function readVerifiedCheckpoint(
  db: Queryable,
  keyRing: KeyRing,
  tenantId: string,
): Promise<SignedCheckpointState | null> {
  const signed = await readSignedCheckpoint(db, tenantId);
  const newest = await db
    .selectFrom('auditCheckpoint')
    .select(['position', 'hash'])
    .where('tenantId', '=', tenantId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (signed === null && newest === undefined) return null;
  const sound =
    signed !== null &&
    isSignedBy(keyRing, tenantId, signed) &&
    newest?.hash === signed.hash &&
    Number(newest.position) === signed.position;
  if (sound) return signed;
  throw new AuditChainBroken(message('audit-chain.not-signed'));
}

/** What follows a checkpoint: its counter rises, and why it starts is told until that stands outside the database. */
export const following = (
  signed: SignedCheckpointState,
): Pick<SignedCheckpoint, 'counter' | 'start' | 'beganAt'> => ({
  counter: signed.counter + 1,
  start: signed.anchored?.counter === signed.counter ? null : signed.start,
  beganAt: signed.beganAt,
});
