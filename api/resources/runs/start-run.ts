import type { Request } from 'express';
import { namesOf } from '../../names-of.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { syncWorkflowId } from '../../../contracts/temporal/names.ts';
import type { SyncMode, SyncTrigger } from '../../../domain/sync-runs.ts';
import { startSyncWorkflow, workflowState } from '../../../contracts/temporal/sync-workflow.ts';
import { labelOfIntegration } from '../../../db/integrations/integration-label.ts';
import { newestEndedRunWithFailures } from '../../../db/lists/runs-to-retry.ts';
import {
  activeRun, findRunByWorkflow, readsFor, type SyncRun,
} from '../../../db/runs/sync-runs.ts'; // prettier-ignore
import { queueOrJoin } from '../../../use-cases/runs/queue-run.ts';
import { apiBase } from '../../api-base.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { type Causes, causesIn, Problem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { type Answer, answer, ok } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { stallWire } from '../../stall-wire.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { message } from '../../../messages/message.ts';
import { isTemporalReachable } from '../../temporal/reachability.ts';

/** Three calls at most stand between a request and its answer; together they stay below 3 s. */
export const eachCallMs = 900;

const started = (run: Pick<SyncRun, 'id' | 'state' | 'stall'>, joined: boolean, causes: Causes): Answer => {
  const link = `${apiBase}/syncs/${run.id}`;
  const said = { runId: run.id, joined, link, state: run.state, stalled: stallWire(run.stall, causes) };
  return joined ? ok(said) : answer(202, said, { Location: link });
};

async function startWorkflow(deps: ApiDependencies, run: SyncRun): Promise<void> {
  const label = await labelOfIntegration(deps.db, run, deps.kinds);
  await askTemporal(deps, eachCallMs, (client) => startSyncWorkflow(client, run, label));
}

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

/** What a run is to read. */
type RunScope =
  | { readonly mode: 'full' }
  | { readonly mode: 'failed-accounts' }
  /** The line of this group (RULES 8, *Read again*). */
  | { readonly mode: 'usage-line'; readonly groupKey: string };

const triggers: Readonly<Record<SyncMode, Exclude<SyncTrigger, 'schedule' | 'first'>>> = {
  full: 'manual',
  'failed-accounts': 'retry',
  'usage-line': 'line',
};

/** The run under way reads what was asked for, or nothing is started: two runs never read at once. */
function join(active: SyncRun, scope: RunScope, causes: Causes): Answer {
  if (!readsFor(active, scope))
    throw new Problem('SyncRunActive', { detail: message('requests.run-in-progress', { run: active.id }) });
  return started(active, true, causes);
}

export interface RunRequest {
  readonly deps: ApiDependencies;
  readonly caller: Caller;
  readonly key: IntegrationKey;
  readonly requestId: string;
  readonly request: Request;
}

/** Starts a run under the caller's key, or joins the one under way where that reads the same. */
export async function startRun(request: RunRequest, scope: RunScope, runKey: string): Promise<Answer> {
  const { deps, key, caller } = request;
  const called = (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId);
  const causes = causesIn(rendererOf(request.request, called));
  const trigger = triggers[scope.mode];
  const workflowId = syncWorkflowId(key.integrationId, trigger, runKey);
  const known = await findRunByWorkflow(deps.db, key.tenantId, workflowId);
  if (known !== null) {
    if (known.state === 'queued') await startWorkflow(deps, known);
    return started(known, false, causes);
  }
  // Asked before anything is stored, so that a rejection leaves nothing behind.
  if (!(await isTemporalReachable(deps, eachCallMs))) throw new Problem('TemporalUnavailable');
  const active = await activeRun(deps.db, key);
  if (active !== null && (await meet(deps, active)) === 'joins') return join(active, scope, causes);
  const ofRunId = scope.mode === 'failed-accounts' ? await newestEndedRunWithFailures(deps.db, key) : null;
  if (scope.mode === 'failed-accounts' && ofRunId === null) throw new Problem('NothingToRetry');
  const wanted = { workflowId, trigger, ...scope, ofRunId, requestedBy: caller.actor };
  const { run, joined } = await carryOut(deps.db, (tx) =>
    queueOrJoin(tx, key, wanted, active, deps.kinds, askedBy(request)),
  );
  if (joined) return join(run, scope, causes);
  await startWorkflow(deps, run);
  return started(run, false, causes);
}
