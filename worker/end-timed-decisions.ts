import { compositionSettings } from '../db/composition-settings.ts';
import type { IntegrationKey } from '../db/credentials.ts';
import type { Database } from '../db/database.ts';
import { lockIntegration } from '../db/integrations.ts';
import { hasEndedDecisions } from '../db/line-decisions.ts';
import { recomposeUsage } from '../db/recompose-usage.ts';
import { dayIn } from '../domain/billing-day.ts';

/** A dismissal reopens at month end and an approval expires (RULES 6, 8) even where no sync composes in between. */
export async function endTimedDecisions(db: Database, key: IntegrationKey, now: Date): Promise<void> {
  const { timeZone } = await compositionSettings(db, key);
  if (!(await hasEndedDecisions(db, key, dayIn(timeZone, now), now))) return;
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await recomposeUsage(tx, key, null, now);
  });
}
