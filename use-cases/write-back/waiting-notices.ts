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

function notRead({ label, before, after, invoiceDate }: UnreadApproval, others: number) {
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'waits' : 'wait'} likewise.`;
  return {
    code: 'ApprovalNotRead' as const,
    subject: 'approvals',
    detail: `${label}: ${before} → ${after} for the invoice of ${invoiceDate} waits: its latest data is incomplete.${more}`,
  };
}

const warning = (count: number, firstAt: Date) => ({
  code: 'ApprovalExpiring' as const,
  subject: 'approvals',
  detail:
    count === 1
      ? `1 approved change that was not sent expires on ${day(firstAt)}.`
      : `${count} approved changes that were not sent expire, the first on ${day(firstAt)}.`,
});

const day = (at: Date): string => at.toISOString().slice(0, 10);
