import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../../db/model/database.ts';
import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { StartSync, SyncRunCanceled, SyncStarted } from '../../../contracts/api/syncs.ts';
import { cancelWorkflow } from '../../../contracts/temporal/sync-workflow.ts';
import { findUsageLine } from '../../../db/lists/usage-lines.ts';
import { findRun } from '../../../db/runs/sync-runs.ts';
import { endWithoutWorkflow, wishCancel } from '../../../use-cases/runs/cancel-run.ts';
import { rejectsSync } from '../../../use-cases/runs/queue-run.ts';
import { askedBy, carryOut, unlessRejected } from '../../carry-out.ts';
import { isoOrNull } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { answer, type Route, route } from '../../route.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { eachCallMs, startRun } from './start-run.ts';
import { RunParams } from './syncs.ts';

const tag = 'Syncs';

/** Starting and canceling runs. */
export const syncCommandRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/syncs',
    tag,
    summary: 'Start a sync, or join the one under way',
    needs: 'sync',
    params: IdParams,
    body: { schema: StartSync, example: { mode: 'full' } },
    answers: { 200: SyncStarted, 202: SyncStarted },
    problems: ['PhaseRejected', 'NothingToRetry', 'SyncRunActive', 'TemporalUnavailable'],
    idempotency: 'stored-after',
    handle: async (call) => {
      const { deps, caller, body, idempotencyKey, requestId, request } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      unlessRejected(rejectsSync(integration.phase));
      return startRun({ deps, caller, key, requestId, request }, body, idempotencyKey ?? randomUUID());
    },
  }),
  route({
    method: 'post',
    path: '/usage-lines/{lineId}/read-again',
    tag,
    summary: 'Read one line again: its accounts and the agreements it may be billed on',
    needs: 'sync',
    params: z.object({ lineId: Id }),
    answers: { 200: SyncStarted, 202: SyncStarted },
    problems: ['PhaseRejected', 'SyncRunActive', 'TemporalUnavailable'],
    idempotency: 'stored-after',
    handle: async ({ deps, caller, params, idempotencyKey, requestId, request }) => {
      const line = await findUsageLine(deps.db, caller.tenantId, params.lineId);
      if (line === null) throw new Problem('NotFound');
      const key = { tenantId: caller.tenantId, integrationId: line.integrationId };
      const integration = await integrationOf(deps.db, key);
      unlessRejected(rejectsSync(integration.phase));
      const scope = { mode: 'usage-line', groupKey: line.groupKey } as const;
      return startRun({ deps, caller, key, requestId, request }, scope, idempotencyKey ?? randomUUID());
    },
  }),
  route({
    method: 'post',
    path: '/syncs/{runId}/cancel',
    tag,
    summary: 'Cancel a run; what it read is kept',
    needs: 'sync',
    params: RunParams,
    answers: { 200: SyncRunCanceled, 202: SyncRunCanceled },
    problems: ['SyncRunNotActive', 'TemporalUnavailable'],
    idempotency: 'stored-after',
    handle: async (call) => {
      const { deps, caller, params } = call;
      const run = await carryOut(deps.db, (tx) => wishCancel(tx, params.runId, askedBy(call)));
      const told = await askTemporal(deps, eachCallMs, (client) => cancelWorkflow(client, run.workflowId));
      if (!told) await inTransaction(deps.db, (tx) => endWithoutWorkflow(tx, run, deps.kinds, new Date()));
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
