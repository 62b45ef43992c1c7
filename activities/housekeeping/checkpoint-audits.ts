import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import { describeBreak } from '../../use-cases/operations/audit-break.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { processBatch, batchSize } from './item-batch.ts';

/**
 * Looks at the whole audit, which the run of each minute does not: creates checkpoints for what an old number or time hid from it, and
 * compares everything. A chain that is broken is a notice of the tenant, which closes when it is whole again, or
 * when a person has answered each row ahead of its time and nothing else is wrong.
 */
export function createCheckpointAudits({
  db,
  checkpointer,
}: ActivityDependencies): ReconActivities['checkpointAudits'] {
  return async function checkpointAudits({ after }) {
    const tenants = await tenantIds(db, { after, limit: batchSize });
    return processBatch(
      tenants,
      (tenantId) => tenantId,
      async (tenantId) => {
        const { added, rejected } = await checkpointer.checkpoint(tenantId, 'backgroundRead');
        const broken = describeBreak(await checkpointer.verify(tenantId)) ?? rejected;
        await db.transaction().execute(async (tx) => {
          const scope = { tenantId, integrationId: null };
          if (broken === null) await closeNotices(tx, scope, 'AuditChainBroken');
          else await keepNotice(tx, scope, { code: 'AuditChainBroken', subject: 'audit', detail: broken });
        });
        return added > 0;
      },
    );
  };
}
