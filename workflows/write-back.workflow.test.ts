import { randomUUID } from 'node:crypto';
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { PsaActivities } from '../contracts/temporal/activities.ts';
import {
  writeBackChanged,
  writeBackProgress,
  type WriteBackStanding,
} from '../contracts/temporal/messages.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { writeBackStart, type WriteBackWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { testNamespace, type TestNamespace } from '../test/environment/temporal.ts';
import { workflowBundle } from '../test/environment/workflow-bundle.ts';

jest.setTimeout(30_000);

/**
 * What the workflow does with what its activities say, at moments that real ones cannot be held in. Temporal is the
 * real one; everything else about write-backs is tested with the whole product (test/product/write-back*).
 */
type Script = Pick<PsaActivities, 'landing' | 'applyWrites'>;

let namespace: TestNamespace;
let client: Client;
let connection: Connection;
let native: NativeConnection;
let codePath: string;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'off' } }, shutdownSignals: [] });
  namespace = await testNamespace();
  connection = await Connection.connect({ address: namespace.address });
  native = await NativeConnection.connect({ address: namespace.address });
  client = new Client({ connection, namespace: namespace.namespace });
  codePath = await workflowBundle();
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

type Handle = WorkflowHandle<WriteBackWorkflow>;

/** One approval, served by the script for as long as the test's work lasts. */
async function serving(script: Script, test: (handle: Handle) => Promise<void>): Promise<void> {
  const common = { connection: native, namespace: namespace.namespace, shutdownForceTime: '2s' } as const;
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: TaskQueue.recon,
      workflowBundle: { codePath },
    }),
    await Worker.create({
      ...common,
      taskQueue: TaskQueue.psa,
      activities: script,
      maxHeartbeatThrottleInterval: '100ms',
    }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    const input = { tenantId: randomUUID(), integrationId: randomUUID(), approvalId: randomUUID() };
    await test(
      await client.workflow.start<WriteBackWorkflow>(
        workflowType.writeBack,
        writeBackStart(input, 'an integration'),
      ),
    );
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

const over: WriteBackStanding = { open: 0, due: 0, nextCheckMs: null, blocked: null };
const due: WriteBackStanding = { ...over, open: 1, due: 1 };
const waits: WriteBackStanding = { ...over, open: 1 };

/** Answers in order, the last one for ever; what was asked stands in `asked`. */
function script(asked: string[], answers: readonly WriteBackStanding[]): Script {
  const left = [...answers];
  const next = (name: string) => () => {
    asked.push(name);
    return Promise.resolve(left.length > 1 ? left.shift()! : left[0]!);
  };
  return { landing: next('landing'), applyWrites: next('applyWrites') };
}

const lookedOften = (asked: readonly string[], times: number): Promise<true> =>
  waitFor(`look ${times}`, 10_000, () => Promise.resolve(asked.length >= times ? true : null));

describe('a write-back workflow', () => {
  it('reads before it ever writes, writes while something is due, and ends with the last line', async () => {
    const asked: string[] = [];
    await serving(script(asked, [due, due, waits, over]), async (handle) => {
      await waitFor('the wait', 10_000, async () => {
        const { open, due: nowDue } = await handle.query(writeBackProgress);
        return open === 1 && nowDue === 0 ? true : null;
      });
      await handle.signal(writeBackChanged);
      await handle.result();
      expect(asked).toEqual(['landing', 'applyWrites', 'applyWrites', 'landing']);
    });
  });

  it('looks again by timer, and reads only: no clock makes it write', async () => {
    const asked: string[] = [];
    const soon = { ...waits, nextCheckMs: 100 };
    await serving(script(asked, [soon, soon, soon, over]), async (handle) => {
      await handle.result();
      expect(asked).toEqual(['landing', 'landing', 'landing', 'landing']);
    });
  });

  it('looks at once when it is told, however far its timer is', async () => {
    const asked: string[] = [];
    await serving(script(asked, [{ ...waits, nextCheckMs: 3_600_000 }, over]), async (handle) => {
      await lookedOften(asked, 1);
      await handle.signal(writeBackChanged);
      await handle.result();
      expect(asked).toHaveLength(2);
    });
  });

  it('loses no word that comes while it looks', async () => {
    const asked: string[] = [];
    const answers = script(asked, [waits, over]);
    let told: () => Promise<void> = () => Promise.resolve();
    const landing: Script['landing'] = async (input) => {
      const answer = await answers.landing(input);
      // The rows were read; the word comes before the answer does.
      if (asked.length === 1) await told();
      return answer;
    };
    let handle: Handle | null = null;
    const started = waitFor('the handle', 10_000, () => Promise.resolve(handle));
    told = async () => (await started).signal(writeBackChanged);
    await serving({ ...answers, landing }, async (given) => {
      handle = given;
      await given.result();
      expect(asked).toEqual(['landing', 'landing']);
    });
  });

  it('outlives faults of its activities, whatever their number', async () => {
    const asked: string[] = [];
    const answers = script(asked, [due, over]);
    let faults = 0;
    const applyWrites: Script['applyWrites'] = (input) => {
      faults += 1;
      return faults <= 2 ? Promise.reject(new Error('the database is away')) : answers.applyWrites(input);
    };
    await serving({ ...answers, applyWrites }, async (handle) => {
      await handle.result();
      expect(asked).toEqual(['landing', 'applyWrites']);
      expect(faults).toBe(3);
    });
  });

  it('fails where its row is missing, at once', async () => {
    const missing = () =>
      Promise.reject(ApplicationFailure.nonRetryable('approval is missing', 'RowMissing'));
    await serving({ landing: missing, applyWrites: missing }, async (handle) => {
      await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'RowMissing' } } });
    });
  });

  it('cancelled, ends as Cancelled once the write under way has ended', async () => {
    const asked: string[] = [];
    let ended = false;
    const applyWrites: Script['applyWrites'] = async () => {
      asked.push('applyWrites');
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      try {
        await context.cancelled;
        return due;
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledFailure);
        throw error;
      } finally {
        clearInterval(beat);
        ended = true;
      }
    };
    await serving({ landing: () => Promise.resolve(due), applyWrites }, async (handle) => {
      await lookedOften(asked, 1);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect([(await handle.describe()).status.name, ended, asked]).toEqual([
        'CANCELLED',
        true,
        ['applyWrites'],
      ]);
    });
  });

  it('cancelled, schedules nothing more even where the write under way ends well', async () => {
    const asked: string[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const applyWrites: Script['applyWrites'] = async () => {
      asked.push('applyWrites');
      await finished;
      return due;
    };
    await serving({ landing: () => Promise.resolve(due), applyWrites }, async (handle) => {
      await lookedOften(asked, 1);
      await handle.cancel();
      finish();
      await expect(handle.result()).rejects.toThrow();
      expect([(await handle.describe()).status.name, asked]).toEqual(['CANCELLED', ['applyWrites']]);
    });
  });
});
