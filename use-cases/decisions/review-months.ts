import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { type Month, monthOfDay, rejectsClosing } from '../../domain/months/review-month.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { factsOfClosing } from '../../db/usage/closing-facts.ts';
import { frozenMonth } from '../../db/usage/frozen-month.ts';
import { unsettledWrites } from '../../db/write-back/unsettled-writes.ts';
import { insertReviewMonth, markReopened, newestVersion } from '../../db/usage/review-months.ts';
import type { RequestContext } from '../request-context.ts';
import { composeEverything } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';

/**
 * Ends what time has ended by composing once more, then freezes the month at one moment (RULES 12): now while it runs, else
 * its end. Totals that do not close are frozen so: the report says it. Returns the report's id.
 */
export async function closeMonth(
  tx: Tx,
  key: IntegrationKey,
  { month, whileRunning }: { readonly month: Month; readonly whileRunning: boolean },
  by: RequestContext,
): Promise<string | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const { timeZone, timeZoneKnown } = await compositionSettings(tx, key);
  if (!timeZoneKnown) return rejected('TimeZoneUnknown');
  const before = await newestVersion(tx, key, month);
  const { input, lines } = await composeEverything(tx, key, null, by.now);
  const present = input === null ? undefined : { input, lines };
  const frozen = await frozenMonth(tx, key, month, timeZone, by.now, present);
  const rejection = rejectsClosing(month, monthOfDay(dayIn(timeZone, by.now)), {
    read: frozen !== null,
    closed: before !== null && !before.reopened,
    whileRunning,
  });
  if (rejection !== null) return rejected(rejection);
  if (frozen === null) return rejected('MonthNotRead');
  if ((await unsettledWrites(tx, key, by.now)).length > 0) return rejected('MonthUnsettled');
  const version = before === null ? 1 : before.version + 1;
  const closing = { month, timeZone, by: by.actor, at: by.now };
  const beside = await factsOfClosing(tx, key, closing);
  const { id, checksum } = await insertReviewMonth(tx, key, month, frozen, {
    ...beside,
    ...closing,
    version,
  });
  await recordAudit(tx, {
    ...by,
    action: 'month.closed',
    ...about('review-month', id, key),
    detail: {
      month,
      version,
      composedAt: frozen.composedAt.toISOString(),
      closes: frozen.totals.closes,
      lines: frozen.lines.length,
      open: frozen.lines.filter(({ open }) => open).length,
      changes: frozen.changes.length,
      checksum,
    },
  });
  return id;
}

interface ClosedMonth {
  readonly id: string;
  readonly integrationId: string;
  readonly month: Month;
  readonly version: number;
}

/** Only the version that stands is reopened; its report stays as it was. Null: done. */
export async function reopenMonth(
  tx: Tx,
  { id, integrationId, month, version }: ClosedMonth,
  reason: string,
  by: RequestContext,
): Promise<Rejected | null> {
  const key = { tenantId: by.tenantId, integrationId };
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const newest = await newestVersion(tx, key, month);
  if (newest?.id !== id || newest.reopened) return rejected('MonthNotClosed');
  await markReopened(tx, key.tenantId, id, { by: by.actor, at: by.now, reason });
  await touchIntegration(tx, key);
  const detail = { month, version, reason };
  await recordAudit(tx, { ...by, action: 'month.reopened', ...about('review-month', id, key), detail });
  return null;
}
