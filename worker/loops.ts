import type { ActivityDependencies } from '../activities/runtime/dependencies.ts';
import { createReconActivities } from '../activities/index.ts';
import { createLineSender } from '../http/line-sender.ts';
import type { Outbound } from '../http/outbound.ts';
import type { AuditCheckpointer } from '../use-cases/operations/checkpoint-audit.ts';
import { startCheckpoints } from './audit-checkpoints.ts';
import { auditBatches } from './audit-streams.ts';
import { deliveries } from './deliveries.ts';
import type { WorkerDependencies } from './dependencies.ts';
import type { WorkerMetrics } from './metrics.ts';
import { startFiling } from './month-files.ts';
import { startSending } from './outgoing.ts';
import { startRelaying } from './outbox-relay.ts';
import type { PeriodicWork } from './periodic-work.ts';
import { startRepairing } from './temporal-repair.ts';

/** What the loops share with the workers of the process. */
interface Shared {
  readonly metrics: WorkerMetrics;
  readonly outbound: Outbound;
  readonly checkpointer: AuditCheckpointer;
  readonly activities: ActivityDependencies;
}

/** Starts what a worker process does regularly, apart from workflows and activities. */
export function startLoops(
  deps: WorkerDependencies,
  { metrics, outbound, checkpointer, activities }: Shared,
): PeriodicWork {
  const recon = createReconActivities(activities);
  const repair = startRepairing(
    {
      db: deps.db,
      temporal: deps.client,
      logger: deps.logger,
      kinds: deps.kinds,
      startFirstSync: (key) => recon.startSync(key),
      onFailure: () => metrics.repairFailure(),
    },
    deps.settings.repairIntervalMs,
  );
  const relay = startRelaying(
    {
      db: deps.db,
      temporal: deps.client,
      logger: deps.logger,
      kinds: deps.kinds,
      onRejection: () => metrics.outboxRejection(),
    },
    deps.settings.relayIntervalMs,
  );
  const filing = startFiling(deps, deps.settings.relayIntervalMs);
  const { timeoutMs } = deps.settings.webhooks;
  const sender = { db: deps.db, keyRing: deps.keyRing, outbound, timeoutMs };
  const webhooks = startSending(
    deps,
    deliveries({ ...sender, kinds: deps.kinds, publicUrl: deps.settings.publicUrl }, deps.settings.webhooks),
    deps.settings.relayIntervalMs,
  );
  const lines = createLineSender({ ...deps.settings.outbound, timeoutMs });
  const streams = startSending(deps, auditBatches({ ...sender, lines }), deps.settings.relayIntervalMs);
  const checkpoints = startCheckpoints(
    { db: deps.db, keyRing: deps.keyRing, checkpointer, logger: deps.logger },
    deps.settings.checkpoints.intervalMs,
  );
  return {
    async stop() {
      for (const loop of [checkpoints, webhooks, streams, filing, relay, repair]) await loop.stop();
    },
  };
}
