import { liveApprovalLines, tellWriteBack } from '../../db/approvals.ts';
import { recordAudit } from '../../db/audit.ts';
import type { Actor } from '../../db/commands.ts';
import type { IntegrationKey } from '../../db/credentials.ts';
import { capStanding } from '../../db/daily-cap.ts';
import type { Tx } from '../../db/database.ts';
import { lockIntegration } from '../../db/integrations.ts';
import { closeNotices } from '../../db/notices.ts';
import { grantAllowance } from '../../db/write-intents.ts';
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
