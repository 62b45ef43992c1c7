import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { AuditChainBroken, sealAudit } from '../../db/audit-chain.ts';
import { type AuditVerification, verifyAudit } from '../../db/audit-verification.ts';
import { tenantIds } from '../../db/housekeeping.ts';
import { closeNotices, keepNotice } from '../../db/notices.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { seeToSlice, sliceSize } from './slice-of.ts';

/** The one sealer of the audit. A chain that is broken is a notice of the tenant, which closes when it is whole again. */
export function createSealAudits({ db, keyRing }: ActivityDependencies): ReconActivities['sealAudits'] {
  return async function sealAudits({ after }) {
    const tenants = await tenantIds(db, { after, limit: sliceSize });
    return seeToSlice(
      tenants,
      (tenantId) => tenantId,
      async (tenantId) => {
        const { sealed, refused } = await seal(tenantId);
        const broken = describeBreak(await verifyAudit(db, keyRing, tenantId)) ?? refused;
        await db.transaction().execute(async (tx) => {
          const scope = { tenantId, integrationId: null };
          if (broken === null) await closeNotices(tx, scope, 'AuditChainBroken');
          else await keepNotice(tx, scope, { code: 'AuditChainBroken', subject: 'audit', detail: broken });
        });
        return sealed > 0;
      },
    );
  };

  async function seal(
    tenantId: string,
  ): Promise<{ readonly sealed: number; readonly refused: string | null }> {
    try {
      return { sealed: await sealAudit(db, keyRing, tenantId), refused: null };
    } catch (error) {
      if (!(error instanceof AuditChainBroken)) throw error;
      return { sealed: 0, refused: error.message };
    }
  }
}

/** Null: the chain is whole. */
function describeBreak({ findings, furtherFindings }: AuditVerification): string | null {
  const first = findings[0];
  if (first === undefined) return null;
  const all = findings.length + furtherFindings;
  const where = first.seq === null ? '' : ` at row ${first.seq}`;
  return `${all} ${all === 1 ? 'finding' : 'findings'}, the first (${first.kind})${where}: ${first.detail}`;
}
