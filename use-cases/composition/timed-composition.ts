import type { IntegrationKey } from '../../domain/keys.ts';
import { syncs } from '../../domain/defaults.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { statusTotals } from '../../db/usage/control-totals.ts';
import type { Database } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { hasEndedDecisions } from '../../db/usage/line-decisions.ts';
import { composeEverything } from './recompose-usage.ts';
import { verifyComposition } from './verify-composition.ts';

/**
 * True: time ended something, and all lines were composed. A new day decides which lines are live, a dismissal reopens at
 * month end, an approval expires, a new version of the rules voids what waits, and a count grows too old (RULES 3, 6, 7,
 * 8), even where no sync composes in between: asked when a worker starts, and regularly.
 */
export async function composeByTime(db: Database, key: IntegrationKey, now: Date): Promise<boolean> {
  const status = await statusTotals(db, key);
  const { timeZone } = await compositionSettings(db, key);
  const today = dayIn(timeZone, now);
  const isNewDay = status !== null && status.basis.today !== today;
  const grewOld = status !== null && now.getTime() - status.wholeAt.getTime() > syncs.composedAgainMs;
  if (!isNewDay && !grewOld && !(await hasEndedDecisions(db, key, today, now))) return false;
  if (isNewDay) await verifyComposition(db, key, now);
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await composeEverything(tx, key, null, now);
  });
  return true;
}
