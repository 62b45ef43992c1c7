import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { integrationWorkflowId } from '../../contracts/temporal/names.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  body,
  type Connected,
  finished,
  type Item,
  loaded,
  runEnds,
  startSync,
} from '../product/lifecycle.ts';
import { answerTarget, type Part, type Processes, startProcesses, timed } from '../product/processes.ts';
import {
  agreementsRead,
  expectOneEffect,
  isFirstPage,
  linesAsked,
  readStates,
  requestsSince,
} from './readings.ts';

const parallel = 2;
/** What is read in half a second and in a transaction, at 250 ms a call: it waits to be stored with others. */
const waitingToBeStored = 8;
/** How long the PSA takes for each answer while agreements are read. */
const latencyMs = 400;
const heartbeatSeconds = 2;
let product: Processes;
let worker: Part;
let integration: Connected;
let account: { readonly id: string; readonly psaId: string };

beforeAll(async () => {
  product = await startProcesses({
    env: {
      VENDOR_PARALLEL: String(parallel),
      PSA_PARALLEL: String(parallel),
      PSA_PARALLEL_CEILING: String(parallel),
      SYNC_HEARTBEAT_TIMEOUT_MS: String(1_000 * heartbeatSeconds),
    },
  });
  ({ worker } = product);
  integration = await loaded(product);
  // Editions are read after loading; a worker killed in that reading would be missed for its heartbeat's minute.
  const entity = product.temporal.workflow.getHandle(integrationWorkflowId(integration.id));
  await waitFor('an idle integration', 30_000, async () => {
    const { pendingActivities, pendingWorkflowTask } = (await entity.describe()).raw;
    const isIdle = (pendingActivities ?? []).length === 0 && (pendingWorkflowTask ?? null) === null;
    return isIdle ? true : null;
  });
  const accounts = body(
    await product.client.request('GET', `${integration.path}/vendor-accounts?state=mapped`),
  );
  const mapped = (accounts['items'] as Item[]).find(({ mapping }) => mapping.state === 'mapped');
  account = { id: mapped!['id'] as string, psaId: mapped!['mapping'].company.id as string };
});
afterEach(() => product.control.latency(0));
afterAll(() => product.close());

const command = (key: string) => product.client.request('GET', `${integration.path}/commands/${key}`);
const decide = (decision: object, key: string) =>
  product.client.request(
    'POST',
    `${integration.path}/mapping-decisions`,
    { decisions: [{ kind: 'account', vendorId: account.id, ...decision }] },
    key,
  );

describe('with no worker running, because it was killed', () => {
  it('takes decisions with 202 and a link, and applies them later in order, each once', async () => {
    await worker.end('SIGKILL');
    const before = await product.db.selectFrom('auditEvent').select('seq').execute();
    const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
    const given = [
      { action: 'unmap' },
      { action: 'exclude', reason: 'billed by a partner' },
      { action: 'include' },
    ] as const;
    for (const [index, key] of keys.entries()) {
      const answer = await timed(`decision ${index + 1} without a worker`, () => decide(given[index]!, key));
      expect(answer.status).toBe(202);
      expect(body(answer)).toMatchObject({ commandId: key, state: 'received' });
      expect(body(answer)['link']).toBe(`/api/v1${integration.path}/commands/${key}`);
      expect(answer.headers.get('location')).toBe(body(answer)['link']);
      expect(answer.seconds).toBeLessThan(3 * answerTarget);
    }
    // An impatient person sends the first once more: the same command, and its signal a second time.
    expect((await decide(given[0], keys[0])).status).toBe(202);
    expect(body(await command(keys[2]))).toMatchObject({ state: 'received', status: null });

    worker = await product.startWorker();
    await waitFor('the last decision', 30_000, async () =>
      body(await command(keys[2]))['state'] === 'done' ? true : null,
    );
    for (const key of keys) {
      // Each found the state the one before had left: only in this order does every one change something.
      expect(body(await command(key))).toMatchObject({ state: 'done', status: 200 });
      const { outcomes } = body(await command(key))['body'] as { outcomes: Record<string, unknown>[] };
      const [outcome] = outcomes;
      expect(outcome).toMatchObject({ ok: true, changed: true });
    }
    const rows = await product.db
      .selectFrom('mappingCommand')
      .select(['commandId', 'appliedAt'])
      .where('commandId', 'in', keys)
      .orderBy('appliedAt')
      .execute();
    expect(rows.map(({ commandId }) => commandId)).toEqual(keys);
    const audit = await product.db
      .selectFrom('auditEvent')
      .select(['seq', 'action', 'objectId'])
      .where('objectId', '=', account.id)
      .orderBy('seq')
      .execute();
    const known = new Set(before.map(({ seq }) => seq));
    expect(audit.filter(({ seq }) => !known.has(seq))).toHaveLength(3);
  });

  it('refuses to authenticate with 503 WorkerUnavailable within 3 s; the repeat with the same key is done once', async () => {
    await worker.end('SIGKILL');
    const key = randomUUID();
    const authenticate = () => product.client.request('POST', `${integration.path}/authenticate`, {}, key);
    const rejected = await timed('authenticate without a worker', authenticate);
    expect(rejected.status).toBe(503);
    expect(body(rejected)['code']).toBe('WorkerUnavailable');
    expect(Number(rejected.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(rejected.seconds).toBeLessThan(3 * answerTarget);

    const calls = (await product.control.requestLog()).length;
    worker = await product.startWorker();
    const done = await waitFor('the repeat', 30_000, async () => {
      const answer = await authenticate();
      return answer.status === 503 || answer.status === 202 ? null : answer;
    });
    expect(done.status).toBe(200);
    expect(body(await command(key))).toMatchObject({ kind: 'authenticate', state: 'done', status: 200 });
    const made = (await product.control.requestLog()).slice(calls);
    expect(
      made.filter((entry) => entry.kind === 'request' && entry.path === '/accounts/v1/account/list'),
    ).toHaveLength(1);
  });

  it('a killed API comes back at its address: the session stands, and nothing that it took is lost', async () => {
    const key = randomUUID();
    const taken = decide({ action: 'map', psaId: account.psaId }, key).catch(() => null);
    await waitFor('the decision in its row', 30_000, async () => {
      const row = await product.db
        .selectFrom('mappingCommand')
        .select('state')
        .where('commandId', '=', key)
        .executeTakeFirst();
      return row ?? null;
    });
    await product.api().end('SIGKILL');
    await taken;
    await product.startApi();
    // Whether or not the signal had left, the repeat with the same key ends in one outcome.
    const again = await decide({ action: 'map', psaId: account.psaId }, key);
    expect([200, 202]).toContain(again.status);
    await waitFor('the outcome', 30_000, async () =>
      body(await command(key))['state'] === 'done' ? true : null,
    );
    const mapping = await product.db
      .selectFrom('accountMapping')
      .select(['state', 'companyId'])
      .where('vendorAccountId', '=', account.id)
      .execute();
    expect(mapping).toEqual([{ state: 'mapped', companyId: account.psaId }]);
  });
});

/** Kills the worker in the middle of a reading, and starts another. */
async function killAfter(
  what: 'accounts' | 'agreements',
  runId: string,
  done: number,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await waitFor(`${done} ${what}`, 30_000, async () =>
    (await readStates(product, what, runId)).done >= done ? true : null,
  );
  expect(await worker.end('SIGKILL')).toBe('SIGKILL');
  const { total, done: then } = await readStates(product, what, runId);
  expect(then).toBeLessThan(total);
  await meanwhile();
  worker = await product.startWorker();
}

describe('a worker killed during a sync', () => {
  beforeAll(() => finished(product, integration));

  it('twice while it reads accounts: the run goes on, and each account is read once in effect', async () => {
    const before = (await product.control.state()).requestLog;
    await product.control.latency(250);
    const runId = await startSync(product, integration);
    await killAfter('accounts', runId, 3);
    await killAfter('accounts', runId, 8);
    await product.control.latency(0);
    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    await expectOneEffect(product, integration, runId);

    // Read again at most: what each killed worker was reading, and what waited to be stored together. The request log alone
    // has the calls of a killed worker.
    const mostAgain = 2 * (parallel + waitingToBeStored);
    const calls = (await requestsSince(product, before)).filter(({ path }) => path === '/admin/v1/users');
    const accounts = run['totals'].accountsListed as number;
    const formula = (run['calls'].vendorFormula as number) - 1;
    expect(calls.length).toBeGreaterThanOrEqual(formula);
    expect(calls.length).toBeLessThanOrEqual(formula + mostAgain);
    expect(new Set(calls.map(({ accountId }) => accountId)).size).toBe(accounts);
    process.stderr.write(
      `    ${accounts} accounts, ${calls.length - formula} pages read again after two kills (at most ${mostAgain})\n`,
    );
    const lists = (await requestsSince(product, before)).filter(
      ({ path }) => path === '/accounts/v1/account/list',
    );
    expect(lists).toHaveLength(1);
  });

  it('while it reads agreements: those read stay read, and the accounts are not asked for again', async () => {
    const before = (await product.control.state()).requestLog;
    await product.control.latency(latencyMs);
    const runId = await startSync(product, integration);
    const kept = new Set<string>();
    let atKill = before;
    await killAfter('agreements', runId, 2, async () => {
      atKill = (await product.control.state()).requestLog;
      for (const id of await agreementsRead(product, runId)) kept.add(id);
    });
    await product.control.latency(0);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectOneEffect(product, integration, runId);
    const requests = await requestsSince(product, before);
    expect(requests.filter(({ path }) => path === '/accounts/v1/account/list')).toHaveLength(1);
    const { total } = await readStates(product, 'agreements', runId);
    expect(new Set(linesAsked(requests)).size).toBe(total);
    expect(kept.size).toBeGreaterThanOrEqual(2);
    expect(linesAsked(await requestsSince(product, atKill)).filter((id) => kept.has(id))).toEqual([]);
  });
});

describe('a worker that only waits', () => {
  it('is not taken for a dead one: a PSA that wants more patience than a heartbeat lasts is asked once', async () => {
    const before = (await product.control.state()).requestLog;
    await product.control.inject({
      vendor: 'connectwise',
      path: '/v4_6_release/apis/3.0/finance/agreements',
      times: 1,
      fault: { kind: 'status', status: 429, retryAfter: 2 * heartbeatSeconds },
    });
    const runId = await startSync(product, integration);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    const requests = await requestsSince(product, before);
    expect(requests.filter(({ outcome }) => outcome === 429)).toHaveLength(1);
    // An attempt given to another worker would have listed the companies once more.
    const companies = requests.filter(({ path }) => path.endsWith('/company/companies'));
    expect(companies.filter(isFirstPage)).toHaveLength(1);
  });
});

describe('a worker that was killed', () => {
  it('is noticed within 20 s, whatever it worked at: by missing heartbeats or by the end of a short step', async () => {
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
      'loadPsaCatalog',
      'verifyVendor',
      'beginSyncRun',
      'readPsa',
      'composeUsage',
      'endSyncRun',
    ])
      expect(seen).toContain(name);
  });
});

describe('SIGTERM while requests are under way', () => {
  it('ends API and worker in order, without a trace, also where requests outlast the drain', async () => {
    const path = `${integration.path}/status`;
    const parts = [product.api(), worker];
    const before = parts.map((part) => part.said().length);
    let cut: Promise<unknown> = Promise.resolve();
    await product.db.transaction().execute(async (tx) => {
      await sql`lock table sync_run in access exclusive mode`.execute(tx);
      cut = Promise.allSettled(Array.from({ length: 50 }, () => product.client.request('GET', path)));
      await waitFor('requests that wait for the table', 30_000, async () => {
        const waiting = await sql<{
          n: string;
        }>`select count(*) as n from pg_locks where not granted`.execute(tx);
        return Number(waiting.rows[0]?.n) > 0 ? true : null;
      });
      for (const part of parts) void part.end('SIGTERM');
      // Their connections are cut first; then the table is free again, and they go on.
      await cut;
    });
    expect(await Promise.all(parts.map((part) => part.ended))).toEqual([0, 0]);
    for (const [at, part] of parts.entries())
      expect(part.said().slice(before[at])).not.toMatch(/ {4}at |^Error|UnhandledPromise/mu);
  });
});
