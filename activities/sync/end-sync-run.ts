import { inEnglishOrNull } from '../../messages/english.ts';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ReconActivities } from '../../contracts/temporal/activities.ts';
import { syncEnded } from '../../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { dropAccountWork } from '../../db/readings/account-reads.ts';
import { gatherPastAgreements } from '../../db/readings/past-agreements.ts';
import { unreadByCode } from '../../db/readings/read-failure-counts.ts';
import { findRun } from '../../db/runs/sync-runs.ts';
import { endRunOf } from '../../use-cases/runs/end-run.ts';
import { isCredentialCode } from '../runtime/credential-codes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { carryOut, passing } from '../runtime/failures.ts';

type Ending = Parameters<ReconActivities['endSyncRun']>[0];

/** Ends the run from its rows, and tells the integration. Ending twice gives the first end again. */
export function createEndSyncRun({
  db,
  temporal,
  kinds,
  now,
}: ActivityDependencies): ReconActivities['endSyncRun'] {
  return async function endSyncRun(input) {
    const end = await carryOut(db, async (tx) => {
      const ended = await endRunOf(tx, input, input.failure, kinds, isCredentialCode, now());
      if (ended.kind === 'accounts-left') throw passing('PendingAccountsLeft', ended.detail, null);
      return ended;
    });
    // The first sync fills these tables from nothing; later ones change them little.
    if ((await findRun(db, input.tenantId, input.syncRunId))?.trigger === 'first')
      await refreshStatistics(db);
    await notifyIntegration(temporal, input);
    await dropAccountWork(db, input);
    await gatherPastAgreements(db, input);
    const { outcome, code, summary } = end.end;
    return {
      outcome,
      code,
      text: inEnglishOrNull(summary),
      unread: await unreadByCode(db, { tenantId: input.tenantId, id: input.syncRunId }),
    };
  };
}

/** The entity re-reads its row; a lost message is made good by its daily re-reading. */
async function notifyIntegration(temporal: ActivityDependencies['temporal'], input: Ending): Promise<void> {
  try {
    await temporal.workflow
      .getHandle(integrationWorkflowId(input.integrationId))
      .signal(syncEnded, { syncRunId: input.syncRunId });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
