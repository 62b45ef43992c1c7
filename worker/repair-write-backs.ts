import { sql } from 'kysely';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { openLinesOf } from '../db/write-back/approval-lines.ts';
import { notifyWriteBack } from '../db/write-back/approvals.ts';
import type { Database } from '../db/model/database.ts';
import { among } from '../db/driver/one-of.ts';
import { liveStates } from '../domain/decisions/approval.ts';
import { endedWithChangesOpen, liftWriteStop, stopWrites } from '../use-cases/write-back/write-stop.ts';
import type { RepairStep } from './repair-step.ts';

interface Deps {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
  readonly repairStep: RepairStep;
}

/**
 * Every approval with open lines must have its workflow (architecture.md 4). One that Temporal does not know is
 * started: its outbox row was relayed and Temporal lost it. One that is closed was ended by somebody, or the rows are
 * older than Temporal: writing stands still until every live approval was read again in the PSA.
 */
export async function repairWriteBacks({ db, temporal, logger, repairStep }: Deps): Promise<void> {
  const { rows } = await sql<{ tenantId: string; integrationId: string; approvalId: string }>`
    select distinct l.tenant_id, l.integration_id, l.approval_id from approval_line l
    where ${among('l.state', liveStates)} and not exists (
      select 1 from outbox o where o.tenant_id = l.tenant_id and o.approval_id = l.approval_id and o.relayed_at is null)`.execute(
    db,
  );
  const closed: string[] = [];
  for (const { tenantId, integrationId, approvalId } of rows) {
    const workflowId = writeBackWorkflowId(approvalId);
    await repairStep({ part: 'write-back', approvalId, integrationId, workflowId }, async () => {
      const state = await workflowState(temporal, workflowId);
      if (state === 'open') return;
      // Asked again: its last line may have ended, and with it the workflow, while we asked Temporal.
      if ((await openLinesOf(db, tenantId, approvalId)).length === 0) return;
      logger.warn({ approvalId, workflowId, state }, 'an approval had no running workflow');
      if (state === 'closed') closed.push(approvalId);
      else
        await db.transaction().execute((tx) => notifyWriteBack(tx, { tenantId, integrationId }, approvalId));
    });
  }
  // Stopping tells every live approval, and with that starts the closed ones again.
  if (closed.length > 0) await stopWrites(db, endedWithChangesOpen(closed), new Date());
  await liftWriteStop(db);
}
