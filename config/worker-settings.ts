import { anchorFolder } from './anchor-folder.ts';
import { keepingOf } from './keeping.ts';
import type { Environment } from './environment.ts';

/** The part of the worker's settings that stands in the environment; the outbound rules are read by http/. */
export const workerSettings = (environment: Environment) => ({
  queues: environment.WORKER_QUEUES,
  vendor: {
    suffixes: environment.VENDOR_HOST_SUFFIXES ?? null,
    readTimeoutMs: environment.VENDOR_READ_TIMEOUT_MS,
    retry: { attempts: environment.VENDOR_MAX_ATTEMPTS, baseMs: environment.VENDOR_RETRY_BASE_MS },
  },
  vendorBudget: vendorBudget(environment),
  psa: {
    timeoutMs: environment.PSA_TIMEOUT_MS,
    concurrency: environment.PSA_PARALLEL,
    concurrencyCeiling: environment.PSA_PARALLEL_CEILING,
    callsPerFiveMinutes: environment.PSA_CALLS_PER_FIVE_MINUTES,
    callsKeptPercent: environment.PSA_CALLS_KEPT_PERCENT,
    followsWithinMs: environment.PSA_FOLLOWS_WITHIN_MS,
    secondReadAfterMs: environment.PSA_SECOND_READ_AFTER_MS,
    retryFirstMs: environment.PSA_RETRY_BASE_MS,
    clientId: environment.CONNECTWISE_CLIENT_ID ?? null,
    hostSuffixes: environment.PSA_HOST_SUFFIXES ?? null,
  },
  reading: {
    vendorParallel: environment.VENDOR_PARALLEL,
    psaParallel: Math.max(environment.PSA_PARALLEL, environment.PSA_PARALLEL_CEILING),
    batchMs: environment.SYNC_SLICE_MS,
    batchItems: environment.SYNC_BATCH_ITEMS,
    heartbeatTimeoutMs: environment.SYNC_HEARTBEAT_TIMEOUT_MS,
    cancelPollMs: environment.SYNC_CANCEL_POLL_MS,
  },
  writing: {
    batchLines: environment.WRITE_SLICE_LINES,
    linesAtOnce: environment.WRITE_LINES_AT_ONCE,
    batchMs: environment.WRITE_SLICE_MS,
    unknownWaitMs: environment.WRITE_UNKNOWN_WAIT_MS,
    readBackGapMs: environment.WRITE_READ_BACK_GAP_MS,
    targetFreshMs: environment.WRITE_TARGET_FRESH_MS,
    neighborsFreshMs: environment.WRITE_NEIGHBORS_FRESH_MS,
    readingTries: environment.WRITE_READING_TRIES,
    laterInvoiceApartMs: environment.WRITE_LATER_INVOICE_APART_MS,
    createApartMs: environment.WRITE_CREATE_APART_MS,
    endApartMs: environment.WRITE_END_APART_MS,
    recheckMs: environment.WRITE_RECHECK_MS,
    giveUpMs: environment.WRITE_GIVE_UP_MS,
  },
  keeping: keepingOf(environment),
  webhooks: {
    timeoutMs: environment.WEBHOOK_TIMEOUT_MS,
    firstWaitMs: environment.WEBHOOK_FIRST_WAIT_MS,
    giveUpMs: environment.WEBHOOK_GIVE_UP_MS,
  },
  checkpoints: {
    intervalMs: environment.AUDIT_CHECKPOINT_INTERVAL_MS,
    anchorFolder: anchorFolder(environment),
  },
  relayIntervalMs: environment.RELAY_INTERVAL_MS,
  repairIntervalMs: environment.REPAIR_INTERVAL_MS,
});

function vendorBudget(environment: Environment) {
  const { VENDOR_BUDGET_START_PER_MINUTE: start, VENDOR_BUDGET_FLOOR, VENDOR_BUDGET_CEILING } = environment;
  if (start === 'unlimited') return start;
  return {
    startPerMinute: start,
    floorPerMinute: VENDOR_BUDGET_FLOOR,
    ceilingPerMinute: VENDOR_BUDGET_CEILING,
  };
}
