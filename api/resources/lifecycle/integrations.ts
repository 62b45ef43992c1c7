import { rendererOf } from '../../rendering.ts';
import { namesOf } from '../../names-of.ts';
import { Connect, IntegrationCard, IntegrationList } from '../../../contracts/api/integrations.ts';
import { VendorList } from '../../../contracts/api/vendors.ts';
import { labelOfIntegration } from '../../../db/integrations/integration-label.ts';
import { type CardRow, integrationCards } from '../../../db/lists/integration-cards.ts';
import { currencyOf } from '../../../db/people/people.ts';
import { type Kinds, termsOfKinds } from '../../../domain/kinds.ts';
import { shownStatus } from '../../../domain/states.ts';
import { connect } from '../../../use-cases/lifecycle/connect.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { CoalescedLookup } from '../../coalesced-lookup.ts';
import { type Causes, causesIn, Problem, problemItem } from '../../problems.ts';
import { created, ok, type Route, route, type UntypedCall } from '../../route.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { ensureIntegrationWorkflow } from '../../temporal/integration-workflow.ts';
import { isTemporalReachable } from '../../temporal/reachability.ts';
import { IdParams } from './integration-lookup.ts';
import { expectedTimes } from './schedule.ts';
import { vendorCards } from './vendor-cards.ts';

const tag = 'Integrations';

const wire = (row: CardRow, currency: string, causes: Causes) => ({
  id: row.id,
  vendor: row.vendor,
  module: row.module,
  psa: row.psa,
  phase: row.phase,
  status: shownStatus[row.phase],
  since: iso(row.phaseSince),
  cause: causes(row.phaseCode, row.phaseDetail),
  writeBackEnabled: row.writeBackEnabled,
  writeRight: row.writeRight,
  writeRightAt: isoOrNull(row.writeRightAt),
  createRight: row.createRight,
  createRightAt: isoOrNull(row.createRightAt),
  endRight: row.endRight,
  endRightAt: isoOrNull(row.endRightAt),
  keepNames: row.keepNames,
  createdAt: iso(row.createdAt),
  connectedAt: isoOrNull(row.connectedAt),
  finishedAt: isoOrNull(row.finishedAt),
  lastGoodSyncAt: isoOrNull(row.lastGoodSyncAt),
  nextSyncAt: isoOrNull(expectedTimes(row)[0] ?? null),
  accounts: {
    total: Number(row.accounts),
    mapped: Number(row.mapped),
    excluded: Number(row.excluded),
    unmapped: Number(row.unmapped),
  },
  seats: row.seats === null ? null : Number(row.seats),
  openLines: Number(row.openLines),
  onHoldLines: Number(row.onHoldLines),
  measures: row.measures,
  currency,
  activeRunId: row.activeRun,
  dataVersion: row.dataVersion,
});

interface Cards {
  readonly rows: readonly CardRow[];
  readonly currency: string;
}

async function readCards({ db }: ApiDependencies, tenantId: string, integrationId?: string): Promise<Cards> {
  const currency = await currencyOf(db, tenantId);
  return { rows: await integrationCards(db, tenantId, currency, integrationId), currency };
}

const cards = (
  { deps: { kinds }, request }: Pick<UntypedCall, 'deps' | 'request'>,
  { rows, currency }: Cards,
) => rows.map((row) => wire(row, currency, causesIn(rendererOf(request, termsOfKinds(kinds, row)))));

/** Sums over all accounts and lines, which every open console reads again at each event. */
const startPages = new CoalescedLookup<Cards>();

/** Only what can be connected is taken; each other choice has a code of its own. */
function requireAvailable(
  kinds: Kinds,
  choice: { vendor: string; module?: string | undefined; psa: string },
): void {
  const vendor = Object.values(kinds.vendors).find(({ kind }) => kind === choice.vendor);
  const reject = (
    code: 'VendorNotAvailable' | 'ModuleNotAvailable' | 'PsaNotAvailable',
    field: string,
  ): Problem => new Problem(code, { items: [problemItem(code, { field })] });
  if (vendor === undefined) throw reject('VendorNotAvailable', 'vendor');
  if (!vendor.modules.some(({ id, selectable }) => selectable && id === choice.module))
    throw reject('ModuleNotAvailable', 'module');
  if (!Object.values(kinds.psas).some(({ kind }) => kind === choice.psa))
    throw reject('PsaNotAvailable', 'psa');
}

/** Cards of what can be connected and of what is. */
export const integrationRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/vendors',
    tag,
    summary: 'Vendors with modules, credential sets and guide',
    needs: 'read',
    answers: { 200: VendorList },
    handle: ({ deps, request }) =>
      Promise.resolve(ok({ items: vendorCards(deps.kinds, (terms) => rendererOf(request, terms)) })),
  }),
  route({
    method: 'get',
    path: '/integrations',
    tag,
    summary: 'Integrations as cards',
    needs: 'read',
    answers: { 200: IntegrationList },
    handle: async (call) => {
      const { tenantId } = call.caller;
      return ok({ items: cards(call, await startPages.of(tenantId, () => readCards(call.deps, tenantId))) });
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}',
    tag,
    summary: 'One integration',
    needs: 'read',
    params: IdParams,
    answers: { 200: IntegrationCard },
    handle: async (call) => {
      const [card] = cards(call, await readCards(call.deps, call.caller.tenantId, call.params.id));
      if (card === undefined) throw new Problem('NotFound');
      return ok(card);
    },
  }),
  route({
    method: 'post',
    path: '/integrations',
    tag,
    summary:
      'Connect a vendor; after disconnecting, the same integration again, or a new one with another PSA',
    needs: 'connect',
    body: { schema: Connect, example: { vendor: 'duo', module: 'billing', psa: 'connectwise' } },
    answers: { 201: IntegrationCard },
    problems: [
      'VendorNotAvailable',
      'ModuleNotAvailable',
      'PsaNotAvailable',
      'AlreadyConnected',
      'TemporalUnavailable',
    ],
    idempotency: 'stored-after',
    handle: async ({ deps, caller, body, request, requestId }) => {
      requireAvailable(deps.kinds, body);
      const choice = { vendor: body.vendor, module: 'billing', psa: body.psa } as const;
      // Asked before anything is stored, so that a rejection leaves nothing behind.
      if (!(await isTemporalReachable(deps, 2_000))) throw new Problem('TemporalUnavailable');
      const key = await carryOut(deps.db, (tx) => connect(tx, choice, askedBy({ caller, requestId })));
      const { integrationId } = key;
      // So that the first answer about it has its names, a rejection too.
      await namesOf(deps, caller.tenantId, integrationId);
      // The row stands: where this start is lost, the repair loop or the first command starts the workflow.
      const label = await labelOfIntegration(deps.db, key, deps.kinds);
      await askTemporal(deps, 1_000, (client) => ensureIntegrationWorkflow(client, key, label)).catch(() => {
        deps.logger.warn(
          { requestId, integrationId },
          'the workflow of a new integration could not be started yet',
        );
      });
      const [card] = cards({ deps, request }, await readCards(deps, caller.tenantId, integrationId));
      if (card === undefined) throw new Error('an integration vanished while it was connected');
      return created(card);
    },
  }),
];
