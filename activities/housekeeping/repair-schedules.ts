import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { scheduledIntegrations } from '../../db/housekeeping/housekeeping.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { repairSchedule } from '../schedules/repair-schedule.ts';
import { processBatch, batchSize } from './item-batch.ts';

/** Compares the Schedule of each integration with its row. */
export function createRepairSchedules({
  db,
  temporal,
  kinds,
}: ActivityDependencies): ReconActivities['repairSchedules'] {
  return async function repairSchedules({ after }) {
    const integrations = await scheduledIntegrations(db, after, batchSize);
    return processBatch(
      integrations,
      ({ integrationId }) => integrationId,
      async (key) => (await repairSchedule({ db, temporal, kinds }, key)) !== null,
    );
  };
}
