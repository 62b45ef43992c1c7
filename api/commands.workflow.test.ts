import { randomUUID } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import request from 'supertest';
import type { IntegrationKey } from '../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { connected, countAll, load, setGates } from '../test/environment/seeded-integration.ts';
import { type RunningWorker, runWorker } from '../test/environment/scripted-workers.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { quietRuntime } from '../test/environment/temporal-runtime.ts';
import type { ActivityDependencies } from '../activities/runtime/dependencies.ts';
import { createReconActivities } from '../activities/index.ts';
import { integrationView } from '../contracts/temporal/messages.ts';
import { integrationWorkflowId, TaskQueue } from '../contracts/temporal/names.ts';
import { kinds } from '../test/environment/registered-kinds.ts';
import { workflowBundle } from '../test/environment/workflow-bundle.ts';

let api: ApiUnderTest;
let key: IntegrationKey;
let native: NativeConnection;
let namespace: string;
let accountIds: readonly string[];
let codePath: string;

beforeAll(async () => {
  quietRuntime();
  codePath = await workflowBundle();
  const temporal = await testNamespace();
  namespace = temporal.namespace;
  native = await NativeConnection.connect({ address: temporal.address });
  api = await apiUnderTest({ temporal });
  key = await connected(api.db, api.tenantId, 'mapping');
  await setGates(api.db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
  const accounts = [
    { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40 },
    { name: 'Quarry Ridge', foreignId: 'DA2', seats: 22 },
  ];
  await load(api.db, key, accounts, { 'Bluewater Dental': 30, 'Quarry Ridge': 25 });
  await countAll(api.db, key, accounts);
  const rows = await api.db.selectFrom('vendorAccount').select('id').orderBy('foreignId').execute();
  accountIds = rows.map(({ id }) => id);
});
afterAll(async () => {
  await api.close();
  await native.close();
});

const call = (method: 'get' | 'post' | 'put', path: string, body?: object, idempotencyKey?: string) => {
  const test = request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin);
  return (idempotencyKey === undefined ? test : test.set('Idempotency-Key', idempotencyKey)).send(body);
};
const replayed = ({ headers }: request.Response): unknown => headers['idempotent-replayed'];
const of = (path: string): string => `/integrations/${key.integrationId}${path}`;
const map = (index: number, psaId: string) => ({
  decisions: [{ kind: 'account', vendorId: accountIds[index], action: 'map', psaId }],
});

/**
 * A real worker of the `recon` queue, which answers when `work` begins; the vendors' queues have none, so that no
 * request leaves.
 */
async function startWorker(): Promise<RunningWorker> {
  const unused = null as unknown;
  const deps = {
    db: api.db,
    keyRing: api.deps.keyRing,
    temporal: api.deps.temporal.client,
    kinds,
    vendors: unused,
    psa: unused,
    reading: { cancelPollMs: 100, heartbeatTimeoutMs: 60_000 },
    writing: { unknownWaitMs: 60_000 },
    publicUrl: null,
    now: () => new Date(),
  } as unknown as ActivityDependencies;
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: TaskQueue.recon,
    workflowBundle: { codePath },
    activities: createReconActivities(deps),
    // As in the product: what an ended worker left is taken up soon.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const entity = api.deps.temporal.client.workflow.getHandle(integrationWorkflowId(key.integrationId));
  const running = runWorker(worker);
  await until(() => entity.query(integrationView).catch(() => null));
  return running;
}

async function withWorker(work: () => Promise<void>): Promise<void> {
  const worker = await startWorker();
  try {
    await work();
  } finally {
    await worker.stop();
  }
}

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error('not within 20 s');
    await new Promise((proceed) => setTimeout(proceed, 100));
  }
}
const whenDone = (commandId: string) =>
  until(async () => {
    const { body } = await call('get', of(`/commands/${commandId}`)).expect(200);
    return (body as { state: string }).state === 'done' ? (body as { status: number; body: unknown }) : null;
  });

describe('while no worker runs', () => {
  it('decisions are taken with a link and applied later, in order, once', async () => {
    const keys = [randomUUID(), randomUUID()];
    const first = await call('post', of('/mapping-decisions'), map(0, '1'), keys[0]);
    expect(first.status).toBe(202);
    expect(first.body).toEqual({ commandId: keys[0], state: 'received', link: first.headers['location'] });
    expect((await call('post', of('/mapping-decisions'), map(0, '1'), keys[0])).status).toBe(202);
    const unmap = { decisions: [{ kind: 'account', vendorId: accountIds[0], action: 'unmap' }] };
    expect((await call('post', of('/mapping-decisions'), unmap, keys[1])).status).toBe(202);
    expect((await call('get', of('/status'))).body).toMatchObject({ live: false, waitingCommands: 2 });
    await withWorker(async () => {
      await whenDone(keys[0]!);
      await whenDone(keys[1]!);
    });
    expect(await api.db.selectFrom('accountMapping').selectAll().execute()).toEqual([]);
    const audit = await call('get', '/audit?q=' + accountIds[0]!);
    expect((audit.body.items as { action: string }[]).map(({ action }) => action)).toEqual([
      'mapping.unmap-account',
      'mapping.map-account',
    ]);
  });

  it('commands answer 503 WorkerUnavailable within 3 s; the repeat goes through once a worker runs', async () => {
    const commandId = randomUUID();
    const started = Date.now();
    const response = await call('post', of('/finish'), {}, commandId);
    const seconds = (Date.now() - started) / 1_000;
    process.stdout.write(`503 WorkerUnavailable within ${seconds} s (target 3)\n`);
    expect([response.status, response.body.code]).toEqual([503, 'WorkerUnavailable']);
    expect(seconds).toBeLessThan(9);
    await withWorker(async () => {
      const again = await call('post', of('/finish'), {}, commandId);
      expect([again.status, again.body.code]).toEqual([409, 'GateNotMet']);
      expect(again.body.errors).toEqual([expect.objectContaining({ part: 'account-mapping' })]);
      expect(await whenDone(commandId)).toMatchObject({ status: 409, body: { code: 'GateNotMet' } });
    });
  });
});

describe('with a worker', () => {
  let worker: RunningWorker;
  beforeAll(async () => {
    worker = await startWorker();
  });
  afterAll(() => worker.stop());

  it('a decision answers with the outcome of each; the same key gives the same; another body is rejected', async () => {
    const commandId = randomUUID();
    const body = {
      decisions: [
        ...map(0, '1').decisions,
        { kind: 'account', vendorId: randomUUID(), action: 'map', psaId: '1' },
      ],
    };
    const first = await call('post', of('/mapping-decisions'), body, commandId);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      commandId,
      outcomes: [{ ok: true }, { ok: false, code: 'AccountUnknown' }],
    });
    const again = await call('post', of('/mapping-decisions'), body, commandId);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect([first, again].map(replayed)).toEqual([undefined, 'true']);
    const { items } = (await call('get', of('/vendor-accounts?state=mapped&company=1'))).body;
    expect(items[0].mapping).toMatchObject({ origin: 'person', decidedByName: expect.any(String) });
    const other = await call('post', of('/mapping-decisions'), map(1, '2'), commandId);
    expect([other.status, other.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    const asUpdate = await call('post', of('/pause'), undefined, commandId);
    expect([asUpdate.status, asUpdate.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect((await call('get', of('/status'))).body).toMatchObject({
      live: true,
      phase: 'mapping',
      gateTwo: { open: true },
    });
  });

  it('a rejected phase is a problem body, and the entity started from its row where it was missing', async () => {
    await api.deps.temporal.client.workflow.getHandle(integrationWorkflowId(key.integrationId)).terminate();
    const commandId = randomUUID();
    const response = await call('post', of('/pause'), undefined, commandId);
    expect([response.status, response.body.code]).toEqual([409, 'PhaseRejected']);
    expect(response.body.requestId).toBe(response.headers['x-request-id']);
    const again = await call('post', of('/pause'), undefined, commandId);
    expect([again.status, again.body.code]).toEqual([409, 'PhaseRejected']);
    expect([response, again].map(replayed)).toEqual([undefined, 'true']);
  });

  it('two syncs asked at once become one run, which the other joins; a cancel ends it; the next is free', async () => {
    await api.db.updateTable('integration').set({ phase: 'active', finishedAt: new Date() }).execute();
    const answers = await Promise.all([1, 2].map(() => call('post', of('/syncs'), { mode: 'full' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    const [one, two] = answers.map(({ body }) => (body as { runId: string }).runId);
    expect(one).toBe(two);
    await until(async () => {
      const { body } = await call('get', `/syncs/${one!}`).expect(200);
      return (body as { state: string }).state === 'running' ? true : null;
    });
    const canceled = await call('post', `/syncs/${one!}/cancel`);
    expect([200, 202]).toContain(canceled.status);
    const ended = await until(async () => {
      const { body } = await call('get', `/syncs/${one!}`).expect(200);
      return ['queued', 'running'].includes((body as { state: string }).state)
        ? null
        : (body as { state: string });
    });
    expect(ended.state).toBe('canceled');
    const late = await call('post', `/syncs/${one!}/cancel`);
    expect([late.status, late.body.code]).toEqual([409, 'SyncRunNotActive']);
  });

  it('a line that is read again joins a run that reads it, and nothing else begins beside it', async () => {
    const { items } = (await call('get', '/usage-lines').expect(200)).body as { items: { id: string }[] };
    const ask = async (path: string, body: object = {}): Promise<unknown[]> => {
      const answer = await call('post', path, body);
      const { code, joined, runId } = answer.body as { code?: string; joined?: boolean; runId?: string };
      return [answer.status, code ?? joined, runId];
    };
    const [line, other] = items.map(({ id }) => `/usage-lines/${id}/read-again`) as [string, string];
    const cancel = async (runId: unknown) => {
      await call('post', `/syncs/${String(runId)}/cancel`);
      await until(async () =>
        (await call('get', `/syncs/${String(runId)}`)).body.state === 'canceled' ? true : null,
      );
    };
    const [status, joined, runId] = await ask(line);
    expect([status, joined]).toEqual([202, false]);
    expect(await ask(line)).toEqual([200, true, runId]);
    expect(await ask(other)).toEqual([409, 'SyncRunActive', undefined]);
    expect(await ask(of('/syncs'), { mode: 'full' })).toEqual([409, 'SyncRunActive', undefined]);
    await cancel(runId);
    const [, , full] = await ask(of('/syncs'), { mode: 'full' });
    expect(await ask(line)).toEqual([200, true, full]);
    await cancel(full);
  });

  it('a run whose workflow was terminated is ended as an orphan by the next one', async () => {
    const first = await call('post', of('/syncs'), { mode: 'full' }).expect(202);
    // Once it has begun: an activity that takes a run outlives its workflow.
    await until(async () =>
      (await call('get', `/syncs/${first.body.runId as string}`)).body.state === 'running' ? true : null,
    );
    const run = await api.db
      .selectFrom('syncRun')
      .select('workflowId')
      .where('id', '=', first.body.runId as string)
      .executeTakeFirstOrThrow();
    await api.deps.temporal.client.workflow.getHandle(run.workflowId).terminate('by hand');
    const commandId = randomUUID();
    const next = await call('post', of('/syncs'), { mode: 'full' }, commandId).expect(202);
    expect(next.body.runId).not.toBe(first.body.runId);
    const orphan = await call('get', `/syncs/${first.body.runId as string}`).expect(200);
    expect(orphan.body).toMatchObject({ state: 'failed', cause: { code: 'Orphaned' } });
    const again = await call('post', of('/syncs'), { mode: 'full' }, commandId);
    expect([again.status, again.body]).toEqual([202, next.body]);
    expect([next, again].map(replayed)).toEqual([undefined, 'true']);
    await api.deps.temporal.client.workflow
      .getHandle(`sync/${key.integrationId}/manual/${commandId}`)
      .terminate();
    const gone = await call('post', `/syncs/${next.body.runId as string}/cancel`).expect(200);
    expect(gone.body.state).toBe('canceled');
  });

  it('retrying failed accounts without any is rejected', async () => {
    await api.db.deleteFrom('accountRead').execute();
    const response = await call('post', of('/syncs'), { mode: 'failed-accounts' });
    expect([response.status, response.body.code]).toEqual([409, 'NothingToRetry']);
  });

  it('disconnected and connected again is the same integration with its mappings, with another PSA a new one', async () => {
    const commandId = randomUUID();
    const response = await call('post', of('/disconnect'), undefined, commandId);
    expect([200, 202]).toContain(response.status);
    await until(async () => {
      const { body } = await call('get', of('/status')).expect(200);
      return (body as { phase: string }).phase === 'disconnected' ? true : null;
    });
    const rejected = await call('post', of('/mapping-decisions'), map(1, '2'));
    expect([rejected.status, rejected.body.code]).toEqual([409, 'PhaseRejected']);
    const choice = { vendor: 'duo', module: 'billing', psa: 'connectwise' };
    const other = await call('post', '/integrations', { ...choice, psa: 'autotask' }).expect(201);
    expect(other.body).toMatchObject({
      psa: 'autotask',
      phase: 'awaiting-credentials',
      accounts: { total: 0 },
    });
    expect(other.body.id).not.toBe(key.integrationId);
    const held = await call('post', '/integrations', choice);
    expect([held.status, held.body.code]).toEqual([409, 'AlreadyConnected']);
    const cards = await call('get', '/integrations').expect(200);
    expect(cards.body.items).toMatchObject([{ id: other.body.id }, { id: key.integrationId }]);
    await call('post', `/integrations/${other.body.id}/disconnect`);
    await until(async () => {
      const { body } = await call('get', `/integrations/${other.body.id}`).expect(200);
      return (body as { phase: string }).phase === 'disconnected' ? true : null;
    });
    const again = await call('post', '/integrations', choice).expect(201);
    expect(again.body).toMatchObject({
      id: key.integrationId,
      phase: 'awaiting-credentials',
      accounts: { mapped: 1 },
    });
    const twice = await call('post', '/integrations', choice);
    expect([twice.status, twice.body.code]).toEqual([409, 'AlreadyConnected']);
  });

  it('a command under way whose workflow is ended is answered by the next one, which reads it from its row', async () => {
    const duo = {
      integrationKey: 'DIWJ8X6AEYOR5OMC6TQ1',
      secretKey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
      apiHostname: 'api-1a2b3c4d.duosecurity.com',
    };
    const psa = {
      site: 'api-na.myconnectwise.net', companyId: 'harborlane', publicKey: 'publicpublicpublic',
      privateKey: 'privateprivate1234', clientId: '00000000-0000-4000-8000-000000000000',
    }; // prettier-ignore
    for (const [set, fields] of [
      ['accounts-api', duo],
      ['admin-api', duo],
      ['psa', psa],
    ] as const)
      await call('put', of(`/credentials/${set}`), fields).expect(200);
    const commandId = randomUUID();
    // Nobody serves the vendors' queues, so the command stays under way.
    const answer = call('post', of('/authenticate'), {}, commandId).then((response) => response);
    const handle = api.deps.temporal.client.workflow.getHandle(integrationWorkflowId(key.integrationId));
    const runThatProbes = (than?: string) =>
      until(async () => {
        const run = await handle.describe().catch(() => null);
        const probes = run?.raw.pendingActivities?.some(
          ({ activityType }) => activityType?.name === 'verifyVendor',
        );
        return probes === true && run !== null && run.runId !== than ? run.runId : null;
      });
    const first = await runThatProbes();
    await handle.terminate('ended in the Temporal UI');
    const { status, body } = await answer;
    expect([status, body]).toMatchObject([202, { commandId, state: 'received' }]);
    // Started for it by the same request, which nobody repeated.
    await runThatProbes(first);
    expect((await call('post', of('/authenticate'), {}, commandId)).status).toBe(202);
  });
});
