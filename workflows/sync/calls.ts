import { proxyActivities } from '@temporalio/workflow';
import type {
  PsaActivities,
  ReconActivities,
  VendorActivities,
} from '../../contracts/temporal/activities.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';

/**
 * Bookkeeping has no attempt limit: the row must always reach a final state (platform.md 1.2). It sends heartbeats
 * (activities/runtime/heartbeat.ts), so that a killed worker costs seconds, not the time that composing may take.
 */
export const recon = proxyActivities<ReconActivities>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '5m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '500ms', maximumInterval: '30s' },
});

/** How long an outage of vendor or workers may last before the run fails: six hours (platform.md 1.2). */
const reading = {
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '6h',
  retry: { initialInterval: '2s', maximumInterval: '10m' },
  // A cancel does not wait for a worker that may be dead: an attempt that goes on finds its claim gone and writes nothing.
  cancellationType: 'TRY_CANCEL',
} as const;

/** The vendors' activities. What silence means a lost worker, the run's row says (`beginSyncRun`). */
export const readers = (heartbeatTimeoutMs: number) => {
  const options = { ...reading, heartbeatTimeout: heartbeatTimeoutMs };
  return {
    vendor: proxyActivities<VendorActivities>({ taskQueue: TaskQueue.vendor, ...options }),
    psa: proxyActivities<PsaActivities>({ taskQueue: TaskQueue.psa, ...options }),
  };
};
