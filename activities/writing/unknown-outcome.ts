import { message } from '../../messages/message.ts';
import { type ApprovalLine, findApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { auditStep, type LineWork, worked } from './line-work.ts';
import { conflict } from './conclude-write.ts';

export const noOpenIntent = () => new Error('a sending whose outcome is not known has no open intent');

/** An attempt ended between intent and outcome: what became of it is not known. */
export async function admitUnknown(tx: Tx, { tenantId, id, ...key }: ApprovalLine, at: Date): Promise<void> {
  await lockIntegration(tx, { tenantId, integrationId: key.integrationId });
  const line = await lockApprovalLine(tx, tenantId, id);
  if (line?.state !== 'sending') return;
  const detail = message('write-back.unknown.interrupted');
  await moveApprovalLine(tx, line, { to: 'unknown', code: 'WriteOutcomeUnknown', detail }, at);
  await auditStep(tx, line, 'unknown', detail);
}

/** Lock order: the integration first, then the line (architecture.md 5). */
export async function lockLine(tx: Tx, tenantId: string, id: string): Promise<ApprovalLine | null> {
  const found = await findApprovalLine(tx, tenantId, id);
  if (found === null) return null;
  await lockIntegration(tx, found);
  return lockApprovalLine(tx, tenantId, id);
}

/** Nobody could read the line for a day: a person looks at it (architecture.md 4). */
export async function giveUpOr(
  deps: ActivityDependencies,
  { tenantId, id }: ApprovalLine,
  work: LineWork,
): Promise<LineWork> {
  return deps.db.transaction().execute(async (tx) => {
    const line = await lockLine(tx, tenantId, id);
    const now = deps.now();
    if (line?.state !== 'unknown' || line.sentAt === null) return worked;
    if (now.getTime() - line.sentAt.getTime() < deps.writing.giveUpMs) return work;
    await conflict(tx, line, message('write-back.conflict.unreadable'), null, now);
    return worked;
  });
}
