import { type Message, message } from '../../messages/message.ts';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import type { AuditFinding } from '../../db/audit/audit-findings.ts';
import type { AuditVerification } from '../../db/audit/audit-verification.ts';
import { tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { ActivityDependencies } from '../attempt/dependencies.ts';
import { processBatch, batchSize } from './item-batch.ts';

/**
 * Looks at the whole audit, which the run of each minute does not: creates checkpoints for what an old number or time hid from it, and
 * compares everything. A chain that is broken is a notice of the tenant, which closes when it is whole again.
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

/** A signed checkpoint that is not here may stand where another process writes: only `seatwise audit verify` sees all of them. */
const mayBeElsewhere: readonly AuditFinding['kind'][] = ['anchor-missing'];

/** Null: the chain is whole. */
function describeBreak({ findings, furtherFindings }: AuditVerification): Message | null {
  const here = findings.filter(({ kind }) => !mayBeElsewhere.includes(kind));
  const [first] = here;
  if (first === undefined) return null;
  const { seq, detail: finding } = first;
  const count = here.length + furtherFindings;
  return seq === null
    ? message('notices.audit-finding', { count, finding })
    : message('notices.audit-finding-at', { count, row: seq, finding });
}
