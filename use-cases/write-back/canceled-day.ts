import { message } from '../../messages/message.ts';
import type { CanceledDay } from '../../domain/canceled-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaDescription } from '../../domain/kinds.ts';
import { phasesBeforeFinish } from '../../domain/states.ts';
import { aboutIntegration, recordAudit } from '../../db/audit/audit.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import type { Queryable, Tx } from '../../db/model/database.ts';
import { closeNotices, hasNotice, raiseNotice } from '../../db/notices/notices.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { setCanceledDay } from '../../db/settings/canceled-day.ts';
import type { OtherCanceledDay } from '../../domain/months/canceled-day-billed.ts';
import { decimalText } from '../../domain/quantity.ts';
import { composeEverything } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import type { RequestContext } from '../request-context.ts';

/** Whether the PSA bills the canceled day of a line (RULES 17). */
export interface CanceledDaySetting {
  /** Null: lines of this PSA end by their units. */
  readonly canceledDay: CanceledDay | null;
}

export const canceledDaySetting = async (
  db: Queryable,
  key: IntegrationKey,
  { canceledDates }: Pick<PsaDescription, 'canceledDates'>,
): Promise<CanceledDaySetting> => ({
  canceledDay: canceledDates === true ? (await compositionSettings(db, key)).canceledDay : null,
});

/**
 * All lines are composed again, which returns unsent approvals to end lines to review: their canceled date was for the former
 * setting. Null: done.
 */
export async function changeCanceledDay(
  tx: Tx,
  key: IntegrationKey,
  { canceledDates }: Pick<PsaDescription, 'canceledDates'>,
  after: CanceledDay,
  by: RequestContext,
): Promise<Rejected | null> {
  const integration = await lockedIntegration(tx, key, rejectsConnected);
  if (isRejected(integration)) return integration;
  if (canceledDates !== true)
    return rejected('CanceledDayNotUsed', message('rejections.canceled-day-not-used'));
  const { canceledDay: before } = await compositionSettings(tx, key);
  if (before === after) return null;
  await setCanceledDay(tx, key, after);
  await closeNotices(tx, key, 'CanceledDayDiffers');
  await recordAudit(tx, {
    ...by,
    action: 'integration.canceled-day-changed',
    ...aboutIntegration(key),
    detail: { before, after },
  });
  if (phasesBeforeFinish.includes(integration.phase)) await touchIntegration(tx, key);
  else await composeEverything(tx, key, null, by.now);
  return null;
}

/** An administrator decides once for each line of which an invoice shows something other than the setting. */
export async function proposeCanceledDay(
  tx: Tx,
  key: IntegrationKey,
  found: readonly OtherCanceledDay[],
): Promise<void> {
  for (const {
    psaLineId,
    lastBilledDay,
    canceledDate,
    canceledDay,
    invoice,
    billed,
    whole,
    currency,
  } of found) {
    const subject = `${canceledDay}:${psaLineId}`;
    if (await hasNotice(tx, key, 'CanceledDayDiffers', subject)) continue;
    const detail = message('notices.canceled-day', {
      line: psaLineId,
      last: lastBilledDay,
      canceled: canceledDate,
      day: canceledDay === 'billed' ? 'billed' : 'unbilled',
      number: invoice.number ?? '',
      invoiced: invoice.day,
      billed: { amount: decimalText(billed), currency },
      whole: { amount: decimalText(whole), currency },
    });
    await raiseNotice(tx, key, { code: 'CanceledDayDiffers', subject, detail });
  }
}
