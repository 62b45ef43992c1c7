import { message } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type IntegrationPhase, phasesBeforeFinish } from '../../domain/states.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { activeRun, findRun, type NewRun, queueRun, type SyncRun } from '../../db/runs/sync-runs.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { RequestContext } from '../request-context.ts';
import { lockedIntegration, phaseName, rejectsConnected } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { endOrphan } from './end-orphan.ts';

/** May a run be asked for in this phase? Null: it may. */
export function rejectsSync(phase: IntegrationPhase): Rejected | null {
  const ended = rejectsConnected(phase);
  if (ended !== null) return ended;
  if (phasesBeforeFinish.includes(phase))
    return rejected('PhaseRejected', message('rejections.setup-not-finished', { phase: phaseName(phase) }));
  return phase === 'paused' ? rejected('PhaseRejected', message('rejections.paused')) : null;
}

/**
 * Under the integration's row lock: of two requests at once, one queues and the other joins.
 * @param orphan a run whose workflow was found to have ended without telling: its row is ended here
 */
export async function queueOrJoin(
  tx: Tx,
  key: IntegrationKey,
  run: NewRun,
  orphan: SyncRun | null,
  kinds: Kinds,
  by: RequestContext,
): Promise<{ readonly run: SyncRun; readonly joined: boolean } | Rejected> {
  const integration = await lockedIntegration(tx, key, rejectsSync);
  if (isRejected(integration)) return integration;
  const active = await activeRun(tx, key);
  if (active !== null) {
    if (active.id !== orphan?.id || active.fencingToken !== orphan.fencingToken)
      return { run: active, joined: true };
    await endOrphan(tx, active, kinds, by);
  }
  const id = await queueRun(tx, key, run);
  const detail = { mode: run.mode, ...(run.groupKey == null ? {} : { groupKey: run.groupKey }) };
  await recordAudit(tx, { ...by, action: 'sync.requested', ...about('sync-run', id, key), detail });
  const queued = await findRun(tx, key.tenantId, id);
  if (queued === null) throw new Error('a run vanished while it was queued');
  return { run: queued, joined: false };
}
