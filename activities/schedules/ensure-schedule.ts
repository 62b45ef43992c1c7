import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import { putSyncSchedule } from './sync-schedule.ts';

/** Makes the Schedule equal to the row; triggers nothing: the first sync is a start of its own. */
export function createEnsureSchedule({
  db,
  temporal,
  kinds,
}: ActivityDependencies): ReconActivities['ensureSchedule'] {
  return async function ensureSchedule(input) {
    const integration = await findIntegration(db, input);
    if (integration === null) throw rowMissing('integration');
    await putSyncSchedule(temporal, integration, await labelOfIntegration(db, input, kinds));
  };
}
