import { recordAudit } from './audit.ts';
import { systemActor } from './commands.ts';
import type { Tx } from './database.ts';
import { storeTotalsOfRows } from './run-rows.ts';
import { endRun, type SyncRun } from './sync-runs.ts';

/**
 * Ends a run that lost its workflow; the partial index then lets the next one start (DESIGN 4). What it read until then
 * stays, and its sums are those of its rows.
 */
export async function endOrphan(tx: Tx, run: SyncRun): Promise<void> {
  await storeTotalsOfRows(tx, run);
  await endRun(tx, run, {
    state: 'failed',
    code: 'Orphaned',
    detail: 'its workflow had ended without telling',
  });
  await recordAudit(tx, {
    tenantId: run.tenantId,
    actor: systemActor,
    action: 'sync.orphan-ended',
    objectKind: 'sync-run',
    objectId: run.id,
    integrationId: run.integrationId,
    detail: { mode: run.mode },
  });
}
