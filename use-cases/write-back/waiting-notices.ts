import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { addDays, dayMs } from '../../domain/calendar.ts';
import { approvalWaits } from '../../domain/defaults.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import {
  expiringApprovals,
  type UnreadApproval,
  unreadApprovals,
} from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { closeSettledWrites } from '../notices/settled-notices.ts';

/**
 * What people are told of approvals that wait: RULES 6, days before they expire; RULES 2, that one waits for a complete
 * reading while its invoice comes. A new day ends what was said of the former one's limit.
 */
export async function keepWaitingNotices(tx: Tx, key: IntegrationKey, now: Date): Promise<void> {
  await lockIntegration(tx, key);
  await closeSettledWrites(tx, key, now);
  const expiring = await expiringApprovals(
    tx,
    key,
    new Date(now.getTime() + approvalWaits.warnedBeforeEndDays * dayMs),
  );
  if (expiring === null) await closeNotices(tx, key, 'ApprovalExpiring');
  else await keepNotice(tx, key, warning(expiring.count, expiring.firstAt));
  const { timeZone } = await compositionSettings(tx, key);
  const [first, ...more] = await unreadApprovals(
    tx,
    key,
    addDays(dayIn(timeZone, now), approvalWaits.unreadNoticeBeforeInvoiceDays),
  );
  if (first === undefined) await closeNotices(tx, key, 'ApprovalNotRead');
  else await keepNotice(tx, key, notRead(first, more.length));
}

const notRead = ({ invoiceDate: invoice, ...change }: UnreadApproval, more: number) => ({
  code: 'ApprovalNotRead' as const,
  subject: 'approvals',
  detail: message('notices.approval-not-read', { ...change, invoice, more }),
});

const warning = (count: number, firstAt: Date) => ({
  code: 'ApprovalExpiring' as const,
  subject: 'approvals',
  detail: message('notices.approvals-expire', { count, first: firstAt.toISOString().slice(0, 10) }),
});
