import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { tenantIds } from '../../db/housekeeping/housekeeping.ts';
import { reconcilePatience } from '../../domain/reconciliation/sendings.ts';
import { checkLedger } from '../../use-cases/operations/check-ledger.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { processBatch, batchSize } from './item-batch.ts';

/** Compares ledger and audit of each tenant; what differs is a notice. */
export function createCheckLedgers(deps: ActivityDependencies): ReconActivities['checkLedgers'] {
  const { db, keyRing, writing, now } = deps;
  const patience = reconcilePatience(writing.unknownWaitMs);
  return async function checkLedgers({ after }) {
    return processBatch(
      await tenantIds(db, { after, limit: batchSize }),
      (tenantId) => tenantId,
      async (tenantId) => (await checkLedger({ db, keyRing, patience, now }, tenantId)) > 0,
    );
  };
}
