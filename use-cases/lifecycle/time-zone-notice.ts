import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { composeEverything } from '../composition/recompose-usage.ts';

/** The notice of a time zone that nobody knows is open exactly as long as that is so (RULES 3). */
export async function keepTimeZoneNotice(tx: Tx, key: IntegrationKey): Promise<void> {
  const { timeZone, timeZoneKnown, unknownTimeZone } = await compositionSettings(tx, key);
  if (timeZoneKnown) {
    await closeNotices(tx, key, 'TimeZoneUnknown');
    return;
  }
  await keepNotice(tx, key, {
    code: 'TimeZoneUnknown',
    subject: 'time-zone',
    detail:
      unknownTimeZone === null || unknownTimeZone === ''
        ? message('notices.time-zone-missing', { used: timeZone })
        : message('notices.time-zone-unknown', { said: unknownTimeZone, used: timeZone }),
  });
}

/** An administrator said which days count: integrations whose PSA did not are composed by them at once. */
export async function reevaluateDays(tx: Tx, tenantId: string, now: Date): Promise<void> {
  const rows = await tx
    .selectFrom('integration')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('psaTimeZoneUnknown', 'is not', null)
    .orderBy('id')
    .execute();
  for (const { id } of rows) {
    const key = { tenantId, integrationId: id };
    await lockIntegration(tx, key);
    await keepTimeZoneNotice(tx, key);
    await composeEverything(tx, key, null, now);
  }
}
