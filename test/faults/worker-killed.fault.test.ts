import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { RequestEntry } from '../../sandbox/journal.ts';
import { active, body, type Connected, type Item, runEnds, startSync } from '../product/lifecycle.ts';
import { type Part, type Processes, startProcesses } from '../product/processes.ts';

jest.setTimeout(60_000);

const parallel = 2;
/** How long the PSA takes for each answer while agreements are read. */
const latencyMs = 400;
const heartbeatSeconds = 2;
let product: Processes;
let worker: Part;
let integration: Connected;

beforeAll(async () => {
  product = await startProcesses({
    env: {
      VENDOR_PARALLEL: String(parallel),
      PSA_PARALLEL: String(parallel),
      PSA_PARALLEL_CEILING: String(parallel),
      SYNC_HEARTBEAT_TIMEOUT_MS: String(1_000 * heartbeatSeconds),
    },
  });
  worker = await product.startWorker();
  integration = await active(product);
});
afterEach(() => product.control.latency(0));
afterAll(() => product.close());

const readStates = async (table: 'accountRead' | 'agreementRead', runId: string) => {
  const rows = await product.db.selectFrom(table).select('state').where('syncRunId', '=', runId).execute();
  return { total: rows.length, done: rows.filter(({ state }) => state !== 'pending').length };
};

const requestsSince = async (seq: number): Promise<readonly RequestEntry[]> =>
  (await product.control.journal(seq)).filter((entry) => entry.kind === 'request');

/** Kills the worker in the middle of a reading, and starts another. */
async function killAfter(
  table: 'accountRead' | 'agreementRead',
  runId: string,
  done: number,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await waitFor(`${done} rows of ${table}`, 25_000, async () =>
    (await readStates(table, runId)).done >= done ? true : null,
  );
  expect(await worker.end('SIGKILL')).toBe('SIGKILL');
  const { total, done: then } = await readStates(table, runId);
  expect(then).toBeLessThan(total);
  await meanwhile();
  worker = await product.startWorker();
}

async function agreementsRead(runId: string): Promise<readonly string[]> {
  const rows = await product.db
    .selectFrom('agreementRead')
    .select('agreementId')
    .where('syncRunId', '=', runId)
    .where('state', '<>', 'pending')
    .execute();
  return rows.map(({ agreementId }) => agreementId);
}

/** The agreements whose lines were asked for, once for each time. */
const linesAsked = (requests: Awaited<ReturnType<typeof requestsSince>>): readonly string[] =>
  requests.filter(isFirstPage).flatMap(({ path }) => /agreements\/(\d+)\/additions$/.exec(path)?.[1] ?? []);

async function expectOneEffect(runId: string): Promise<void> {
  const reads = await product.db
    .selectFrom('accountRead')
    .select(['vendorAccountId', 'state'])
    .where('syncRunId', '=', runId)
    .execute();
  const counts = await product.db
    .selectFrom('seatCount')
    .select(['vendorAccountId', 'seats'])
    .where('lastRunId', '=', runId)
    .execute();
  expect(reads.map(({ state }) => state)).toEqual(reads.map(() => 'counted'));
  expect(counts.map((row) => row.vendorAccountId).sort()).toEqual(
    reads.map((row) => row.vendorAccountId).sort(),
  );
  const seats = (run: Item): unknown => run['totals'].seatsCounted;
  const detail = body(await product.client.request('GET', `/syncs/${runId}`));
  expect(seats(detail)).toBe(counts.reduce((sum, row) => sum + row.seats, 0));
  const { items } = body(await product.client.request('GET', `${integration.path}/syncs?limit=100`));
  const first = (items as Item[]).find(({ trigger }) => trigger === 'first');
  expect(seats(detail)).toBe(seats(first!));
}

/** A list that was begun; what is asked above an id goes on with it, or proves its end. */
const isFirstPage = ({ query }: { readonly query: string }): boolean =>
  !(new URLSearchParams(query).get('conditions') ?? '').includes('id>');

describe('a worker killed during a sync', () => {
  it('twice while it reads accounts: the run goes on, and each account is read once in effect', async () => {
    const before = (await product.control.state()).journal;
    await product.control.latency(250);
    const runId = await startSync(product, integration);
    await killAfter('accountRead', runId, 3);
    await killAfter('accountRead', runId, 8);
    await product.control.latency(0);
    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    await expectOneEffect(runId);

    // Read again at most: what each killed worker had open. Calls nobody lived to count stand only in the journal.
    const calls = (await requestsSince(before)).filter(({ path }) => path === '/admin/v1/users');
    const accounts = run['totals'].accountsListed as number;
    const formula = (run['calls'].vendorFormula as number) - 1;
    expect(calls.length).toBeGreaterThanOrEqual(formula);
    expect(calls.length).toBeLessThanOrEqual(formula + 2 * parallel);
    expect(new Set(calls.map(({ accountId }) => accountId)).size).toBe(accounts);
    process.stderr.write(
      `    ${accounts} accounts, ${calls.length - formula} pages read again after two kills (at most ${2 * parallel})\n`,
    );
    const lists = (await requestsSince(before)).filter(({ path }) => path === '/accounts/v1/account/list');
    expect(lists).toHaveLength(1);
  });

  it('while it reads agreements: those read stay read, and the accounts are not asked for again', async () => {
    const before = (await product.control.state()).journal;
    await product.control.latency(latencyMs);
    const runId = await startSync(product, integration);
    const kept = new Set<string>();
    let atKill = before;
    await killAfter('agreementRead', runId, 2, async () => {
      atKill = (await product.control.state()).journal;
      for (const id of await agreementsRead(runId)) kept.add(id);
    });
    await product.control.latency(0);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectOneEffect(runId);
    const requests = await requestsSince(before);
    expect(requests.filter(({ path }) => path === '/accounts/v1/account/list')).toHaveLength(1);
    const { total } = await readStates('agreementRead', runId);
    expect(new Set(linesAsked(requests)).size).toBe(total);
    expect(kept.size).toBeGreaterThanOrEqual(2);
    expect(linesAsked(await requestsSince(atKill)).filter((id) => kept.has(id))).toEqual([]);
  });
});

describe('a worker that only waits', () => {
  it('is not taken for a dead one: a PSA that wants more patience than a heartbeat lasts is asked once', async () => {
    const before = (await product.control.state()).journal;
    await product.control.arm({
      vendor: 'connectwise',
      path: '/v4_6_release/apis/3.0/finance/agreements',
      times: 1,
      fault: { kind: 'status', status: 429, retryAfter: 2 * heartbeatSeconds },
    });
    const runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    const requests = await requestsSince(before);
    expect(requests.filter(({ outcome }) => outcome === 429)).toHaveLength(1);
    // An attempt given to another worker would have listed the companies once more.
    const companies = requests.filter(({ path }) => path.endsWith('/company/companies'));
    expect(companies.filter(isFirstPage)).toHaveLength(1);
  });
});

describe('a worker that was killed', () => {
  it('is noticed within 20 s, whatever it worked at: by missing signs of life or by the end of a short step', async () => {
    const silent = new Set<string>();
    const seen = new Set<string>();
    for await (const { workflowId, runId } of product.temporal.workflow.list()) {
      const { events } = await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
        if (scheduled == null) continue;
        const name = scheduled.activityType?.name ?? '';
        seen.add(name);
        const waits = [scheduled.heartbeatTimeout, scheduled.startToCloseTimeout].map((time) =>
          Number(time?.seconds),
        );
        if (!waits.some((seconds) => seconds > 0 && seconds <= 20)) silent.add(name);
      }
    }
    expect([...silent]).toEqual([]);
    for (const name of [
      'loadPsaCatalogue',
      'verifyVendor',
      'beginSyncRun',
      'readPsa',
      'composeUsage',
      'endSyncRun',
    ])
      expect(seen).toContain(name);
  });
});
