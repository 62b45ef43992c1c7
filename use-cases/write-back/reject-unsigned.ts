import { message } from '../../messages/message.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { foundOf } from '../../domain/decisions/change-message.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { batchesOf } from '../../db/driver/batches.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { type KeyRing, requireCurrentKey } from '../../db/secrets/key-ring.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { type ApprovalLine, lockApprovalLine, queuedLineIds } from '../../db/write-back/approval-lines.ts';
import { type ApprovalFault, approvalFaults } from '../../db/write-back/approval-signatures.ts';
import { moveApprovalLine } from '../../db/write-back/approvals.ts';
import { concludeIntent } from '../../db/write-back/write-intents.ts';
import { bySystem } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { auditOfEnd, endApproval } from '../composition/approval-ends.ts';
import { stopWrites } from './write-stop.ts';

/** What was about to be sent is not what a person approved. Nothing of the transaction that throws it may stay. */
export class ApprovalNotSigned extends Error {
  override readonly name = 'ApprovalNotSigned';
}

/** Without lines of other rules: those are void, and end by that. */
const faultsToReject = async (
  ...asked: Parameters<typeof approvalFaults>
): Promise<readonly ApprovalFault[]> =>
  (await approvalFaults(...asked)).filter((fault) => fault.ruleVersion === ruleVersion);

/**
 * Asked of the locked line in the transaction that stores what is about to be sent. Throws {@link ApprovalNotSigned},
 * and `MasterKeyChanged` where this process cannot tell.
 */
export async function requireSigned(tx: Tx, keyRing: KeyRing, line: ApprovalLine): Promise<void> {
  const [fault] = await approvalFaults(tx, keyRing, line.tenantId, [line.id]);
  if (fault === undefined) return;
  await requireCurrentKey(tx, keyRing);
  throw new ApprovalNotSigned(fault.detail.id);
}

/**
 * Ends those of these lines that are not what a person approved, and stops writing until an administrator has seen
 * the notice: whoever changed one line of the database can have changed more (RULES 6). Returns the IDs of those lines.
 * Throws `MasterKeyChanged` where this process cannot tell.
 */
export async function rejectUnsigned(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  lineIds: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if ((await faultsToReject(db, keyRing, tenantId, lineIds)).length === 0) return new Set();
  const faults = await db.transaction().execute(async (tx) => {
    await requireCurrentKey(tx, keyRing);
    return faultsToReject(tx, keyRing, tenantId, lineIds);
  });
  if (faults.length === 0) return new Set();
  // Stopped first: what ends this process in between leaves nothing that could be sent.
  await stopWrites(db, stoppedBecause, now);
  for (const fault of faults) await db.transaction().execute((tx) => reject(tx, keyRing, fault, now));
  return new Set(faults.map(({ approvalLineId }) => approvalLineId));
}

/** Lines of one statement. */
const lineBatch = 500;

/**
 * {@link rejectUnsigned} for every line that waits to be sent, due or not: one that was set back is found before its
 * workflow comes to it. Its cost follows what waits, not the history. Throws `MasterKeyChanged`.
 */
export async function rejectUnsignedQueue(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  now: Date,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const ids of batchesOf(await queuedLineIds(db, tenantId), lineBatch))
    found.push(...(await rejectUnsigned(db, keyRing, tenantId, ids, now)));
  return found;
}

const stoppedBecause = message('write-back.stopped.changed-rows');

async function reject(
  tx: Tx,
  keyRing: KeyRing,
  { tenantId, integrationId, approvalLineId }: ApprovalFault,
  now: Date,
): Promise<void> {
  await lockIntegration(tx, { tenantId, integrationId });
  const line = await lockApprovalLine(tx, tenantId, approvalLineId);
  const [fault] = await faultsToReject(tx, keyRing, tenantId, [approvalLineId]);
  if (line === null || fault === undefined) return;
  const { detail } = fault;
  const code = 'ApprovalNotSigned';
  const by = bySystem(line, now);
  if (line.state === 'queued') await endApproval(tx, line, { state: 'canceled', code, detail }, by);
  else {
    // Something left, and the rows do not say what: a person compares the line with the PSA.
    await concludeIntent(tx, line, 'conflict', detail, now);
    await moveApprovalLine(tx, line, { to: 'conflict', code, detail }, now);
    await recordAudit(tx, auditOfEnd(line, { state: 'conflict', code, detail }, by));
    await raiseNotice(tx, line, {
      code: 'WriteConflict',
      subject: line.id,
      detail: foundOf(line, detail),
    });
  }
  await raiseNotice(tx, line, { code, subject: line.id, detail: foundOf(line, detail) });
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), now);
}
