import { z } from 'zod';
import { credentialsOf } from '../credentials.ts';
import { injectedFaultSchema } from '../fault-kinds.ts';
import { makeInvoice, undoInvoice } from '../scenarios/acts.ts';
import { momentSchema } from '../moments.ts';
import { scenarioNames } from '../../domain/scenarios.ts';
import { vendorNames } from '../vendor-names.ts';
import type { WorldStore } from '../world-store.ts';
import { makeInvoiceSchema, undoInvoiceSchema } from './person-edit.ts';
import { ControlError } from './rejecting.ts';
import { get, parameter, post, type ControlRoute } from './route.ts';

const seq = z.coerce.number().int().min(0);

/** Calls about the sandbox as a whole: scenario, acts, invoices, journal, faults, latency. */
export const sandboxRoutes: readonly ControlRoute[] = [
  get('/state', ({ store }) => stateOf(store)),
  get('/world', ({ store }) => ({
    scenario: store.world.scenario,
    seed: store.world.seed,
    act: store.world.act,
    duo: store.world.duo,
    connectwise: store.world.connectwise,
    autotask: store.world.autotask,
    halopsa: store.world.halopsa,
  })),
  get(
    '/world/:vendor',
    ({ store }, call) => store.world[z.enum(vendorNames).parse(parameter(call, 'vendor'))],
  ),
  post(
    '/instances',
    z.strictObject({ vendor: z.enum(vendorNames), kind: z.enum(['copy', 'other', 'moved']) }),
    ({ store, worldReplaced }, { vendor, kind }) => {
      if (vendor === 'duo' && kind !== 'other')
        throw new ControlError(400, 'Duo reports no ID of the parent: only another parent can be told apart');
      const made = store.addInstance(vendor, kind);
      worldReplaced();
      return made;
    },
  ),
  get('/instances', ({ store }) => ({ instances: store.world.instances ?? [] })),
  get('/journal', ({ store }, { query }) => ({
    entries: store.journal.after(seq.parse(query.get('after') ?? '0')),
    last: store.journal.last,
    journalId: store.journal.id,
  })),
  post(
    '/scenario',
    z.strictObject({ name: z.enum(scenarioNames), seed: z.number().int().optional() }),
    ({ store, worldReplaced }, { name, seed }) => {
      store.load(name, seed);
      worldReplaced();
      return stateOf(store);
    },
  ),
  post('/act-two', z.strictObject({}), ({ store }) => {
    if (!store.playActTwo()) throw new ControlError(409, 'This world has no second act left to play');
    return stateOf(store);
  }),
  post('/make-invoice', makeInvoiceSchema, ({ store }, { agreementIds }) => {
    const before = store.journal.last;
    makeInvoice(store.world, agreementIds, store.journal, store.now());
    store.save();
    return { changes: store.journal.after(before) };
  }),
  post('/undo-invoice', undoInvoiceSchema, ({ store }, { agreementIds }) => {
    const before = store.journal.last;
    undoInvoice(store.world, agreementIds, store.journal, store.now());
    store.save();
    return { changes: store.journal.after(before) };
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

/** What a person needs to know at a glance: which world, how large, how to connect to it. */
function stateOf(store: WorldStore): SandboxState {
  const { world } = store;
  const { duo, connectwise } = world;
  return {
    scenario: world.scenario,
    seed: world.seed,
    act: world.act,
    hasSecondAct: world.secondAct !== null && world.act === 1,
    credentials: credentialsOf(world),
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
    journal: store.journal.last,
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
  /** Number of the newest journal entry. */
  readonly journal: number;
}
