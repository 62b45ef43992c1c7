import { systemActor } from '../../domain/keys.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { syncWorkflowId } from '../../contracts/temporal/names.ts';
import { labelOfIntegration } from '../../db/integrations/integration-label.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { activeRun, findRun, findRunByWorkflow, queueRun } from '../../db/runs/sync-runs.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import { startSyncWorkflow } from '../../contracts/temporal/sync-workflow.ts';

/** Starts the first sync once: its row and workflow id carry the key that finishing stored. */
export function createStartSync({ db, temporal, kinds }: ActivityDependencies): ReconActivities['startSync'] {
  return async function startSync(input) {
    const runId = await db.transaction().execute(async (tx) => {
      const integration = await lockIntegration(tx, input);
      if (integration?.firstSyncKey == null) throw rowMissing('integration');
      const workflowId = syncWorkflowId(input.integrationId, 'first', integration.firstSyncKey);
      const known = await findRunByWorkflow(tx, input.tenantId, workflowId);
      if (known !== null) return known.id;
      const active = await activeRun(tx, input);
      if (active !== null) return null;
      return queueRun(tx, input, {
        workflowId,
        trigger: 'first',
        mode: 'full',
        ofRunId: null,
        requestedBy: systemActor,
      });
    });
    const run = runId === null ? null : await findRun(db, input.tenantId, runId);
    if (run?.state === 'queued')
      await startSyncWorkflow(temporal, run, await labelOfIntegration(db, input, kinds));
  };
}
