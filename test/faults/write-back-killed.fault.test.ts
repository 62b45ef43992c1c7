import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { openDatabase } from '../../db/core/database.ts';
import { migrate } from '../../db/core/migrate.ts';
import { type RunningPostgres, startPostgres } from '../../embedded/postgres.ts';
import { isRunning } from '../../embedded/process-identity.ts';
import { type RunningTemporal, startTemporal } from '../../embedded/temporal-server.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { temporalProgram } from '../environment/temporal.ts';
import { expectOracle } from '../oracle/oracle.ts';
import { active, body, type Connected } from '../product/lifecycle.ts';
import { type Part, type Processes, startProcesses } from '../product/processes.ts';
import { openWire, type Wire } from '../product/wire.ts';
import { auditOf, expectWrittenOnce, patchesTo, pathOf } from '../product/write-back-observations.ts';
import {
  type Approved,
  approvedBy,
  changeable,
  end,
  raiseByOne,
  reaches,
  readyToWrite,
  usageLine,
} from '../product/write-back-steps.ts';

jest.setTimeout(60_000);

let folder: string;
let postgres: RunningPostgres;
let temporal: RunningTemporal;
/** Temporal's address stays the same when the next server stands at another port. */
let wire: Wire;
let product: Processes;
let worker: Part;
let integration: Connected;
let labels: string[];

const startDatabase = (port?: number): Promise<RunningPostgres> =>
  startPostgres({ dir: join(folder, 'postgres'), mode: 'durable', ...(port === undefined ? {} : { port }) });

/** With a database file: a kill loses nothing that it had said it knows. */
const startEngine = (): Promise<RunningTemporal> =>
  startTemporal({
    cliPath: temporalProgram(),
    dir: join(folder, 'temporal'),
    storage: 'file',
    namespace: 'seatwise',
    searchAttributes: searchAttributeNames,
    retentionDays: [1],
    ui: false,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatwise-writes-killed-'));
  chmodSync(folder, 0o711);
  [postgres, temporal] = await Promise.all([startDatabase(), startEngine()]);
  const db = openDatabase({ url: postgres.url, poolMax: 1 });
  await migrate(db);
  await db.destroy();
  wire = await openWire(temporal.address);
  product = await startProcesses({
    databaseUrl: postgres.url,
    temporal: { address: `127.0.0.1:${wire.port}`, namespace: temporal.namespace },
  });
  worker = await product.startWorker();
  integration = await active(product);
  await readyToWrite(product, integration);
  labels = [...(await changeable(product, integration))];
});
afterEach(async () => {
  await product.control.disarm();
  await expectOracle(product);
});
afterAll(async () => {
  await product.close();
  await wire.cut();
  await temporal.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const nextLabel = (): string => labels.shift()!;

/** Approves a change whose PATCH meets this fault, and waits until the PSA has it in hand: its intent is open. */
async function inFlight(fault: FaultOrder['fault']): Promise<Approved> {
  const label = nextLabel();
  const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
  await product.control.arm({
    vendor: 'connectwise', method: 'PATCH', path: await pathOf(product, psaLineId), times: 1, fault,
  }); // prettier-ignore
  const line = await raiseByOne(product, integration, label);
  await waitFor(`the PATCH of ${label}`, 10_000, async () =>
    (await patchesTo(product, psaLineId)).length > 0 ? true : null,
  );
  return line;
}

async function kill(server: Pick<RunningPostgres, 'pid' | 'identity'>): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await waitFor('its end', 5_000, () => Promise.resolve(isRunning(server.identity) ? null : true));
}

/** Confirmed after so many sendings, and done exactly once. */
async function expectDone(line: Approved, sendCount: number): Promise<void> {
  expect(await end(product, line, 30_000)).toMatchObject({ state: 'confirmed', sendCount });
  await expectWrittenOnce(product, line);
}

describe('a change that is approved is made exactly once where there is killed', () => {
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
        {
          selection: 'ticked',
          items: [
            {
              usageLineId: line['id'] as string,
              lineVersion: line['version'] as number,
              decision: 'adjust',
              quantity: Number(line['target'].before) + 1,
              reason: 'one seat more as agreed',
            },
          ],
        },
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
    const { port } = postgres;
    await kill(postgres);
    // The answer meets no database: what became of it can only be read back.
    const workflow = product.temporal.workflow.getHandle(writeBackWorkflowId(line.approvalId));
    await waitFor('the attempt to fail', 10_000, async () => {
      const { pendingActivities } = (await workflow.describe()).raw;
      return pendingActivities?.some(({ attempt }) => (attempt ?? 1) > 1) === true ? true : null;
    });
    postgres = await startDatabase(port);
    await waitFor('reads', 15_000, async () =>
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
    await kill(temporal);
    const meanwhile = await raiseByOne(product, integration, nextLabel());
    temporal = await startEngine();
    wire.leadTo(temporal.address);
    if (worker.hasEnded()) worker = await product.startWorker();
    await expectDone(line, 1);
    await expectDone(meanwhile, 1);
  });
});
