import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { scheduledIntegrations } from '../../db/housekeeping/housekeeping.ts';
import { composeByTime } from '../../use-cases/composition/timed-composition.ts';
import { keepWaitingNotices } from '../../use-cases/write-back/waiting-notices.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { processBatch, batchSize } from './item-batch.ts';

/** RULES 6: ends what is over, also where the approval's own workflow never looks, and warns days before. */
export function createExpireApprovals({ db, now }: ActivityDependencies): ReconActivities['expireApprovals'] {
  return async function expireApprovals({ after }) {
    const integrations = await scheduledIntegrations(db, after, batchSize);
    return processBatch(
      integrations,
      ({ integrationId }) => integrationId,
      async (key) => {
        const at = now();
        const ended = await composeByTime(db, key, at);
        await db.transaction().execute((tx) => keepWaitingNotices(tx, key, at));
        return ended;
      },
    );
  };
}
