import { namesOf } from '../../names-of.ts';
import type { Request } from 'express';
import { termsOfKinds } from '../../../domain/kinds.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { IntegrationStatus } from '../../../contracts/api/integrations.ts';
import {
  integrationView,
  type IntegrationView,
  syncProgress,
  type SyncProgress,
} from '../../../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../../../contracts/temporal/names.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import { type Gate, readGates } from '../../../db/integrations/gates.ts';
import type { Integration } from '../../../db/integrations/integrations.ts';
import { type MappingCounts, mappingCounts, waitingCommands } from '../../../db/lists/integration-cards.ts';
import { findListedRun, type ListedRun, runProgress } from '../../../db/lists/sync-runs.ts';
import { stallOf } from '../../../db/runs/run-stalls.ts';
import { agreementTotals } from '../../../db/readings/agreement-reads.ts';
import { activeRun } from '../../../db/runs/sync-runs.ts';
import { gateOne, type GatePart, gateParts, gateTwo } from '../../../domain/gates.ts';
import { shownStatus } from '../../../domain/states.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { causesIn } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { ok, type Route, route, type UntypedCall } from '../../route.ts';
import { stallWire } from '../../stall-wire.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

/** How long a live answer is waited for; then the rows answer alone (platform.md 1.5). */
const queryMs = 2_000;

/** Where it stands right now: the workflow's own word, with the rows beside (architecture.md 7). */
export const integrationStatusRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/status',
    tag: 'Integrations',
    summary: 'Phase, the three indicators, both gates, active run',
    needs: 'read',
    params: IdParams,
    answers: { 200: IntegrationStatus },
    handle: async (call) => {
      const { deps } = call;
      const key = keyOf(call);
      await integrationOf(deps.db, key);
      const active = await activeRun(deps.db, key);
      const [view, progress] = await Promise.all([
        live<IntegrationView>(deps, integrationWorkflowId(key.integrationId), (handle) =>
          handle.query(integrationView),
        ),
        active === null
          ? null
          : live<SyncProgress>(deps, active.workflowId, (handle) => handle.query(syncProgress)),
      ]);
      // Read after the query: what the workflow said has been committed by then.
      const integration = await integrationOf(deps.db, key);
      const gates = await readGates(deps.db, key);
      return ok({
        ...whole(call, integration, gates, view, await mappingCounts(deps.db, key)),
        waitingCommands: view?.waitingCommands ?? (await waitingCommands(deps.db, key)),
        billingDays: await billingDays(deps, key),
        activeRun: await runNow(call, key, progress),
      });
    },
  }),
];

async function billingDays({ db }: ApiDependencies, key: IntegrationKey) {
  const settings = await compositionSettings(db, key);
  const { timeZone, timeZoneOf, timeZoneKnown, unknownTimeZone } = settings;
  return { timeZone, setBy: timeZoneOf, known: timeZoneKnown, psaSays: unknownTimeZone };
}

type Handle = ReturnType<ApiDependencies['temporal']['client']['workflow']['getHandle']>;

/** Null: no worker or no server answered. */
function live<T>(
  deps: ApiDependencies,
  workflowId: string,
  ask: (handle: Handle) => Promise<T>,
): Promise<T | null> {
  return askTemporal(deps, queryMs, (client) => ask(client.workflow.getHandle(workflowId))).catch(() => null);
}

function whole(
  { deps: { kinds }, request }: { readonly deps: ApiDependencies; readonly request: Request },
  integration: Integration,
  gates: Readonly<Record<GatePart, Gate>>,
  view: IntegrationView | null,
  counts: MappingCounts,
) {
  const phase = view?.phase ?? integration.phase;
  const called = termsOfKinds(kinds, integration);
  const causes = causesIn(rendererOf(request, called));
  const one = gateOne({
    integration: gates.integration.status,
    accounts: gates.accounts.status,
    services: gates.services.status,
  });
  const two = gateTwo({ mappedAccounts: counts.mapped, mappedServices: counts.mappedServices });
  return {
    live: view !== null,
    readAt: new Date().toISOString(),
    phase,
    status: shownStatus[phase],
    since: iso(integration.phaseSince),
    cause: causes(integration.phaseCode, integration.phaseDetail),
    indicators: gateParts.map((part) => ({
      part,
      status: gates[part].status,
      since: iso(gates[part].since),
      loaded: gates[part].loaded,
      cause: causes(gates[part].code, gates[part].detail),
      waitsUntil: isoOrNull(gates[part].waitsUntil),
    })),
    gateOne: { open: one.open, missing: one.missing },
    gateTwo: { open: two.met, missing: two.missing },
    busyWith: view?.busyWith ?? null,
    dataVersion: String(integration.dataVersion),
  };
}

async function runNow(
  call: Pick<UntypedCall, 'deps' | 'request'>,
  key: IntegrationKey,
  progress: SyncProgress | null,
) {
  const { deps } = call;
  const active = await activeRun(deps.db, key);
  const run = active === null ? null : await findListedRun(deps.db, key.tenantId, active.id);
  return run === null ? null : activeRunWire(call, key, run, progress);
}

async function activeRunWire(
  { deps, request }: Pick<UntypedCall, 'deps' | 'request'>,
  key: IntegrationKey,
  run: ListedRun,
  progress: SyncProgress | null,
) {
  const rows = await runProgress(deps.db, key.tenantId, run.id);
  const agreements = await agreementTotals(deps.db, { tenantId: key.tenantId, syncRunId: run.id });
  return {
    runId: run.id,
    state: run.state,
    trigger: run.trigger,
    step: progress?.step ?? null,
    accountsDone: rows.done,
    accountsTotal: rows.total,
    accountsFailed: rows.failed,
    agreementsDone: agreements === null ? 0 : agreements.read + agreements.failed,
    agreementsTotal: agreements?.total ?? null,
    agreementsFailed: agreements?.failed ?? 0,
    queuedAt: iso(run.queuedAt),
    startedAt: isoOrNull(run.startedAt),
    cancelRequested: run.cancelRequestedAt !== null,
    stalled: stallWire(
      stallOf(run),
      causesIn(
        rendererOf(request, (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId)),
      ),
    ),
  };
}
