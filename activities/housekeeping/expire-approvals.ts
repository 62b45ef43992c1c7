import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { composeByTime } from '../../use-cases/composition/compose-by-time.ts';
import { compositionSettings } from '../../db/usage/composition-settings.ts';
import {
  expiringApprovals,
  scheduledIntegrations,
  type UnreadApproval,
  unreadApprovals,
} from '../../db/housekeeping/housekeeping.ts';
import { lockIntegration } from '../../db/core/integrations.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { closeSettledWrites } from '../../use-cases/write-back/settled-notices.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { addDays } from '../../domain/calendar.ts';
import { expiryWarningMs } from '../../domain/write-back/approval.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { seeToSlice, sliceSize } from './slice-of.ts';

/**
 * RULES 6: ends what is over, also where the approval's own workflow never looks, and warns days before; RULES 2: warns
 * of what waits for a complete reading while its invoice comes. A new day ends what was said of the former one's limit.
 */
export function createExpireApprovals({ db, now }: ActivityDependencies): ReconActivities['expireApprovals'] {
  return async function expireApprovals({ after }) {
    const integrations = await scheduledIntegrations(db, after, sliceSize);
    return seeToSlice(
      integrations,
      ({ integrationId }) => integrationId,
      async (key) => {
        const at = now();
        const ended = await composeByTime(db, key, at);
        await db.transaction().execute(async (tx) => {
          await lockIntegration(tx, key);
          await closeSettledWrites(tx, key, at);
          const expiring = await expiringApprovals(tx, key, new Date(at.getTime() + expiryWarningMs));
          if (expiring === null) await closeNotices(tx, key, 'ApprovalExpiring');
          else await keepNotice(tx, key, warning(expiring.count, expiring.firstAt));
          const { timeZone } = await compositionSettings(tx, key);
          const unread = await unreadApprovals(tx, key, addDays(dayIn(timeZone, at), daysBeforeInvoice));
          if (unread.length === 0) await closeNotices(tx, key, 'ApprovalNotRead');
          else await keepNotice(tx, key, notRead(unread));
        });
        return ended;
      },
    );
  };
}

/** RULES 2: "within two days". */
const daysBeforeInvoice = 2;

function notRead(unread: readonly UnreadApproval[]) {
  const [first] = unread;
  const others = unread.length - 1;
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'waits' : 'wait'} likewise.`;
  return {
    code: 'ApprovalNotRead' as const,
    subject: 'approvals',
    detail:
      first === undefined
        ? ''
        : `${first.label}: ${first.before} → ${first.after} for the invoice of ${first.invoiceDate} waits. ${first.reason}${more}`,
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
