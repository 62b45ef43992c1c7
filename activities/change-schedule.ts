import { z } from 'zod';
import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { recordAudit } from '../db/audit/audit.ts';
import { labelOfIntegration } from '../db/core/integration-label.ts';
import { findIntegration, setSchedule } from '../db/core/integrations.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';
import { putSyncSchedule } from './sync-schedule.ts';
import { refusal, workCommand } from './work-command.ts';

const ScheduleBody = z.object({ hour: z.int(), minute: z.int() });

/** Stores the wish, then makes the Schedule follow; a retry does both again with the same result. */
export function createChangeSchedule({
  db,
  temporal,
  kinds,
}: ActivityDependencies): ReconActivities['changeSchedule'] {
  return async function changeSchedule(input) {
    const outcome = await workCommand(db, input, async (tx, integration, { actor, body }) => {
      if (integration.phase === 'disconnecting' || integration.phase === 'disconnected') {
        return refusal('PhaseRefused', `this integration is ${integration.phase}`);
      }
      const schedule = ScheduleBody.safeParse(body);
      if (!schedule.success)
        throw permanent('MalformedRequest', 'the stored body of changeSchedule cannot be read');
      await setSchedule(tx, input, schedule.data);
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor,
        action: 'schedule.changed',
        objectKind: 'integration',
        objectId: input.integrationId,
        integrationId: input.integrationId,
        detail: { before: integration.schedule, after: schedule.data },
      });
      return { status: 200, body: { schedule: schedule.data } };
    });
    const integration = await findIntegration(db, input);
    // Before Finish there is no Schedule: finishing makes it from the row.
    if (outcome.result.status === 200 && integration !== null && integration.finishedAt !== null) {
      await putSyncSchedule(temporal, integration, await labelOfIntegration(db, input, kinds));
    }
    return outcome;
  };
}
