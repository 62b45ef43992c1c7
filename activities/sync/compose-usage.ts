import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { claim } from '../../db/readings/account-reads.ts';
import { composeRun } from '../../use-cases/runs/compose-run.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { requireClaim, rowMissing } from '../runtime/failures.ts';

/** All usage lines and control totals from the last complete readings, whichever run made them (RULES 2, 12). */
export function createComposeUsage({ db, now }: ActivityDependencies): ReconActivities['composeUsage'] {
  return function composeUsageOfRun(run) {
    return db.transaction().execute(async (tx) => {
      if ((await lockIntegration(tx, run)) === null) throw rowMissing('integration');
      requireClaim(await claim(tx, run));
      return composeRun(tx, run, run.syncRunId, now());
    });
  };
}
