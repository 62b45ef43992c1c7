import type { ReconActivities } from '../contracts/temporal/activities.ts';
import { claim } from '../db/account-reads.ts';
import { lockIntegration } from '../db/integrations.ts';
import { closeNotices, raiseNotice } from '../db/notices.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { requireClaim, rowMissing } from './failures.ts';
import { recomposeUsage } from '../db/recompose-usage.ts';

/** All usage lines and control totals from the last complete readings, whichever run made them (RULES 2, 12). */
export function createComposeUsage({ db, now }: ActivityDependencies): ReconActivities['composeUsage'] {
  return function composeUsageOfRun(run) {
    return db.transaction().execute(async (tx) => {
      if ((await lockIntegration(tx, run)) === null) throw rowMissing('integration');
      requireClaim(await claim(tx, run));
      const { lines, closes } = await recomposeUsage(tx, run, run.syncRunId, now());
      if (closes) await closeNotices(tx, run, 'TotalsDoNotClose');
      else {
        await raiseNotice(tx, run, {
          code: 'TotalsDoNotClose',
          subject: 'control-totals',
          detail: `The control totals of run ${run.syncRunId} do not close.`,
        });
      }
      return { lines: lines.length };
    });
  };
}
