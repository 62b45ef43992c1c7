import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { cancelWorkflow, workflowIsOpen } from '../../contracts/temporal/sync-workflow.ts';
import { integrationStart, type IntegrationWorkflow, workflowType } from '../../contracts/temporal/starts.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { activeRun, requestCancel } from '../../db/runs/sync-runs.ts';
import { beginDisconnect, concludeDisconnect } from '../../use-cases/lifecycle/disconnect.ts';
import { endOrphan } from '../../use-cases/runs/end-orphan.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut } from '../runtime/failures.ts';
import { deleteSchedule, setSchedulePaused } from '../schedules/sync-schedule.ts';
import { workCommand } from '../runtime/work-command.ts';

export const createBeginDisconnect =
  (deps: ActivityDependencies): ReconActivities['beginDisconnect'] =>
  (input) =>
    workCommand(deps, input, 202, (tx, integration, { by }) => beginDisconnect(tx, integration, by));

/** Pauses the Schedule first, so that nothing new starts, then asks the running sync to end. */
export function createStopSyncs({ db, kinds, temporal }: ActivityDependencies): ReconActivities['stopSyncs'] {
  return async function stopSyncs(input) {
    await setSchedulePaused(temporal, input.integrationId, true, 'disconnecting');
    const run = await activeRun(db, input);
    if (run === null) return { active: false };
    if (await workflowIsOpen(temporal, run.workflowId)) {
      await db.transaction().execute((tx) => requestCancel(tx, run));
      await cancelWorkflow(temporal, run.workflowId);
      return { active: true };
    }
    await db.transaction().execute(async (tx) => {
      await lockIntegration(tx, input);
      await endOrphan(tx, run, kinds);
    });
    return { active: false };
  };
}

/** The Schedule goes first: nothing starts any more. */
export function createConcludeDisconnect({
  db,
  kinds,
  temporal,
  now,
}: ActivityDependencies): ReconActivities['concludeDisconnect'] {
  return async function concludeDisconnectOf(input) {
    await deleteSchedule(temporal, input.integrationId);
    const successor = await carryOut(db, (tx) => concludeDisconnect(tx, input, now()));
    if (successor === null) return;
    // If this start is lost, the repair loop starts the workflow.
    await temporal.workflow.start<IntegrationWorkflow>(workflowType.integration, {
      ...integrationStart(successor, await labelOfIntegration(db, successor, kinds)),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  };
}
