import { becomeOnlyCheckpointer, isOnlyCheckpointer, checkpointFromBegin } from '../audit-chain.ts';
import {
  type ChainStart,
  following,
  putSignedCheckpoint,
  readVerifiedCheckpoint,
} from '../signed-checkpoint.ts';
import type { Database, Tx } from '../../model/database.ts';
import { type KeyRing, requireCurrentKey } from '../../secrets/key-ring.ts';
import { queueCheckpoint } from '../../notices/webhook-deliveries.ts';
import { anchorOf, type AuditAnchor, digestOf, lineOf } from './anchor.ts';

/**
 * Writes the newest signed checkpoint of a tenant outside the database, where it was not yet, notes that it stands there, and tells webhooks
 * that were asked to.
 * Null: nothing is to be written, or another process is at it. A crash in between writes the same line again. Throws what
 * `write` throws, and {@link AuditChainBroken}.
 */
export async function writeExternalAnchor(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  write: (anchor: AuditAnchor) => Promise<void>,
): Promise<AuditAnchor | null> {
  return db.transaction().execute(async (tx) => {
    if (!(await isOnlyCheckpointer(tx, tenantId))) return null;
    await requireCurrentKey(tx, keyRing);
    const signed = await readVerifiedCheckpoint(tx, keyRing, tenantId);
    if (signed === null || signed.anchored?.counter === signed.counter) return null;
    const anchor = anchorOf(keyRing, tenantId, signed);
    await write(anchor);
    // With its digest: a chain that was restarted may give a counter twice, and that is no repeat.
    const id = `${anchor.counter}_${digestOf(anchor).slice(0, 16)}`;
    await queueCheckpoint(tx, tenantId, { id, line: lineOf(anchor) });
    await tx
      .updateTable('auditSignedCheckpoint')
      .set({ anchoredCounter: String(anchor.counter), anchoredDigest: digestOf(anchor) })
      .where('tenantId', '=', tenantId)
      .execute();
    return anchor;
  });
}

/**
 * Signs that the chain of a tenant goes on from where it stands in this database, under a counter that none has had. A
 * backup may be older than the first checkpoint: after such a restore the chain begins here, with all rows of the backup, and
 * gives up every signed checkpoint that was written outside. False: there is no checkpoint yet. Throws {@link AuditChainBroken}.
 *
 * @param newestCounter of the anchors that are known
 */
export async function startFromHere(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  start: Pick<ChainStart, 'because' | 'detail'>,
  newestCounter: number,
): Promise<boolean> {
  await becomeOnlyCheckpointer(tx, tenantId);
  const signed = await readVerifiedCheckpoint(tx, keyRing, tenantId);
  const now = new Date();
  const at = now.toISOString();
  if (signed === null) {
    const end = start.because === 'restored' ? await checkpointFromBegin(tx, tenantId, now) : null;
    if (end === null) return false;
    const began = { counter: newestCounter + 1, beganAt: now, signedAt: now, settledSeq: '0' };
    await putSignedCheckpoint(tx, keyRing, tenantId, {
      ...end,
      ...began,
      start: { ...start, at, fromCounter: 0 },
    });
    return true;
  }
  const next = following(signed);
  await putSignedCheckpoint(tx, keyRing, tenantId, {
    ...signed,
    ...next,
    counter: Math.max(signed.counter, newestCounter) + 1,
    signedAt: now,
    // One that nobody has written outside yet goes on from further back.
    start: { ...start, at, fromCounter: next.start?.fromCounter ?? signed.counter },
  });
  return true;
}
