import type { WorkerDeploymentVersion } from '@temporalio/common';
import { Worker, type WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/runtime/dependencies.ts';
import { createVendorActivities, createPsaActivities, createReconActivities } from '../activities/index.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { openAnchorFile } from '../db/audit/anchors/files.ts';
import { type AuditCheckpointer, createAuditCheckpointer } from '../use-cases/operations/checkpoint-audit.ts';
import { createOutbound, type Outbound } from '../http/outbound.ts';
import { entryOf } from '../domain/kinds.ts';
import { KnownPsas } from '../psa/pace.ts';
import type { CallBudget, Vendor } from '../vendors/port.ts';
import { attemptLog } from './attempt-log.ts';
import { createCallWindow } from './call-window.ts';
import { createCallBudget, unlimitedBudget } from './call-budget.ts';
import type { QueueName, WorkerDependencies, WorkerSettings } from './dependencies.ts';
import { startLoops } from './loops.ts';
import { createWorkerMetrics, type WorkerMetrics } from './metrics.ts';
import { requireSearchAttributes } from './search-attributes.ts';

export interface RunningWorkers {
  /** Resolves when all workers ended after `close`; rejects when one failed by itself. */
  readonly ended: Promise<void>;
  readonly healthy: () => boolean;
  /** Drains: no new work, activities finish within their grace, then connections to vendors close. */
  close(): Promise<void>;
}

/** Starts the workers of the named queues and the loops. Throws when a search attribute is missing. */
export async function startWorker(deps: WorkerDependencies): Promise<RunningWorkers> {
  await requireSearchAttributes(deps.connection, deps.namespace);
  const metrics = createWorkerMetrics(deps.registry);
  const outbound = createOutbound(deps.settings.outbound);
  const budget =
    deps.settings.vendorBudget === 'unlimited'
      ? unlimitedBudget
      : createCallBudget(deps.db, deps.settings.vendorBudget, (ms) => metrics.budgetWait(ms));
  const window = createCallWindow(deps.db);
  const checkpointer = checkpointerOf(deps, metrics);
  const activities: ActivityDependencies = {
    db: deps.db,
    keyRing: deps.keyRing,
    checkpointer,
    temporal: deps.client,
    kinds: deps.kinds,
    vendors: openedOnce(deps, outbound, budget, metrics),
    psa: (kind, credential, work) =>
      entryOf(deps.kinds.psas, kind).open({
        outbound,
        credential,
        ...work,
        settings: deps.settings.psa,
        window,
        onCall: (code) => {
          metrics.vendorCall('psa', code ?? 'ok');
          work.onCall(code);
        },
      }),
    knownPsas: new KnownPsas(),
    reading: deps.settings.reading,
    writing: deps.settings.writing,
    keeping: deps.settings.keeping,
    publicUrl: deps.settings.publicUrl,
    onUnexpected: (trouble) => {
      deps.logger.error(trouble, 'an error nobody foresaw');
    },
    atWritePoint: deps.settings.atWritePoint ?? (() => Promise.resolve()),
    now: () => new Date(),
    steadyMs: () => performance.now(),
  };
  const common = {
    connection: deps.connection,
    namespace: deps.namespace,
    shutdownGraceTime: deps.settings.shutdownGraceMs,
    shutdownForceTime: deps.settings.shutdownForceMs,
    // A worker that ended may leave the next step of a workflow addressed to it: another takes it within a second,
    // before a caller of the API, who waits 2.5 s, hears that there is no worker.
    stickyQueueScheduleToStartTimeout: '1s',
    // Cancellation of a reading slice must be seen within seconds (architecture.md 15: a canceled sync ends within 10
    // s).
    maxHeartbeatThrottleInterval: '5s',
    defaultHeartbeatThrottleInterval: '2s',
    ...versioned(deps.settings.deployment),
    interceptors: {
      activity: [
        ...(deps.tracing == null ? [] : [deps.tracing.ofActivities]),
        attemptLog(deps.logger, metrics),
      ],
    },
    ...(deps.tracing == null ? {} : { sinks: deps.tracing.sinks }),
    ...(deps.settings.maxCachedWorkflows === undefined
      ? {}
      : { maxCachedWorkflows: deps.settings.maxCachedWorkflows }),
  } satisfies Partial<TemporalWorkerOptions>;
  const workers = await Promise.all(
    deps.settings.queues.map((queue) =>
      createQueueWorker(queue, common, activities, deps.settings.workflows),
    ),
  );
  const loops = startLoops(deps, { metrics, outbound, checkpointer, activities });
  return supervise(workers, async () => {
    await loops.stop();
    await outbound.close();
  });
}

/** An execution stays on the version that began it until it continues as new (workflows/versions.ts). */
const versioned = (version: WorkerDeploymentVersion | undefined): Partial<TemporalWorkerOptions> =>
  version === undefined
    ? {}
    : {
        workerDeploymentOptions: {
          version,
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED',
        },
      };

/** One client of each kind of vendor for the whole process: it remembers what it learned, and shares the budget. */
function openedOnce(
  { kinds, settings }: WorkerDependencies,
  outbound: Outbound,
  budget: CallBudget,
  metrics: WorkerMetrics,
): (kind: string) => Vendor {
  const opened = Object.fromEntries(
    Object.values(kinds.vendors).map((vendor): [string, Vendor] => [
      vendor.kind,
      vendor.open({
        outbound,
        budget,
        settings: settings.vendor,
        onCall: (outcome) => metrics.vendorCall(vendor.kind, outcome),
      }),
    ]),
  );
  return (kind) => entryOf(opened, kind);
}

function checkpointerOf(
  { db, keyRing, logger, settings }: WorkerDependencies,
  metrics: WorkerMetrics,
): AuditCheckpointer {
  const { anchorFolder } = settings.checkpoints;
  return createAuditCheckpointer({
    db,
    keyRing,
    anchors: anchorFolder === null ? null : openAnchorFile(anchorFolder),
    onAnchor: (anchor) => logger.info({ anchor }, 'signed audit checkpoint'),
    onAnchorFailure: (reason) => {
      metrics.anchorFailure();
      logger.error({ reason }, 'a signed audit checkpoint could not be written outside the database');
    },
  });
}

/**
 * Polls wait on the server; two for workflows and few for activities are as good as many on small machines (platform.md
 * 2.2).
 */
async function createQueueWorker(
  queue: QueueName,
  common: Partial<TemporalWorkerOptions>,
  activities: ActivityDependencies,
  workflows: WorkerSettings['workflows'],
): Promise<Worker> {
  const taskQueue = TaskQueue[queue];
  switch (queue) {
    case 'recon':
      return Worker.create({
        ...common,
        taskQueue,
        ...('bundlePath' in workflows
          ? { workflowBundle: { codePath: workflows.bundlePath } }
          : { workflowsPath: workflows.sourcePath }),
        activities: createReconActivities(activities),
        maxConcurrentActivityTaskExecutions: 20,
      });
    case 'vendor':
      return Worker.create({
        ...common,
        taskQueue,
        activities: createVendorActivities(activities),
        maxConcurrentActivityTaskExecutions: 20,
      });
    case 'psa':
      return Worker.create({
        ...common,
        taskQueue,
        activities: createPsaActivities(activities),
        maxConcurrentActivityTaskExecutions: 20,
      });
  }
}

function supervise(workers: readonly Worker[], closeRest: () => Promise<void>): RunningWorkers {
  const stopAll = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const ended = Promise.all(
    workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        // One dead queue would leave syncs waiting indefinitely: the process ends and is restarted.
        stopAll();
        throw error;
      }),
    ),
  ).then(() => undefined);
  return {
    ended,
    healthy: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    async close() {
      stopAll();
      await ended.catch(() => undefined);
      await closeRest();
    },
  };
}
