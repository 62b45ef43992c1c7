import type { IntegrationKey } from '../../domain/keys.ts';
import type { CapName } from '../../domain/write-back/daily-cap.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { capStatus } from '../../db/write-back/daily-cap.ts';
import { notifyAllWriteBacks } from '../../db/write-back/wake-ups.ts';
import { grantAllowance } from '../../db/write-back/write-intents.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, rejected } from '../outcome.ts';

/** An administrator looked at what was sent today and adds one more day's worth to the limit that is reached (RULES 6). */
export async function continueWrites(tx: Tx, key: IntegrationKey, cap: CapName, by: RequestContext) {
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const { day, ofCaps } = await capStatus(tx, key, by.now);
  const { caps, sent, due, reached } = ofCaps[cap];
  if (!reached) return rejected('WriteCapNotReached');
  await grantAllowance(tx, key, { cap, billingDay: day, actor: by.actor });
  await notifyAllWriteBacks(tx, key, by.requestId);
  await closeNotices(tx, key, 'WriteCapReached', cap);
  const granted = {
    day,
    cap,
    allowances: sent.allowances + 1,
    sentToday: { lines: sent.lines, amount: sent.amount },
    limit: { lines: caps.lines, amount: caps.amount },
  };
  const detail = { ...granted, waiting: due };
  await recordAudit(tx, { ...by, action: 'writes.continued', ...aboutIntegration(key), detail });
  return granted;
}
