import { message } from '../../messages/message.ts';
import { systemActor } from '../../domain/keys.ts';
import { type AuditEntry, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { Kinds } from '../../domain/kinds.ts';
import { endUnfinishedRun } from './end-unfinished-run.ts';
import { lockRun, type SyncRun } from '../../db/runs/sync-runs.ts';

/**
 * Ends a run that lost its workflow; the partial index then lets the next one start (architecture.md 4). What it read
 * until then counts, and its sums are those of its rows. False: it has ended meanwhile, or another execution has taken
 * it up. The caller holds the integration's row.
 * @param by whose request met it; nobody's: the system
 */
export async function endOrphan(
  tx: Tx,
  found: SyncRun,
  kinds: Kinds,
  by: Pick<AuditEntry, 'actor' | 'requestId'> = { actor: systemActor },
): Promise<boolean> {
  // Before the sums: an attempt that outlives its workflow holds the row while it stores an account.
  const run = await lockRun(tx, found.tenantId, found.id);
  if (
    run === null ||
    run.fencingToken !== found.fencingToken ||
    (run.state !== 'queued' && run.state !== 'running')
  )
    return false;
  const end = {
    state: 'failed',
    code: 'Orphaned',
    detail: message('runs.orphaned'),
  } as const;
  await endUnfinishedRun(tx, run, end, kinds, new Date());
  await recordAudit(tx, {
    ...by,
    tenantId: run.tenantId,
    action: 'sync.orphan-ended',
    objectKind: 'sync-run',
    objectId: run.id,
    integrationId: run.integrationId,
    detail: { mode: run.mode },
  });
  return true;
}
