import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { tenantIds } from '../../db/housekeeping.ts';
import { forgetOldRecords } from '../../db/old-records.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { seeToSlice, sliceSize } from './slice-of.ts';

/** Forgets what is past its time: names of users whom Duo has long stopped listing, messages of webhooks long ended. */
export function createForgetOldRecords({
  db,
  now,
}: ActivityDependencies): ReconActivities['forgetOldRecords'] {
  return async function forgetOldRecordsOfTenants({ after }) {
    return seeToSlice(
      await tenantIds(db, { after, limit: sliceSize }),
      (tenantId) => tenantId,
      async (tenantId) => {
        const { names, deliveries } = await db
          .transaction()
          .execute((tx) => forgetOldRecords(tx, tenantId, now()));
        return names + deliveries > 0;
      },
    );
  };
}
