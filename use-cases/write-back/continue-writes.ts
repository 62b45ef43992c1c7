import type { IntegrationKey } from '../../domain/keys.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { capStatus } from '../../db/write-back/daily-cap.ts';
import { notifyAllWriteBacks } from '../../db/write-back/wake-ups.ts';
import { grantAllowance } from '../../db/write-back/write-intents.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, rejected } from '../outcome.ts';

/** An administrator looked at what was sent today and lets one more day's worth go out (RULES 7). */
export async function continueWrites(tx: Tx, key: IntegrationKey, by: RequestContext) {
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const { day, caps, sent, due, reached } = await capStatus(tx, key, by.now);
  if (!reached) return rejected('WriteCapNotReached');
  await grantAllowance(tx, key, day, by.actor);
  await notifyAllWriteBacks(tx, key);
  await closeNotices(tx, key, 'WriteCapReached');
  const granted = {
    day,
    allowances: sent.allowances + 1,
    sentToday: { lines: sent.lines, amount: sent.amount },
    limit: { lines: caps.lines, amount: caps.amount },
  };
  const detail = { ...granted, waiting: due };
  await recordAudit(tx, { ...by, action: 'writes.continued', ...aboutIntegration(key), detail });
  return granted;
}
