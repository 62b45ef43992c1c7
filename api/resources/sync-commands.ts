import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../db/core/database.ts';
import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import { StartSync, SyncRunCancelled, SyncStarted } from '../../contracts/api/syncs.ts';
import { cancelWorkflow } from '../../contracts/temporal/sync-workflow.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { endUnfinishedRun } from '../../use-cases/runs/end-unfinished-run.ts';
import { lockIntegration } from '../../db/core/integrations.ts';
import { findUsageLine } from '../../db/lists/usage-lines.ts';
import { findRun, lockRun, requestCancel, type SyncRun } from '../../db/runs/sync-runs.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { answer, type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';
import { askTemporal } from '../temporal/bounded.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';
import { eachCallMs, requireSyncable, startRun } from './start-run.ts';
import { RunParams } from './syncs.ts';

const tag = 'Syncs';

/** Starting and cancelling runs. */
export const syncCommandRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/syncs',
    tag,
    summary: 'Start a sync, or join the one under way',
    role: 'reviewer',
    params: IdParams,
    body: { schema: StartSync, example: { mode: 'full' } },
    answers: { 200: SyncStarted, 202: SyncStarted },
    problems: ['PhaseRefused', 'NothingToRetry', 'SyncRunActive', 'TemporalUnavailable'],
    idempotency: 'stored-after',
    handle: async (call) => {
      const { deps, caller, body, idempotencyKey, requestId } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      requireSyncable(integration.phase);
      return startRun({ deps, caller, key, requestId }, body, idempotencyKey ?? randomUUID());
    },
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/read-again',
    tag,
    summary: 'Read one line again: its accounts and the agreements it may be billed on',
    role: 'reviewer',
    params: z.object({ lineId: Id }),
    answers: { 200: SyncStarted, 202: SyncStarted },
    problems: ['PhaseRefused', 'SyncRunActive', 'TemporalUnavailable'],
    idempotency: 'stored-after',
    handle: async ({ deps, caller, params, idempotencyKey, requestId }) => {
      const line = await findUsageLine(deps.db, caller.tenantId, params.lineId);
      if (line === null) throw new Problem('NotFound');
      const key = { tenantId: caller.tenantId, integrationId: line.integration_id };
      const integration = await integrationOf(deps.db, key);
      requireSyncable(integration.phase);
      const scope = { mode: 'usage-line', groupKey: line.group_key } as const;
      return startRun({ deps, caller, key, requestId }, scope, idempotencyKey ?? randomUUID());
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
    idempotency: 'stored-after',
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
  return inTransaction(deps.db, async (tx) => {
    const found = await findRun(tx, caller.tenantId, runId);
    if (found === null) throw new Problem('NotFound');
    // Lock order: integration, then the run (architecture.md 5).
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
  await inTransaction(deps.db, async (tx) => {
    await lockIntegration(tx, run);
    const present = await lockRun(tx, run.tenantId, run.id);
    if (present === null || (present.state !== 'queued' && present.state !== 'running')) return;
    const detail = 'cancelled; its workflow had ended already';
    await endUnfinishedRun(tx, present, { state: 'cancelled', code: 'SyncCancelled', detail }, new Date());
  });
}
