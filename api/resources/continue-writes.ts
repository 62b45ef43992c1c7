import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { liveApprovalLines, tellWriteBack } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { capStanding } from '../../db/write-back/daily-cap.ts';
import type { Tx } from '../../db/core/database.ts';
import { lockIntegration } from '../../db/core/integrations.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { grantAllowance } from '../../db/write-back/write-intents.ts';
import { Problem } from '../problems.ts';
import { requireFinished } from './integration-of.ts';

/** An administrator looked at what was sent today and lets one more day's worth go out (RULES 7). */
export async function continueWrites(
  tx: Tx,
  key: IntegrationKey,
  actor: Actor,
  requestId: string,
  now: Date,
) {
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireFinished(integration.phase);
  const { day, caps, sent, due, reached } = await capStanding(tx, key, now);
  if (!reached) throw new Problem('WriteCapNotReached');
  await grantAllowance(tx, key, day, actor);
  const approvals = new Set((await liveApprovalLines(tx, key)).map(({ approvalId }) => approvalId));
  for (const approvalId of approvals) await tellWriteBack(tx, key, approvalId);
  await closeNotices(tx, key, 'WriteCapReached');
  const answer = {
    day,
    allowances: sent.allowances + 1,
    sentToday: { lines: sent.lines, amount: sent.amount },
    limit: { lines: caps.lines, amount: caps.amount },
  };
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor,
    action: 'writes.continued',
    objectKind: 'integration',
    objectId: key.integrationId,
    integrationId: key.integrationId,
    detail: { ...answer, waiting: due },
    requestId,
  });
  return answer;
}
