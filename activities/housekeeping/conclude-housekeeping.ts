import { message } from '../../messages/message.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { noteHousekeeping, tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';

/** Stores the end of a run where /metrics and the doctor look; what was not done is a notice until a run does it. */
export function createConcludeHousekeeping({
  db,
  now,
}: ActivityDependencies): ReconActivities['concludeHousekeeping'] {
  return async function concludeHousekeeping({ reports }) {
    const troubled = reports.filter(({ trouble }) => trouble !== null);
    const steps = troubled.map(({ step, trouble }) => `${step} (${trouble?.code ?? ''})`);
    await db.transaction().execute(async (tx) => {
      await noteHousekeeping(tx, troubled.length === 0, now());
      for (const tenantId of await tenantIds(tx)) {
        const scope = { tenantId, integrationId: null };
        if (troubled.length === 0) await closeNotices(tx, scope, 'HousekeepingIncomplete');
        else
          await keepNotice(tx, scope, {
            code: 'HousekeepingIncomplete',
            subject: 'housekeeping',
            detail: message('notices.housekeeping-incomplete', { steps }),
          });
      }
    });
  };
}
