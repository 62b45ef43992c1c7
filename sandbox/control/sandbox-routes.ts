import { z } from 'zod';
import { contractRules } from '../contract-rules.ts';
import { credentialsOf } from '../credentials.ts';
import { injectedFaultSchema } from '../fault-kinds.ts';
import { makeInvoice, undoInvoice } from '../scenarios/second-act.ts';
import { momentSchema } from '../edit-moments.ts';
import { scenarioNames } from '../../domain/scenarios.ts';
import { psaNames, vendorNames } from '../vendor-names.ts';
import type { ScenarioStore } from '../scenario-store.ts';
import { makeInvoiceSchema, undoInvoiceSchema } from './person-edit.ts';
import { ControlError } from './control-error.ts';
import { get, parameter, post, type ControlRoute } from './route.ts';

const seq = z.coerce.number().int().min(0);

/** Calls about the sandbox as a whole: scenario, acts, invoices, request log, faults, latency. */
export const sandboxRoutes: readonly ControlRoute[] = [
  get('/state', ({ store }) => stateOf(store)),
  get('/scenario', ({ store }) => ({
    scenario: store.scenario.name,
    seed: store.scenario.seed,
    act: store.scenario.act,
    duo: store.scenario.duo,
    connectwise: store.scenario.connectwise,
    autotask: store.scenario.autotask,
    halopsa: store.scenario.halopsa,
  })),
  get(
    '/scenario/:vendor',
    ({ store }, call) => store.scenario[z.enum(vendorNames).parse(parameter(call, 'vendor'))],
  ),
  get('/billing-rules/:psa', ({ store }, call) => ({
    rules: contractRules(store.scenario, z.enum(psaNames).parse(parameter(call, 'psa'))),
  })),
  post(
    '/instances',
    z.strictObject({ vendor: z.enum(vendorNames), kind: z.enum(['copy', 'other', 'moved', 'replaced']) }),
    ({ store, scenarioReplaced }, { vendor, kind }) => {
      if (vendor === 'duo' && (kind === 'copy' || kind === 'moved'))
        throw new ControlError(400, 'Duo reports no ID of the parent: only another parent can be told apart');
      const made = store.addInstance(vendor, kind);
      scenarioReplaced();
      return made;
    },
  ),
  get('/instances', ({ store }) => ({ instances: store.scenario.instances ?? [] })),
  get('/request-log', ({ store }, { query }) => ({
    entries: store.requestLog.after(seq.parse(query.get('after') ?? '0')),
    last: store.requestLog.last,
    requestLogId: store.requestLog.id,
  })),
  post(
    '/scenario',
    z.strictObject({ name: z.enum(scenarioNames), seed: z.number().int().optional() }),
    ({ store, scenarioReplaced }, { name, seed }) => {
      store.load(name, seed);
      scenarioReplaced();
      return stateOf(store);
    },
  ),
  post('/act-two', z.strictObject({}), ({ store }) => {
    if (!store.playActTwo()) throw new ControlError(409, 'This scenario has no second act left to play');
    return stateOf(store);
  }),
  post('/make-invoice', makeInvoiceSchema, ({ store }, { agreementIds }) => {
    const before = store.requestLog.last;
    makeInvoice(store.scenario, agreementIds, store.requestLog, store.now());
    store.save();
    return { changes: store.requestLog.after(before) };
  }),
  post('/undo-invoice', undoInvoiceSchema, ({ store }, { agreementIds }) => {
    const before = store.requestLog.last;
    undoInvoice(store.scenario, agreementIds, store.requestLog, store.now());
    store.save();
    return { changes: store.requestLog.after(before) };
  }),
  post('/faults', injectedFaultSchema, ({ store }, order) => store.faults.inject(order)),
  get('/faults', ({ store }) => ({ faults: store.faults.list() })),
  { method: 'DELETE', pattern: '/faults', run: ({ store }) => ({ cleared: store.faults.clear() }) },
  {
    method: 'DELETE',
    pattern: '/faults/:id',
    run: ({ store }, call) => ({ cleared: store.faults.clear(seq.parse(parameter(call, 'id'))) }),
  },
  post('/moments', momentSchema, ({ store }, order) => store.moments.inject(order)),
  get('/moments', ({ store }) => ({ moments: store.moments.list() })),
  { method: 'DELETE', pattern: '/moments', run: ({ store }) => ({ cleared: store.moments.clear() }) },
  {
    method: 'DELETE',
    pattern: '/moments/:id',
    run: ({ store }, call) => ({ cleared: store.moments.clear(seq.parse(parameter(call, 'id'))) }),
  },
  post('/late-effects/release', z.strictObject({}), ({ store }) => ({
    released: store.lateEffects.release(),
  })),
  post('/latency', z.strictObject({ ms: z.number().int().min(0).max(60_000) }), ({ store }, { ms }) => {
    store.latencyMs = ms;
    return { ms };
  }),
];

/** What a person needs to know at a glance: which scenario, how large, how to connect to it. */
function stateOf(store: ScenarioStore): SandboxState {
  const { scenario } = store;
  const { duo, connectwise } = scenario;
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    act: scenario.act,
    hasSecondAct: scenario.secondAct !== null && scenario.act === 1,
    credentials: credentialsOf(scenario),
    counts: {
      children: duo.children.length,
      users: [duo.parent, ...duo.children].reduce((sum, account) => sum + account.users.length, 0),
      companies: connectwise.companies.length,
      agreements: connectwise.agreements.length,
      lines: connectwise.additions.length,
      products: connectwise.products.length,
    },
    latencyMs: store.latencyMs,
    faults: store.faults.list().length,
    moments: store.moments.list().length,
    lateEffects: store.lateEffects.waiting,
    requestLog: store.requestLog.last,
  };
}

export interface SandboxState {
  readonly scenario: string;
  readonly seed: number;
  readonly act: number;
  readonly hasSecondAct: boolean;
  readonly credentials: ReturnType<typeof credentialsOf>;
  readonly counts: Readonly<
    Record<'children' | 'users' | 'companies' | 'agreements' | 'lines' | 'products', number>
  >;
  readonly latencyMs: number;
  readonly faults: number;
  readonly moments: number;
  /** Calls that are still to be handled late. */
  readonly lateEffects: number;
  /** Number of the newest log entry. */
  readonly requestLog: number;
}
