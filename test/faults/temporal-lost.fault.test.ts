import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { isRunning } from '../../embedded/process-identity.ts';
import { type RunningTemporal, startTemporal } from '../../embedded/temporal-server.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { temporalProgram } from '../environment/temporal.ts';
import {
  active,
  body,
  type Connected,
  everyLine,
  type Item,
  runEnds,
  startSync,
} from '../product/lifecycle.ts';
import { type Part, type Processes, startProcesses } from '../product/processes.ts';
import { openWire, type Wire } from '../product/wire.ts';

jest.setTimeout(120_000);

let folder: string;
let temporal: RunningTemporal;
/** The address stays the same when the next server stands at another port. */
let wire: Wire;
let product: Processes;
let worker: Part;
let integration: Connected;

/** In memory: whoever kills it loses everything it knew. */
const start = (): Promise<RunningTemporal> =>
  startTemporal({
    cliPath: temporalProgram(),
    dir: folder,
    storage: 'memory',
    namespace: 'seatwise',
    searchAttributes: searchAttributeNames,
    retentionDays: [1],
    ui: false,
  });

async function loseEverything(): Promise<void> {
  const { identity } = temporal;
  process.kill(temporal.pid, 'SIGKILL');
  await waitFor('its end', 5_000, () => Promise.resolve(isRunning(identity) ? null : true));
  temporal = await start();
  expect(temporal.adopted).toBe(false);
  wire.leadTo(temporal.address);
  // A worker may meet the moment in which its namespace is not there, and ends; its container starts it again.
  if (worker.hasEnded()) {
    process.stderr.write('    the worker had ended and is started again\n');
    worker = await product.startWorker();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-lost-'));
  temporal = await start();
  wire = await openWire(temporal.address);
  product = await startProcesses({
    temporal: { address: `127.0.0.1:${wire.port}`, namespace: temporal.namespace },
    env: { VENDOR_PARALLEL: '2' },
  });
  worker = await product.startWorker();
  integration = await active(product);
});
afterEach(() => product.control.latency(0));
afterAll(async () => {
  await product.close();
  await wire.cut();
  await temporal.stop();
  rmSync(folder, { recursive: true, force: true });
});

const runs = async (): Promise<readonly Item[]> =>
  body(await product.client.request('GET', `${integration.path}/syncs?limit=100`))['items'] as Item[];

async function expectRepaired(at: { readonly hour: number; readonly minute: number }): Promise<void> {
  const { status } = await waitFor('the integration’s workflow', 30_000, () =>
    product.temporal.workflow
      .getHandle(integrationWorkflowId(integration.id))
      .describe()
      .catch(() => null),
  );
  expect(status.name).toBe('RUNNING');
  const schedule = await waitFor('the schedule', 30_000, async () => {
    const now = body(await product.client.request('GET', `${integration.path}/schedule`));
    return now['live'] === true && now['exists'] === true ? now : null;
  });
  expect(schedule).toMatchObject({ ...at, paused: false });
  expect(schedule['nextTimes'].length).toBeGreaterThan(0);
}

describe('Temporal’s data lost, PostgreSQL kept', () => {
  it('during a sync: workflow, schedule and run are started again, and no account counts twice', async () => {
    const before = await everyLine(product, integration);
    await product.control.latency(200);
    const runId = await startSync(product, integration);
    await waitFor('the reading to begin', 15_000, async () => {
      const rows = await product.db
        .selectFrom('accountRead')
        .select('state')
        .where('syncRunId', '=', runId)
        .execute();
      return rows.filter(({ state }) => state === 'counted').length >= 2 ? true : null;
    });
    await loseEverything();
    await product.control.latency(0);
    await expectRepaired({ hour: 2, minute: 0 });

    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ id: runId, state: 'succeeded', trigger: 'manual' });
    const reads = await product.db
      .selectFrom('accountRead')
      .select(['vendorAccountId', 'state'])
      .where('syncRunId', '=', runId)
      .execute();
    const counts = await product.db
      .selectFrom('seatCount')
      .select('vendorAccountId')
      .where('lastRunId', '=', runId)
      .execute();
    expect(new Set(reads.map(({ state }) => state))).toEqual(new Set(['counted']));
    expect(counts.map((row) => row.vendorAccountId).sort()).toEqual(
      reads.map((row) => row.vendorAccountId).sort(),
    );
    // The first sync is not begun anew, and nothing else was started in the place of what was lost.
    expect((await runs()).map((run): unknown[] => [run['trigger'], run['state']])).toEqual([
      ['manual', 'succeeded'],
      ['first', 'succeeded'],
    ]);
    const versions = (lines: readonly Item[]) =>
      lines.map((line): unknown[] => [line['groupKey'], line['version']]);
    expect(versions(await everyLine(product, integration))).toEqual(versions(before));
    expect((await product.control.journal()).filter(({ kind }) => kind === 'change')).toEqual([]);
  });

  it('while nothing runs: people decide and sync as before, and the daily time is the one they chose', async () => {
    const chosen = { hour: 17, minute: 40 };
    await product.client.command('PUT', `${integration.path}/schedule`, chosen, integration.path);
    await loseEverything();
    await expectRepaired(chosen);
    const accounts = body(
      await product.client.request('GET', `${integration.path}/vendor-accounts?state=mapped`),
    );
    const key = randomUUID();
    await product.client.request(
      'POST',
      `${integration.path}/mapping-decisions`,
      {
        decisions: [{ kind: 'account', vendorId: accounts['items'][0].id, action: 'mark', mark: 'internal' }],
      },
      key,
    );
    const command = await waitFor('the decision', 15_000, async () => {
      const state = body(await product.client.request('GET', `${integration.path}/commands/${key}`));
      return state['state'] === 'done' ? state : null;
    });
    expect(command['body']['outcomes'][0]).toMatchObject({ ok: true, changed: true });
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    expect(await runs()).toHaveLength(3);
  });
});
