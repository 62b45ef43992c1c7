import { compositionSettings } from './composition-settings.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Database } from './database.ts';
import { lockIntegration } from './integrations.ts';
import { hasEndedDecisions } from './line-decisions.ts';
import { recomposeUsage } from './recompose-usage.ts';
import { dayIn } from '../domain/billing-day.ts';

/**
 * True: there were such. A dismissal reopens at month end, an approval expires, and a new version of the rules voids what
 * waits (RULES 6, 8) even where no sync composes in between: asked when a worker starts, and regularly.
 */
export async function endTimedDecisions(db: Database, key: IntegrationKey, now: Date): Promise<boolean> {
  const { timeZone } = await compositionSettings(db, key);
  if (!(await hasEndedDecisions(db, key, dayIn(timeZone, now), now))) return false;
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await recomposeUsage(tx, key, null, now);
  });
  return true;
}
