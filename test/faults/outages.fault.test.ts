import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../db/core/database.ts';
import { migrate } from '../../db/core/migrate.ts';
import { type RunningPostgres, startPostgres } from '../../embedded/postgres.ts';
import { isRunning } from '../../embedded/process-identity.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { testNamespace } from '../environment/temporal.ts';
import { active, body, type Connected, everyLine, runEnds, startSync } from '../product/lifecycle.ts';
import { answerTarget, type Part, type Processes, startProcesses, timed } from '../product/processes.ts';
import { openWire, type Wire } from '../product/wire.ts';

jest.setTimeout(60_000);

let folder: string;
let postgres: RunningPostgres;
let temporalWire: Wire;
let product: Processes;
let worker: Part;
let integration: Connected;

const start = (port?: number): Promise<RunningPostgres> =>
  startPostgres({ dir: join(folder, 'postgres'), mode: 'durable', ...(port === undefined ? {} : { port }) });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-outages-'));
  chmodSync(folder, 0o711);
  postgres = await start();
  const db = openDatabase({ url: postgres.url, poolMax: 1 });
  await migrate(db);
  await db.destroy();
  const temporal = await testNamespace();
  temporalWire = await openWire(temporal.address);
  product = await startProcesses({
    databaseUrl: postgres.url,
    temporal,
    dialled: { temporalAddress: `127.0.0.1:${temporalWire.port}` },
  });
  worker = await product.startWorker();
  integration = await active(product);
});
afterEach(() => product.control.latency(0));
afterAll(async () => {
  await product.close();
  await temporalWire.cut();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Step = readonly [name: string, call: () => ReturnType<Processes['client']['request']>];

const reads = (): readonly Step[] =>
  [
    '/integrations',
    `${integration.path}/status`,
    `${integration.path}/schedule`,
    `/usage-lines?integration=${integration.id}`,
    `${integration.path}/syncs`,
  ].map((path) => [`GET ${path.replace(integration.id, '…')}`, () => product.client.request('GET', path)]);

const sync = (key: string) =>
  product.client.request('POST', `${integration.path}/syncs`, { mode: 'full' }, key);

/** Starts a sync and waits until it is in the middle of the accounts. */
async function syncUnderWay(): Promise<string> {
  await product.control.latency(200);
  const runId = await startSync(product, integration);
  await waitFor('the reading to begin', 15_000, async () => {
    const rows = await product.db
      .selectFrom('accountRead')
      .select('state')
      .where('syncRunId', '=', runId)
      .execute();
    return rows.some(({ state }) => state === 'counted') ? true : null;
  });
  return runId;
}

function expectUnavailable(
  answer: {
    readonly status: number;
    readonly body: unknown;
    readonly headers: Headers;
    readonly seconds: number;
  },
  code: string,
): void {
  expect([answer.status, body(answer)['code']]).toEqual([503, code]);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.seconds).toBeLessThan(3 * answerTarget);
}

async function expectWhole(runId: string): Promise<void> {
  const rows = await product.db
    .selectFrom('accountRead')
    .select('state')
    .where('syncRunId', '=', runId)
    .execute();
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['counted']));
  const counts = await product.db
    .selectFrom('seatCount')
    .select('id')
    .where('lastRunId', '=', runId)
    .execute();
  expect(counts).toHaveLength(rows.length);
}

describe('servers going away under a running product', () => {
  it('Temporal cut off during a sync: reads go on, writes get 503, and all goes on when it is back', async () => {
    const processes = [product.api(), worker];
    const lines = (await everyLine(product, integration)).length;
    const runId = await syncUnderWay();
    await temporalWire.cut();
    for (const [name, call] of reads()) {
      const answer = await timed(`Temporal down, ${name}`, call);
      expect(answer.status).toBe(200);
      expect(answer.seconds).toBeLessThan(3 * answerTarget);
    }
    expect(await everyLine(product, integration)).toHaveLength(lines);
    const status = body(await product.client.request('GET', `${integration.path}/status`));
    expect(status).toMatchObject({ live: false, phase: 'active', activeRun: { runId } });
    const key = randomUUID();
    expectUnavailable(await timed('Temporal down, POST …/syncs', () => sync(key)), 'TemporalUnavailable');
    expectUnavailable(
      await timed('Temporal down, PUT …/schedule', () =>
        product.client.request('PUT', `${integration.path}/schedule`, { hour: 4, minute: 30 }, randomUUID()),
      ),
      'TemporalUnavailable',
    );
    expectUnavailable(
      await timed('Temporal down, POST …/mapping-decisions', () =>
        product.client.request(
          'POST',
          `${integration.path}/mapping-decisions`,
          { decisions: [{ kind: 'account', vendorId: randomUUID(), action: 'unmap' }] },
          randomUUID(),
        ),
      ),
      'TemporalUnavailable',
    );

    await temporalWire.mend();
    await waitFor('a live status', 10_000, async () =>
      body(await product.client.request('GET', `${integration.path}/status`))['live'] === true ? true : null,
    );
    await product.control.latency(0);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectWhole(runId);
    const after = await waitFor('writes', 10_000, async () => {
      const answer = await sync(key);
      return answer.status === 503 ? null : answer;
    });
    expect([200, 202]).toContain(after.status);
    expect(await runEnds(product, body(after)['runId'] as string)).toMatchObject({ state: 'succeeded' });
    expect(processes.map((part) => part.hasEnded())).toEqual([false, false]);
  });

  it('PostgreSQL killed during a sync: everything gets 503, and all goes on when it is back', async () => {
    const processes = [product.api(), worker];
    const runId = await syncUnderWay();
    const { port, identity } = postgres;
    process.kill(postgres.pid, 'SIGKILL');
    await waitFor('its end', 5_000, () => Promise.resolve(isRunning(identity) ? null : true));
    for (const [name, call] of [...reads().slice(0, 2), ['POST …/syncs', () => sync(randomUUID())] as Step])
      expectUnavailable(await timed(`PostgreSQL down, ${name}`, call), 'DatabaseUnavailable');
    expect((await fetch(`${product.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${product.origin}/readyz`)).status).toBe(503);

    postgres = await start(port);
    expect(postgres.port).toBe(port);
    await product.control.latency(0);
    await waitFor('reads', 15_000, async () =>
      (await product.client.request('GET', '/integrations')).status === 200 ? true : null,
    );
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectWhole(runId);
    expect(processes.map((part) => part.hasEnded())).toEqual([false, false]);
  });
});
