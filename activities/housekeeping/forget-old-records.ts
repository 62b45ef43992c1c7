import { heartbeat } from '@temporalio/activity';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { keepBreakGlassNotices } from '../../db/notices/break-glass-notices.ts';
import { keepSecretNotices } from '../../db/notices/held-secrets.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { forgetOldRecords } from '../../use-cases/operations/forget-old-records.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { processBatch, batchSize } from './item-batch.ts';

/**
 * Forgets what is past its time and what nothing refers to any more (use-cases/operations/forget-old-records.ts), and tells of keys whose time
 * comes and of secrets that are old.
 */
export function createForgetOldRecords({
  db,
  kinds,
  keeping,
  now,
}: ActivityDependencies): ReconActivities['forgetOldRecords'] {
  return async function forgetOldRecordsOfTenants({ after }) {
    return processBatch(
      await tenantIds(db, { after, limit: batchSize }),
      (tenantId) => tenantId,
      async (tenantId) => {
        await db.transaction().execute(async (tx) => {
          await keepKeyNotices(tx, tenantId, now());
          await keepBreakGlassNotices(tx, tenantId, now());
          await keepSecretNotices(tx, tenantId, kinds, now());
        });
        const { names, rows } = await forgetOldRecords(db, tenantId, now(), keeping, () => heartbeat());
        return names + rows > 0;
      },
    );
  };
}
