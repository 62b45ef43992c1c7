import { proxyActivities } from '@temporalio/workflow';
import type {
  PsaActivities,
  ReconActivities,
  VendorActivities,
} from '../../contracts/temporal/activities.ts';
import { TaskQueue } from '../../contracts/temporal/names.ts';
import { priorities } from '../../contracts/temporal/priorities.ts';

/** What an integration asks of the workers, and how long it waits for each. */

/**
 * Rows are patient: a database that is down is waited for, so that nothing a person decided is lost. One attempt is
 * not: a worker that was killed says nothing, and the next one should take over within seconds.
 */
const patience = { initialInterval: '500ms', maximumInterval: '15s' } as const;

export const recon = proxyActivities<ReconActivities>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '20s',
  retry: patience,
});

export const rows = proxyActivities<Pick<ReconActivities, 'loadIntegration'>>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '5s',
  retry: patience,
});

/**
 * Probes promise an answer within 20 s (architecture.md 4); the margin is for a slow database. A person waits for them:
 * silence of a killed worker is noticed sooner.
 */
const probing = { startToCloseTimeout: '40s', heartbeatTimeout: '10s' } as const;

export const vendorProbe = proxyActivities<Pick<VendorActivities, 'verifyVendor'>>({
  taskQueue: TaskQueue.vendor,
  ...probing,
});

export const psaProbe = proxyActivities<Pick<PsaActivities, 'verifyPsa'>>({
  taskQueue: TaskQueue.psa,
  ...probing,
});

/** A failure of the vendor is a result, so retries are for lost workers. */
const loading = {
  startToCloseTimeout: '30m',
  // Loading gives a sign of life every few seconds (activities/runtime/heartbeat.ts): silence means a dead worker.
  heartbeatTimeout: '20s',
  // Named, because the SDK's default is TRY_CANCEL whatever its typings say: a loading that a disconnect stopped must
  // have ended before the integration can be connected again.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} as const;

export const vendorLoad = proxyActivities<Pick<VendorActivities, 'loadVendorAccounts'>>({
  taskQueue: TaskQueue.vendor,
  ...loading,
});

export const psaLoad = proxyActivities<Pick<PsaActivities, 'loadPsaCatalog'>>({
  taskQueue: TaskQueue.psa,
  ...loading,
});

/** Nobody waits for it, and another day is soon enough for what some attempts could not do. */
export const vendorEditions = proxyActivities<Pick<VendorActivities, 'refreshEditions'>>({
  taskQueue: TaskQueue.vendor,
  ...loading,
  priority: priorities.sync,
  retry: { maximumAttempts: 5 },
});
