import type { IntegrationKey } from '../../../domain/keys.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { dayIn } from '../../../domain/billing-day.ts';
import type { Day } from '../../../domain/quantity.ts';

/** Today where this integration's days are days (architecture.md 6): the same zone that the composition uses. */
export async function billingDayOf(db: Queryable, key: IntegrationKey): Promise<Day> {
  const { timeZone } = await compositionSettings(db, key);
  return dayIn(timeZone, new Date());
}
