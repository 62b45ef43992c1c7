import { sql } from 'kysely';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { writeBackWorkflowId } from '../contracts/temporal/names.ts';
import { workflowState } from '../contracts/temporal/sync-workflow.ts';
import { openLinesOf, tellWriteBack } from '../db/approvals.ts';
import type { Database } from '../db/database.ts';
import { endedWithChangesOpen, liftWriteStop, stopWrites } from '../db/write-stop.ts';

interface Deps {
  readonly db: Database;
  readonly temporal: Client;
  readonly logger: Logger;
}

/**
 * Every approval with open lines must have its workflow (DESIGN 4). One that Temporal does not know is started: its
 * outbox row was relayed and Temporal lost it. One that is closed was ended by somebody, or the rows are older than
 * Temporal: writing stands still until every live approval was read again in the PSA.
 */
export async function repairWriteBacks({ db, temporal, logger }: Deps): Promise<void> {
  const { rows } = await sql<{ tenant_id: string; integration_id: string; approval_id: string }>`
    select distinct l.tenant_id, l.integration_id, l.approval_id from approval_line l
    where l.state in ('queued', 'sending', 'unknown') and not exists (
      select 1 from outbox o where o.tenant_id = l.tenant_id and o.approval_id = l.approval_id and o.relayed_at is null)`.execute(
    db,
  );
  const closed: string[] = [];
  for (const { tenant_id, integration_id, approval_id } of rows) {
    const state = await workflowState(temporal, writeBackWorkflowId(approval_id));
    if (state === 'open') continue;
    // Asked again: its last line may have ended, and with it the workflow, while we asked Temporal.
    if ((await openLinesOf(db, tenant_id, approval_id)).length === 0) continue;
    logger.warn({ approvalId: approval_id, state }, 'an approval had no running workflow');
    if (state === 'closed') closed.push(approval_id);
    else
      await db
        .transaction()
        .execute((tx) =>
          tellWriteBack(tx, { tenantId: tenant_id, integrationId: integration_id }, approval_id),
        );
  }
  // Stopping tells every live approval, and with that starts the closed ones again.
  if (closed.length > 0) await stopWrites(db, endedWithChangesOpen(closed), new Date());
  await liftWriteStop(db);
}
