import { rendererOf } from '../../rendering.ts';
import { z } from 'zod';
import { namesOf } from '../../names-of.ts';
import { Id } from '../../../contracts/api/common.ts';
import {
  SyncRunDetail,
  SyncRunDetailQuery,
  SyncRunList,
  SyncRunQuery,
} from '../../../contracts/api/syncs.ts';
import { syncProgress } from '../../../contracts/temporal/messages.ts';
import { accountsOfRun, type RunAccount } from '../../../db/lists/run-accounts.ts';
import {
  agreementsOfRun,
  findListedRun,
  type ListedRun,
  listRuns,
  runProgress,
} from '../../../db/lists/sync-runs.ts';
import { stallOf } from '../../../db/runs/run-stalls.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import {
  ageSeconds,
  answerList,
  iso,
  isoOrNull,
  listByKey,
  versionOfIntegration,
} from '../../list-answer.ts';
import { type Causes, causesIn, Problem } from '../../problems.ts';
import { ok, type Route, route } from '../../route.ts';
import { stallWire } from '../../stall-wire.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { IdParams, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Syncs';

export const RunParams = z.object({ runId: Id });

function temporalUrl(deps: ApiDependencies, workflowId: string): string | null {
  const { temporalUiUrl } = deps.settings;
  if (temporalUiUrl === null) return null;
  const namespace = encodeURIComponent(deps.temporal.namespace);
  return `${temporalUiUrl.replace(/\/$/u, '')}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

const wire = (deps: ApiDependencies, row: ListedRun, causes: Causes) => ({
  id: row.id,
  integrationId: row.integrationId,
  trigger: row.trigger,
  mode: row.mode,
  usageLine:
    row.groupKey === null
      ? null
      : { groupKey: row.groupKey, lineId: row.usageLineId, label: row.usageLineLabel },
  state: row.state,
  cause: causes(row.code, row.detail),
  stalled: stallWire(stallOf(row), causes),
  warnings: row.warnings.map(({ code, detail }) => causes(code, detail)),
  ofRunId: row.ofRunId,
  joinedRunId: row.joinedRunId,
  cancelRequestedAt: isoOrNull(row.cancelRequestedAt),
  requestedBy: { ...row.requestedBy, name: row.requestedByName },
  queuedAt: iso(row.queuedAt),
  startedAt: isoOrNull(row.startedAt),
  endedAt: isoOrNull(row.endedAt),
  totals: {
    accountsListed: row.accountsListed,
    counted: row.counted,
    incomplete: row.incomplete,
    failed: row.failed,
    gone: row.gone,
    seatsCounted: row.seatsCounted,
  },
  calls: {
    vendor: row.vendorCalls,
    vendorFormula: row.vendorCallsFormula,
    vendorUnreadable: row.vendorCallsUnreadable,
    psa: row.psaCalls,
  },
  temporalUrl: temporalUrl(deps, row.workflowId),
});

const account = (row: RunAccount, causes: Causes) => ({
  accountId: row.vendorAccountId,
  name: row.name,
  foreignId: row.foreignId,
  state: row.state,
  seats: row.seats,
  usersListed: row.usersListed,
  calls: row.calls,
  cause: causes(row.code, row.detail),
  readAt: isoOrNull(row.readAt),
  lastComplete:
    row.state === 'counted' || row.lastSeats === null || row.lastReadAt === null
      ? null
      : { seats: row.lastSeats, readAt: iso(row.lastReadAt), ageSeconds: ageSeconds(row.lastReadAt) },
});

async function stepOf(deps: ApiDependencies, run: ListedRun): Promise<string | null> {
  if (run.state !== 'running') return null;
  return askTemporal(deps, 1_000, (client) =>
    client.workflow.getHandle(run.workflowId).query(syncProgress),
  ).then(
    (progress) => progress.step,
    () => null,
  );
}

export const syncReadRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/syncs',
    tag,
    summary: 'Runs, newest first',
    needs: 'read',
    params: IdParams,
    query: SyncRunQuery,
    answers: { 200: SyncRunList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const terms = (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId);
      const causes = causesIn(rendererOf(call.request, terms));
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listRuns(db, key, { states: query.state, triggers: query.trigger }, page),
        (row) => wire(deps, row, causes),
      );
    },
  }),
  route({
    method: 'get',
    path: '/syncs/{runId}',
    tag,
    summary: 'One run: a page of its accounts with causes, totals, calls against the formula',
    needs: 'read',
    params: RunParams,
    query: SyncRunDetailQuery,
    answers: { 200: SyncRunDetail },
    handle: async ({ deps, caller, params, query, request }) => {
      const run = await findListedRun(deps.db, caller.tenantId, params.runId);
      if (run === null) throw new Problem('NotFound');
      const key = { tenantId: caller.tenantId, integrationId: run.integrationId };
      const terms = (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId);
      const causes = causesIn(rendererOf(request, terms));
      const accounts = await listByKey(
        deps,
        query,
        `accounts/${run.id}`,
        (db, page) => accountsOfRun(db, { ...key, runId: run.id }, { states: query.state, q: query.q }, page),
        (row) => account(row, causes),
        versionOfIntegration(key),
      );
      const progress = await runProgress(deps.db, caller.tenantId, run.id);
      const agreements = await agreementsOfRun(deps.db, run, caller.tenantId);
      return ok({
        ...wire(deps, run, causes),
        progress: { ...progress, step: await stepOf(deps, run) },
        accounts,
        agreements: {
          read: agreements.read,
          pending: agreements.pending,
          asLoaded: run.agreementsAsLoaded,
          inBackgroundRead: run.agreementsInBackgroundRead,
          failed: agreements.failed.map((row) => ({
            agreementId: row.agreementId,
            name: row.name,
            cause: causes(row.code, row.detail),
          })),
        },
      });
    },
  }),
];
