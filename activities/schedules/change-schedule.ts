import { z } from 'zod';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import { changeSchedule } from '../../use-cases/lifecycle/schedule.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { putSyncSchedule } from './sync-schedule.ts';
import { storedBody, workCommand } from '../runtime/work-command.ts';

const ScheduleBody = z.object({ hour: z.int(), minute: z.int() });

/** Stores the wish, then makes the Schedule follow; a retry does both again with the same result. */
export function createChangeSchedule(deps: ActivityDependencies): ReconActivities['changeSchedule'] {
  return async function changeScheduleAsWished(input) {
    const outcome = await workCommand(deps, input, 200, (tx, integration, { by, body }) =>
      changeSchedule(tx, integration, storedBody(ScheduleBody, 'changeSchedule', body), by),
    );
    const integration = await findIntegration(deps.db, input);
    // Before Finish there is no Schedule: finishing makes it from the row.
    if (outcome.result.status === 200 && integration !== null && integration.finishedAt !== null) {
      await putSyncSchedule(deps.temporal, integration, await labelOfIntegration(deps.db, input, deps.kinds));
    }
    return outcome;
  };
}
