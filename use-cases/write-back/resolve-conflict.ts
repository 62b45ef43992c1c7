import { message } from '../../messages/message.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteCreatedLine } from '../../db/write-back/approvals.ts';
import { arrivedLines, concludeArrived } from '../../db/write-back/arrived-lines.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { findWriteBack, isOpenConflict } from '../../db/lists/write-backs.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { affectedGroups, both, onlyGroups } from '../../db/usage/affected-groups.ts';
import { noteResolution } from '../../db/write-back/approval-notes.ts';
import { noteProven, notifyAllWriteBacks } from '../../db/write-back/wake-ups.ts';
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
  const arrived = (await arrivedLines(tx, line)).get(line.id)?.lineId ?? null;
  if (arrived === null) await noteResolution(tx, line, { by: by.actor, reason, at: by.now });
  else await acceptCreated(tx, line, arrived, by);
  // Where it was the first change of a connection, the others waited for it.
  await notifyAllWriteBacks(tx, line, by.requestId);
  await closeNotices(tx, line, 'WriteConflict', line.id);
  const affected =
    arrived === null ? onlyGroups([]) : await affectedGroups(tx, line, { psaLineIds: [arrived] });
  await recomposeAffected(tx, line, both(affected, onlyGroups([line.groupKey])), by.now);
  const { label, psaLineId, before, after } = line;
  await recordAudit(tx, {
    ...approvalAudit(line, 'write-back.resolved', by),
    detail: {
      label,
      psaLineId,
      approved: { before, after },
      psaShows: conflict.psaQuantity,
      reason,
      ...(arrived === null ? {} : { createdLineId: arrived }),
    },
  });
  if (arrived === null) return { approvalLineId: line.id, state: line.state };
  await recordAudit(tx, {
    ...approvalAudit(line, 'write-back.confirmed', by),
    detail: { label, psaLineId, before, after, detail: accepted(arrived) },
  });
  return { approvalLineId: line.id, state: 'confirmed' };
}

const accepted = (line: string) => message('write-back.created.accepted', { line });

/** The line that was to be created is there after all, and is ours from now on: it can be reverted, and is in the totals. */
async function acceptCreated(tx: Tx, line: ApprovalLine, created: string, by: RequestContext): Promise<void> {
  await concludeArrived(tx, line);
  await noteCreatedLine(tx, line, created);
  await noteProven(tx, line, by.now);
  await moveApprovalLine(tx, line, { to: 'confirmed', detail: accepted(created) }, by.now);
}
