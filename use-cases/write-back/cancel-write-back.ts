import { type Message, message } from '../../messages/message.ts';
import type { Actor } from '../../domain/keys.ts';
import { changeState } from './change-state.ts';
import type { Tx } from '../../db/model/database.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { endApproval } from '../composition/approval-ends.ts';
import { type LineOfApproval, lockedLine } from './line-lock.ts';

/** A change that was not sent yet. */
export async function cancelWriteBack(
  tx: Tx,
  of: LineOfApproval,
  by: RequestContext,
): Promise<{ readonly approvalLineId: string; readonly state: 'canceled' } | Rejected> {
  const locked = await lockedLine(tx, by.tenantId, of);
  if (isRejected(locked)) return locked;
  const { line } = locked;
  if (line.state !== 'queued') {
    const inFlight = line.state === 'sending' || line.state === 'unknown';
    return rejected(inFlight ? 'WriteInFlight' : 'WriteBackFinal', changeState(line));
  }
  const end = { state: 'canceled', code: 'CanceledByPerson', detail: canceledBy(by.actor) } as const;
  await endApproval(tx, line, end, by);
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), by.now);
  return { approvalLineId: line.id, state: end.state };
}

const canceledBy = ({ kind, id }: Actor): Message =>
  kind === 'member'
    ? message('write-back.ended.canceled', { person: id })
    : message('write-back.ended.canceled-by-key');
