import { message } from '../../messages/message.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { workflowIsOpen } from '../../contracts/temporal/sync-workflow.ts';
import { verifyComposition } from '../../use-cases/composition/verify-composition.ts';
import { otherRun, takeRun } from '../../use-cases/runs/take-run.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut, passing, permanent } from '../runtime/failures.ts';
import { temporalUiDetails } from '../runtime/temporal-ui-details.ts';

/**
 * Takes the run of this workflow id, or finds that another is under way. Whether another run is alive is asked of
 * Temporal outside the transaction; the decision is then made under the integration's row lock, and asked again if
 * the other run changed meanwhile (architecture.md 4).
 */
export function createBeginSyncRun(deps: ActivityDependencies): ReconActivities['beginSyncRun'] {
  const { db, temporal, reading } = deps;
  return async function beginSyncRun(input) {
    if (input.mode === 'usage-line' && input.groupKey === undefined)
      throw permanent('UsageLineGone', message('runs.group-missing'));
    for (;;) {
      const run = await otherRun(db, input);
      if (run === null && input.mode === 'full') await verifyComposition(db, input, deps.now());
      const other = run === null ? null : { run, alive: await workflowIsOpen(temporal, run.workflowId) };
      const start = await carryOut(db, (tx) => takeRun(tx, input, other, deps.kinds, deps.now()));
      if (start.kind === 'asked-too-early') continue;
      // The daily sync must not be lost to a line that somebody reads again just now.
      if (start.kind === 'waits') throw passing('SyncRunActive', message('runs.smaller-run-active'), null);
      if (start.kind === 'stopped') throw permanent('SyncStopped', start.detail);
      const shown = await temporalUiDetails(deps, input, `/runs/${start.syncRunId}`);
      return start.kind === 'taken'
        ? { ...start, shown, heartbeatTimeoutMs: reading.heartbeatTimeoutMs }
        : { ...start, shown };
    }
  };
}
