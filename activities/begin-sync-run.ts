import { type Actor, systemActor } from '../domain/keys.ts';
import type { ReconActivities, SyncRunStart } from '../contracts/temporal/activities.ts';
import type { SyncInput } from '../contracts/temporal/messages.ts';
import { isRead } from '../domain/states.ts';
import { endOrphan } from '../use-cases/runs/end-orphan.ts';
import { endUnfinishedRun } from '../use-cases/runs/end-unfinished-run.ts';
import type { Tx } from '../db/core/database.ts';
import { lockIntegration } from '../db/core/integrations.ts';
import { closeNotices } from '../db/notices/notices.ts';
import {
  activeRun,
  findRunByWorkflow,
  insertJoined,
  joinRun,
  lockRun,
  queueRun,
  readsFor,
  type SyncRun,
  takeFence,
} from '../db/runs/sync-runs.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { passing, permanent, rowMissing } from './failures.ts';
import { verifyComposition } from '../use-cases/composition/verify-composition.ts';
import { shownToOperators } from './shown-to-operators.ts';
import { workflowIsOpen } from '../contracts/temporal/sync-workflow.ts';

type Begin = Parameters<ReconActivities['beginSyncRun']>[0];

/**
 * Takes the run of this workflow id, or finds that another is under way. Whether another run is alive is asked of
 * Temporal outside the transaction; the decision is then made under the integration's row lock, and asked anew if
 * the other run changed meanwhile (architecture.md 4).
 */
export function createBeginSyncRun(deps: ActivityDependencies): ReconActivities['beginSyncRun'] {
  const { db, temporal, reading } = deps;
  return async function beginSyncRun(input) {
    if (input.mode === 'usage-line' && input.groupKey === undefined)
      throw permanent('UsageLineGone', 'a run of a usage line must name its group');
    for (;;) {
      const other = await otherRun(db, input);
      if (other === null && input.mode === 'full') await verifyComposition(db, input, deps.now());
      const alive = other !== null && (await workflowIsOpen(temporal, other.workflowId));
      const start = await db.transaction().execute((tx) => take(tx, input, other, alive, deps.now()));
      if (start === 'asked-too-early') continue;
      // The daily sync must not be lost to a line that somebody reads again just now.
      if (start === 'waits')
        throw passing('SyncRunActive', 'a run that reads less is under way; this one begins after it', null);
      if (start.kind === 'stopped') throw permanent('SyncStopped', start.detail);
      const shown = await shownToOperators(deps, input, `/runs/${start.syncRunId}`);
      return start.kind === 'taken'
        ? { ...start, shown, heartbeatTimeoutMs: reading.heartbeatTimeoutMs }
        : { ...start, shown };
    }
  };
}

async function otherRun(db: Parameters<typeof activeRun>[0], input: Begin): Promise<SyncRun | null> {
  const active = await activeRun(db, input);
  return active === null || active.workflowId === input.workflowId ? null : active;
}

type Taken = Omit<Extract<SyncRunStart, { readonly kind: 'taken' }>, 'heartbeatTimeoutMs'>;
/** The integration was paused or disconnected before the run began. */
interface Stopped {
  readonly kind: 'stopped';
  readonly detail: string;
}
type Start =
  Taken | Exclude<SyncRunStart, { readonly kind: 'taken' }> | Stopped | 'asked-too-early' | 'waits';

async function take(
  tx: Tx,
  input: Begin,
  expected: SyncRun | null,
  alive: boolean,
  now: Date,
): Promise<Start> {
  const integration = await lockIntegration(tx, input);
  if (integration === null) throw rowMissing('integration');
  const own = await findRunByWorkflow(tx, input.tenantId, input.workflowId);
  if (own !== null && (own.state === 'succeeded' || own.state === 'partial' || own.state === 'joined')) {
    return { kind: 'already-finished', syncRunId: own.id };
  }
  if (input.trigger === 'schedule') await closeNotices(tx, input, 'SyncMissed');
  if (!isRead(integration.phase)) return stop(tx, own, `this integration is ${integration.phase}`, now);
  const other = await otherRun(tx, input);
  if (other?.id !== expected?.id) return 'asked-too-early';
  if (other !== null && alive) {
    if (!readsFor(other, input)) return 'waits';
    if (own === null) {
      return {
        kind: 'joined',
        syncRunId: await insertJoined(tx, input, newRun(input), other),
        joinedRunId: other.id,
        joinedWorkflowId: other.workflowId,
      };
    }
    await joinRun(tx, own, other);
    return {
      kind: 'joined',
      syncRunId: own.id,
      joinedRunId: other.id,
      joinedWorkflowId: other.workflowId,
    };
  }
  if (other !== null) await endOrphan(tx, other);
  const runId = own?.id ?? (await queueRun(tx, input, newRun(input)));
  const run = await lockRun(tx, input.tenantId, runId);
  if (run === null) throw rowMissing('run');
  const fence = await takeFence(tx, run, input.temporalRunId);
  return {
    kind: 'taken',
    tenantId: input.tenantId,
    integrationId: input.integrationId,
    syncRunId: runId,
    fence,
  };
}

/** A run that nobody queued was started by a Schedule or in the Temporal UI. */
const newRun = (input: Begin) => ({
  workflowId: input.workflowId,
  trigger: input.trigger,
  mode: input.mode,
  ofRunId: input.ofRunId ?? null,
  groupKey: input.mode === 'usage-line' ? (input.groupKey ?? null) : null,
  requestedBy: requester(input),
});

const requester = ({ trigger }: SyncInput): Actor =>
  trigger === 'schedule' ? { kind: 'schedule', id: 'sync' } : systemActor;

/** A run that was queued, or reset, before the pause ends with it, instead of waiting for the repair. */
async function stop(tx: Tx, own: SyncRun | null, detail: string, now: Date): Promise<Stopped> {
  if (own?.state === 'queued' || own?.state === 'running')
    await endUnfinishedRun(tx, own, { state: 'cancelled', code: 'SyncStopped', detail }, now);
  return { kind: 'stopped', detail };
}
