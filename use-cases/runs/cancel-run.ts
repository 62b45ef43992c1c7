import { message } from '../../messages/message.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { findRun, lockRun, requestCancel, type SyncRun } from '../../db/runs/sync-runs.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { endUnfinishedRun } from './end-unfinished-run.ts';

const isUnderWay = ({ state }: SyncRun): boolean => state === 'queued' || state === 'running';

/** Lock order: integration, then the run (architecture.md 5). Null: there is none. */
async function lockedRun(tx: Tx, tenantId: string, runId: string): Promise<SyncRun | null> {
  const found = await findRun(tx, tenantId, runId);
  if (found === null) return null;
  await lockIntegration(tx, found);
  return lockRun(tx, tenantId, runId);
}

/** The wish, which the run's activities read; what was read is kept. */
export async function wishCancel(tx: Tx, runId: string, by: RequestContext): Promise<SyncRun | Rejected> {
  const run = await lockedRun(tx, by.tenantId, runId);
  if (run === null) return rejected('NotFound');
  if (!isUnderWay(run)) return rejected('SyncRunNotActive');
  if (run.cancelRequestedAt === null) {
    await requestCancel(tx, run);
    await recordAudit(tx, { ...by, action: 'sync.cancel-requested', ...about('sync-run', run.id, run) });
  }
  return run;
}

/** Nobody is there to end it: the row is ended here, so that a later run is free to start. */
export async function endWithoutWorkflow(
  tx: Tx,
  { tenantId, id }: SyncRun,
  kinds: Kinds,
  now: Date,
): Promise<void> {
  const run = await lockedRun(tx, tenantId, id);
  if (run === null || !isUnderWay(run)) return;
  const detail = message('runs.canceled-ended');
  await endUnfinishedRun(tx, run, { state: 'canceled', code: 'SyncCanceled', detail }, kinds, now);
}
