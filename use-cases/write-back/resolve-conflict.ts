import type { ApprovalLineState } from '../../domain/states.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { findWriteBack, isOpenConflict } from '../../db/lists/write-backs.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { noteResolution } from '../../db/write-back/approval-notes.ts';
import { notifyAllWriteBacks } from '../../db/write-back/wake-ups.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { approvalAudit } from '../composition/approval-ends.ts';
import { type LineOfApproval, lockedLine } from './line-lock.ts';

/** A person looked at what was approved and at what the PSA shows, and closes the conflict. */
export async function resolveConflict(
  tx: Tx,
  of: LineOfApproval,
  reason: string,
  by: RequestContext,
): Promise<{ readonly approvalLineId: string; readonly state: ApprovalLineState } | Rejected> {
  const locked = await lockedLine(tx, by.tenantId, of);
  if (isRejected(locked)) return locked;
  const { line } = locked;
  const conflict = await findWriteBack(tx, by.tenantId, line.id);
  if (conflict === null || !isOpenConflict(conflict)) return rejected('NoOpenConflict');
  await noteResolution(tx, line, { by: by.actor, reason, at: by.now });
  // Where it was the first change of a connection, the others waited for it.
  await notifyAllWriteBacks(tx, line, by.requestId);
  await closeNotices(tx, line, 'WriteConflict', line.id);
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), by.now);
  const { label, psaLineId, before, after } = line;
  await recordAudit(tx, {
    ...approvalAudit(line, 'write-back.resolved', by),
    detail: { label, psaLineId, approved: { before, after }, psaShows: conflict.psaQuantity, reason },
  });
  return { approvalLineId: line.id, state: line.state };
}
