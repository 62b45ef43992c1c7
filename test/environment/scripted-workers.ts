import { activityInfo } from '@temporalio/activity';
import {
  Client,
  Connection,
  type WorkflowHandleWithFirstExecutionRunId,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import type {
  VendorActivities,
  PsaActivities,
  ReconActivities,
} from '../../contracts/temporal/activities.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';
import { testNamespace } from './temporal.ts';
import { quietRuntime } from './temporal-runtime.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What activities answer in one case. */
export type Script = Partial<
  Record<keyof (ReconActivities & VendorActivities & PsaActivities), (input: never) => Promise<unknown>>
>;

export interface ScriptedWorkers {
  readonly client: Client;
  /** Starts a workflow whose activities answer what the script says; those that it leaves out fail. */
  start<W extends Workflow>(
    script: Script,
    type: string,
    options: WorkflowStartOptions<W>,
  ): Promise<WorkflowHandleWithFirstExecutionRunId<W>>;
  /** Other code of workflows serves them while the work lasts. */
  withWorkflows(code: string, work: () => Promise<unknown>): Promise<void>;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

/**
 * Real workers of all queues, on the real Temporal, for the whole test file that calls this at its beginning: a worker
 * of workflows costs half a second of the processor. Each workflow has a script of its own, so that no case meets
 * what another left.
 */
export function scriptedWorkers(): ScriptedWorkers {
  const scripts = new Map<string, Script>();
  let parts: Awaited<ReturnType<typeof openParts>> | null = null;
  const opened = () => parts ?? fail();
  beforeAll(async () => {
    parts = await openParts(scripts);
  });
  afterAll(() => parts?.close());
  return {
    get client() {
      return opened().client;
    },
    start(script, type, options) {
      scripts.set(options.workflowId, script);
      return opened().client.workflow.start(type, options);
    },
    withWorkflows: (code, work) => opened().withWorkflows(code, work),
  };
}

const fail = (): never => {
  throw new Error('asked before the tests began');
};

async function openParts(scripts: ReadonlyMap<string, Script>) {
  quietRuntime();
  const { address, namespace } = await testNamespace();
  const [connection, native] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const common = { connection: native, namespace, shutdownForceTime: '2s' } as const;
  const serveWorkflows = async (bundle: { code: string } | { codePath: string }): Promise<RunningWorker> =>
    runWorker(
      await Worker.create({
        ...common,
        taskQueue: TaskQueue.recon,
        workflowBundle: bundle,
        // As in the product: what an ended worker left is taken up soon.
        stickyQueueScheduleToStartTimeout: '1s',
      }),
    );
  const built = { codePath: await workflowBundle() };
  const activities = { default: answerOf(scripts) };
  const ofActivities = await Promise.all(
    Object.values(TaskQueue).map(async (taskQueue) =>
      runWorker(
        await Worker.create({ ...common, taskQueue, activities, maxHeartbeatThrottleInterval: '100ms' }),
      ),
    ),
  );
  let ofWorkflows = await serveWorkflows(built);
  return {
    client: new Client({ connection, namespace }),
    async withWorkflows(code: string, work: () => Promise<unknown>): Promise<void> {
      await ofWorkflows.stop();
      ofWorkflows = await serveWorkflows({ code });
      try {
        await work();
      } finally {
        await ofWorkflows.stop();
        ofWorkflows = await serveWorkflows(built);
      }
    },
    async close(): Promise<void> {
      await Promise.all([...ofActivities, ofWorkflows].map((running) => running.stop()));
      await connection.close();
      await native.close();
    },
  };
}

/** Runs a worker until it is stopped, and until it ended then. */
export function runWorker(worker: Worker): RunningWorker {
  const running = worker.run();
  return {
    stop() {
      worker.shutdown();
      return running;
    },
  };
}

const answerOf =
  (scripts: ReadonlyMap<string, Script>) =>
  (input: never): Promise<unknown> => {
    const { activityType, workflowExecution } = activityInfo();
    const script = scripts.get(workflowExecution?.workflowId ?? '');
    const answer = script?.[activityType as keyof Script];
    if (answer === undefined) throw new Error(`the script has no ${activityType}`);
    return answer(input);
  };
