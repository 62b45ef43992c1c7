import { randomUUID } from 'node:crypto';
import { integrationWorkflowId, writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { timeOfNight } from '../../domain/housekeeping/time-of-day.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import {
  active,
  body,
  type Connected,
  everyLine,
  type Item,
  runEnds,
  startSync,
} from '../product/lifecycle.ts';
import { type OwnServers, startOwnServers } from '../product/own-servers.ts';
import { answerTarget, type Part, type Processes, timed } from '../product/processes.ts';
import { auditOf, expectWrittenOnce, patchesTo, pathOf } from '../product/write-back-observations.ts';
import {
  type Approved,
  approvedBy,
  changeable,
  end,
  raiseByOne,
  reaches,
  readyToWrite,
  ticked,
  usageLine,
} from '../product/write-back-steps.ts';
import { expectOneEffect, readingBegins } from './readings.ts';

let servers: OwnServers;
let product: Processes;
let worker: Part;
let integration: Connected;
let labels: string[];

beforeAll(async () => {
  servers = await startOwnServers();
  product = servers.product;
  ({ worker } = product);
  integration = await active(product);
});
afterEach(() => product.control.latency(0));
afterAll(() => servers.close());

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

const send = (method: string, what: string, sent: object) =>
  product.client.request(method, `${integration.path}/${what}`, sent, randomUUID());

/** Starts a sync and waits until it is in the middle of the accounts. */
async function syncUnderWay(): Promise<string> {
  await product.control.latency(200);
  const runId = await startSync(product, integration);
  await readingBegins(product, runId);
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

async function loseEverything(): Promise<void> {
  await servers.loseTemporal();
  // A worker may meet the moment in which its namespace is not there, and ends; its container starts it again.
  if (worker.hasEnded()) {
    process.stderr.write('    the worker had ended and is started again\n');
    worker = await product.startWorker();
  }
}

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

describe('servers going away under a running product', () => {
  it('Temporal cut off during a sync: reads go on, writes get 503, and all goes on when it is back', async () => {
    const processes = [product.api(), worker];
    const lines = (await everyLine(product, integration)).length;
    const runId = await syncUnderWay();
    await servers.wire.cut();
    const answered = await Promise.all(reads().map(([name, call]) => timed(`Temporal down, ${name}`, call)));
    for (const { status, seconds } of answered) {
      expect(status).toBe(200);
      expect(seconds).toBeLessThan(3 * answerTarget);
    }
    expect(await everyLine(product, integration)).toHaveLength(lines);
    const status = body(await product.client.request('GET', `${integration.path}/status`));
    expect(status).toMatchObject({ live: false, phase: 'active', activeRun: { runId } });
    const key = randomUUID();
    const unmap = { decisions: [{ kind: 'account', vendorId: randomUUID(), action: 'unmap' }] };
    const written = await Promise.all(
      (
        [
          ['POST …/syncs', () => sync(key)],
          ['PUT …/schedule', () => send('PUT', 'schedule', { hour: 4, minute: 30 })],
          ['POST …/mapping-decisions', () => send('POST', 'mapping-decisions', unmap)],
        ] satisfies readonly Step[]
      ).map(([name, call]) => timed(`Temporal down, ${name}`, call)),
    );
    for (const answer of written) expectUnavailable(answer, 'TemporalUnavailable');

    await servers.wire.mend();
    await waitFor('a live status', 30_000, async () =>
      body(await product.client.request('GET', `${integration.path}/status`))['live'] === true ? true : null,
    );
    await product.control.latency(0);
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectOneEffect(product, integration, runId);
    const after = await waitFor('writes', 30_000, async () => {
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
    await servers.kill('postgres');
    for (const [name, call] of [...reads().slice(0, 2), ['POST …/syncs', () => sync(randomUUID())] as Step])
      expectUnavailable(await timed(`PostgreSQL down, ${name}`, call), 'DatabaseUnavailable');
    expect((await fetch(`${product.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${product.origin}/readyz`)).status).toBe(503);

    await servers.revive('postgres');
    await product.control.latency(0);
    await waitFor('reads', 30_000, async () =>
      (await product.client.request('GET', '/integrations')).status === 200 ? true : null,
    );
    expect(await runEnds(product, runId)).toMatchObject({ state: 'succeeded' });
    await expectOneEffect(product, integration, runId);
    expect(processes.map((part) => part.hasEnded())).toEqual([false, false]);
  });
});

describe('Temporal’s data lost, PostgreSQL kept', () => {
  it('during a sync: workflow, schedule and run are started again, and no account counts twice', async () => {
    const before = await everyLine(product, integration);
    const runsBefore = await runs();
    const runId = await syncUnderWay();
    await loseEverything();
    await product.control.latency(0);
    await expectRepaired(timeOfNight(integration.id));

    const run = await runEnds(product, runId);
    expect(run).toMatchObject({ id: runId, state: 'succeeded', trigger: 'manual' });
    await expectOneEffect(product, integration, runId);
    // The first sync is not restarted, and nothing else was started in the place of what was lost.
    expect((await runs()).map(({ id }) => id as string)).toEqual([
      runId,
      ...runsBefore.map(({ id }) => id as string),
    ]);
    const versions = (lines: readonly Item[]) =>
      lines.map((line): unknown[] => [line['groupKey'], line['version']]);
    expect(versions(await everyLine(product, integration))).toEqual(versions(before));
    expect((await product.control.requestLog()).filter(({ kind }) => kind === 'change')).toEqual([]);
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
    const command = await waitFor('the decision', 30_000, async () => {
      const state = body(await product.client.request('GET', `${integration.path}/commands/${key}`));
      return state['state'] === 'done' ? state : null;
    });
    expect(command['body']['outcomes'][0]).toMatchObject({ ok: true, changed: true });
    const before = await runs();
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    expect(await runs()).toHaveLength(before.length + 1);
  });
});

const nextLabel = (): string => labels.shift()!;

/** Approves a change whose PATCH meets this fault, and waits until the PSA has it in hand: its intent is open. */
async function inFlight(fault: FaultOrder['fault']): Promise<Approved> {
  const label = nextLabel();
  const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
  await product.control.inject({
    vendor: 'connectwise', method: 'PATCH', path: await pathOf(product, psaLineId), times: 1, fault,
  }); // prettier-ignore
  const line = await raiseByOne(product, integration, label);
  await waitFor(`the PATCH of ${label}`, 30_000, async () =>
    (await patchesTo(product, psaLineId)).length > 0 ? true : null,
  );
  return line;
}

/** Confirmed after so many sendings, and done exactly once. */
async function expectDone(line: Approved, sendCount: number): Promise<void> {
  expect(await end(product, line, 30_000)).toMatchObject({ state: 'confirmed', sendCount });
  await expectWrittenOnce(product, line);
}

describe('a change that is approved is made exactly once where there is killed', () => {
  beforeAll(async () => {
    await readyToWrite(product, integration);
    labels = [...(await changeable(product, integration))];
  });
  afterEach(async () => {
    await product.control.clear();
    await expectOracle(product);
  });

  it('the worker, between intent and outcome: done, done late, and not done at all', async () => {
    const lines = [
      [await inFlight({ kind: 'hang' }), 2],
      [await inFlight({ kind: 'late-effect', afterMs: 1_500 }), 1],
      [await inFlight({ kind: 'delay', ms: 900 }), 1],
    ] as const;
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    const states = await Promise.all(lines.map(([line]) => reaches(product, line, ['sending', 'unknown'])));
    expect(states.at(-1)).toMatchObject({ state: 'sending', intents: [{ outcome: null }] });
    worker = await product.startWorker();
    for (const [line, sendCount] of lines) await expectDone(line, sendCount);
  });

  it('the API, once it has accepted the approval, and while it accepts one', async () => {
    const accepted = await raiseByOne(product, integration, nextLabel());
    expect(await product.api().end('SIGKILL')).toBe('SIGKILL');
    await product.startApi();
    await expectDone(accepted, 1);

    const label = nextLabel();
    const line = await usageLine(product, integration, label);
    const key = randomUUID();
    const ask = () =>
      product.client.request(
        'POST',
        '/usage-lines/decisions',
        ticked(line, {
          decision: 'adjust',
          quantity: Number(line['target'].before) + 1,
          reason: 'one seat more as agreed',
        }),
        key,
      );
    const [first] = await Promise.all([ask().catch(() => null), product.api().end('SIGKILL')]);
    await product.startApi();
    // Whether it got an answer or not: a script that asks again under its key learns what became of it.
    const answer = await ask();
    process.stderr.write(`    the answer ${first === null ? 'was lost' : 'had left before the kill'}\n`);
    expect(answer.status).toBe(200);
    await expectDone(approvedBy((body(answer)['items'] as never[])[0]!, label), 1);
  });

  it('PostgreSQL, while the PSA works on it', async () => {
    const line = await inFlight({ kind: 'delay', ms: 800 });
    await servers.kill('postgres');
    // The answer meets no database: what became of it can only be read back.
    const workflow = product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId));
    await waitFor('the attempt to fail', 30_000, async () => {
      const { pendingActivities } = (await workflow.describe()).raw;
      return pendingActivities?.some(({ attempt }) => (attempt ?? 1) > 1) === true ? true : null;
    });
    await servers.revive('postgres');
    await waitFor('reads', 30_000, async () =>
      (await product.client.request('GET', '/integrations')).status === 200 ? true : null,
    );
    await expectDone(line, 1);
    expect((await auditOf(product, line)).map(([action]) => action)).toEqual([
      'usage-line.adjusted', 'write-back.sending', 'write-back.unknown', 'write-back.confirmed',
    ]); // prettier-ignore
    expect([product.api().hasEnded(), worker.hasEnded()]).toEqual([false, false]);
  });

  it('Temporal, while the PSA works on it; the next change goes its way too', async () => {
    const line = await inFlight({ kind: 'delay', ms: 800 });
    await servers.kill('temporal');
    const meanwhile = await raiseByOne(product, integration, nextLabel());
    await servers.revive('temporal');
    if (worker.hasEnded()) worker = await product.startWorker();
    await expectDone(line, 1);
    await expectDone(meanwhile, 1);
  });
});
