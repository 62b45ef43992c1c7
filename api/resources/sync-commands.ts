import { randomUUID } from 'node:crypto';
import { StartSync, SyncRunCancelled, SyncStarted } from '../../contracts/api/syncs.ts';
import { syncWorkflowId } from '../../contracts/temporal/names.ts';
import { recordAudit } from '../../db/audit.ts';
import type { IntegrationKey } from '../../db/credentials.ts';
import type { Tx } from '../../db/database.ts';
import { lockIntegration } from '../../db/integrations.ts';
import { newestEndedRunWithFailures } from '../../db/lists/runs-to-retry.ts';
import {
  activeRun, endOrphan, endRun, findRun, findRunByWorkflow, lockRun, type NewRun, queueRun, requestCancel, type SyncRun,
} from '../../db/sync-runs.ts'; // prettier-ignore
import { type IntegrationPhase, phasesBeforeFinish } from '../../domain/states.ts';
import { apiBase } from '../api-base.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { type Answer, answer, ok, type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';
import { askTemporal } from '../temporal/bounded.ts';
import { isTemporalReachable } from '../temporal/reachable.ts';
import { cancelWorkflow, startSyncWorkflow, workflowState } from '../../contracts/temporal/sync-workflow.ts';
import { IdParams, integrationOf, keyOf, requireConnected } from './integration-of.ts';
import { RunParams } from './syncs.ts';

const tag = 'Syncs';

/** Three calls at most stand between a request and its answer; together they stay below 3 s. */
const eachCallMs = 900;

const started = (run: { readonly id: string }, joined: boolean): Answer => {
  const link = `${apiBase}/syncs/${run.id}`;
  return joined
    ? ok({ runId: run.id, joined, link })
    : answer(202, { runId: run.id, joined, link }, { Location: link });
};

function requireSyncable(phase: IntegrationPhase): void {
  requireConnected(phase);
  if (phasesBeforeFinish.includes(phase)) {
    throw new Problem('PhaseRefused', { detail: `The set-up is not finished: ${phase}.` });
  }
  if (phase === 'paused')
    throw new Problem('PhaseRefused', { detail: 'The integration is paused; resume it first.' });
}

const startWorkflow = (deps: ApiDependencies, run: SyncRun): Promise<void> =>
  askTemporal(deps, eachCallMs, (client) => startSyncWorkflow(client, run));

/**
 * Another run is active in the rows. `joins`: it lives, or now does. `orphan`: its workflow ended without telling
 * (terminated in the Temporal UI, or lost with Temporal's data).
 */
async function meet(deps: ApiDependencies, run: SyncRun): Promise<'joins' | 'orphan'> {
  const state = await askTemporal(deps, eachCallMs, (client) => workflowState(client, run.workflowId));
  if (state === 'open') return 'joins';
  // Queued and never started: the answer to its sender was lost on the way.
  if (state === 'none' && run.state === 'queued') {
    await startWorkflow(deps, run);
    return 'joins';
  }
  return 'orphan';
}

interface Request {
  readonly deps: ApiDependencies;
  readonly caller: Caller;
  readonly key: IntegrationKey;
  readonly requestId: string;
}

/** Under the integration's row lock: of two requests at once, one queues and the other joins. */
async function queueOrJoin(
  { deps, caller, key, requestId }: Request,
  run: NewRun,
  orphan: SyncRun | null,
): Promise<{ readonly run: SyncRun; readonly joined: boolean }> {
  return deps.db.transaction().execute(async (tx) => {
    const integration = await lockIntegration(tx, key);
    if (integration === null) throw new Problem('NotFound');
    requireSyncable(integration.phase);
    const active = await activeRun(tx, key);
    if (active !== null) {
      if (active.id !== orphan?.id || active.fence !== orphan.fence) return { run: active, joined: true };
      await endOrphan(tx, active);
      await audit(tx, 'sync.orphan-ended', active.id);
    }
    const id = await queueRun(tx, key, run);
    await audit(tx, 'sync.requested', id);
    const queued = await findRun(tx, key.tenantId, id);
    if (queued === null) throw new Error('a run vanished while it was queued');
    return { run: queued, joined: false };
  });

  async function audit(tx: Tx, action: string, runId: string): Promise<void> {
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor: caller.actor,
      action,
      objectKind: 'sync-run',
      objectId: runId,
      integrationId: key.integrationId,
      detail: { mode: run.mode },
      requestId,
    });
  }
}

async function startSync(
  request: Request,
  mode: 'full' | 'failed-accounts',
  runKey: string,
): Promise<Answer> {
  const { deps, key, caller } = request;
  const trigger = mode === 'full' ? 'manual' : 'retry';
  const workflowId = syncWorkflowId(key.integrationId, trigger, runKey);
  const known = await findRunByWorkflow(deps.db, key.tenantId, workflowId);
  if (known !== null) {
    if (known.state === 'queued') await startWorkflow(deps, known);
    return started(known, false);
  }
  // Asked before anything is stored, so that a refusal leaves nothing behind.
  if (!(await isTemporalReachable(deps, eachCallMs))) throw new Problem('TemporalUnavailable');
  const active = await activeRun(deps.db, key);
  if (active !== null && (await meet(deps, active)) === 'joins') return started(active, true);
  const ofRunId = mode === 'full' ? null : await newestEndedRunWithFailures(deps.db, key);
  if (mode === 'failed-accounts' && ofRunId === null) throw new Problem('NothingToRetry');
  const { run, joined } = await queueOrJoin(
    request,
    { workflowId, trigger, mode, ofRunId, requestedBy: caller.actor },
    active,
  );
  if (!joined) await startWorkflow(deps, run);
  return started(run, joined);
}

/** Starting and cancelling runs. */
export const syncCommandRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/syncs',
    tag,
    summary: 'Start a sync, or join the one under way',
    role: 'reviewer',
    params: IdParams,
    body: StartSync,
    answers: { 200: SyncStarted, 202: SyncStarted },
    problems: ['PhaseRefused', 'NothingToRetry', 'TemporalUnavailable'],
    idempotency: 'stored',
    handle: async (call) => {
      const { deps, caller, body, idempotencyKey, requestId } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      requireSyncable(integration.phase);
      return startSync({ deps, caller, key, requestId }, body.mode, idempotencyKey ?? randomUUID());
    },
  }),
  route({
    method: 'post',
    path: '/syncs/{runId}/cancel',
    tag,
    summary: 'Cancel a run; what it read is kept',
    role: 'reviewer',
    params: RunParams,
    answers: { 200: SyncRunCancelled, 202: SyncRunCancelled },
    problems: ['SyncRunNotActive', 'TemporalUnavailable'],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, requestId }) => {
      const run = await wishCancel(deps, caller, params.runId, requestId);
      const told = await askTemporal(deps, eachCallMs, (client) => cancelWorkflow(client, run.workflowId));
      // Nobody is there to end it: the row is ended here, so that a later run is free to start.
      if (!told) await endWithoutWorkflow(deps, run);
      const now = await findRun(deps.db, caller.tenantId, run.id);
      if (now === null) throw new Problem('NotFound');
      const active = now.state === 'queued' || now.state === 'running';
      return answer(active ? 202 : 200, {
        runId: now.id,
        state: now.state,
        cancelRequestedAt: isoOrNull(now.cancelRequestedAt),
      });
    },
  }),
];

async function wishCancel(
  deps: ApiDependencies,
  caller: Caller,
  runId: string,
  requestId: string,
): Promise<SyncRun> {
  return deps.db.transaction().execute(async (tx) => {
    const found = await findRun(tx, caller.tenantId, runId);
    if (found === null) throw new Problem('NotFound');
    // Lock order: integration, then the run (DESIGN 5).
    await lockIntegration(tx, found);
    const run = await lockRun(tx, caller.tenantId, runId);
    if (run === null) throw new Problem('NotFound');
    if (run.state !== 'queued' && run.state !== 'running') throw new Problem('SyncRunNotActive');
    if (run.cancelRequestedAt === null) {
      await requestCancel(tx, run);
      await recordAudit(tx, {
        tenantId: caller.tenantId,
        actor: caller.actor,
        action: 'sync.cancel-requested',
        objectKind: 'sync-run',
        objectId: run.id,
        integrationId: run.integrationId,
        requestId,
      });
    }
    return run;
  });
}

async function endWithoutWorkflow(deps: ApiDependencies, run: SyncRun): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await lockIntegration(tx, run);
    const now = await lockRun(tx, run.tenantId, run.id);
    if (now === null || (now.state !== 'queued' && now.state !== 'running')) return;
    await endRun(tx, now, {
      state: 'cancelled',
      code: 'SyncCancelled',
      detail: 'cancelled; its workflow had ended already',
    });
  });
}
