import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  TemporalFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { VendorActivities, PsaActivities, ReconActivities } from '../contracts/temporal/activities.ts';
import {
  type HousekeepingCause,
  type HousekeepingInput,
  type HousekeepingReport,
  type HousekeepingResult,
  type HousekeepingBatch,
  type HousekeepingBatchResult,
  type HousekeepingStep,
  housekeepingSteps,
} from '../contracts/temporal/housekeeping.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { FailureCode } from '../contracts/temporal/search-attributes.ts';
import { patches } from './patches.ts';
import { continueOnCurrentVersion } from './versions.ts';
import {
  housekeepingDone,
  housekeepingFailed,
  housekeepingIncomplete,
  housekeepingUnderWay,
} from './details/of-housekeeping.ts';

/** A step that nobody serves for half an hour is given up for this hour: the others must get their turn. */
const batches = {
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '30m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
} as const;
const recon = proxyActivities<ReconActivities>({ taskQueue: TaskQueue.recon, ...batches });
const vendor = proxyActivities<VendorActivities>({ taskQueue: TaskQueue.vendor, ...batches });
const psa = proxyActivities<PsaActivities>({ taskQueue: TaskQueue.psa, ...batches });
/** Without an end: the row says when housekeeping ran, and waits for the database. */
const rows = proxyActivities<Pick<ReconActivities, 'concludeHousekeeping'>>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '20s',
  retry: batches.retry,
});

const work: Readonly<
  Record<HousekeepingStep, (slice: HousekeepingBatch) => Promise<HousekeepingBatchResult>>
> = {
  audit: (slice) => recon.checkpointAudits(slice),
  ledger: (slice) => recon.checkLedgers(slice),
  schedules: (slice) => recon.repairSchedules(slice),
  'missed-runs': (slice) => recon.noticeMissedRuns(slice),
  approvals: (slice) => recon.expireApprovals(slice),
  'vendor-credentials': (slice) => vendor.probeVendorCredentials(slice),
  'psa-credentials': (slice) => psa.probePsaCredentials(slice),
  'old-records': (slice) => recon.forgetOldRecords(slice),
};

/**
 * Once an hour, finite: creates audit checkpoints, compares the ledger with it, puts schedules right, notices runs that did not happen, ends what is over,
 * tries credentials before they are needed, forgets what is kept no longer. A step that fails for good does not stop the others; the run then ends
 * Failed with `HousekeepingIncomplete`. Everything it does is found in rows, so a Reset does nothing twice.
 */
export async function housekeepingWorkflow(input: HousekeepingInput): Promise<HousekeepingResult> {
  const reports: HousekeepingReport[] = [...(input.continued?.reports ?? [])];
  let begun = input.continued ?? null;
  for (const step of housekeepingSteps.slice(begun === null ? 0 : housekeepingSteps.indexOf(begun.step))) {
    if (step === 'ledger' && !patched(patches.ledgerChecked)) continue;
    setCurrentDetails(housekeepingUnderWay(step, reports));
    let after = begun?.after ?? null;
    begun = null;
    do {
      if (workflowInfo().continueAsNewSuggested)
        await continueOnCurrentVersion<typeof housekeepingWorkflow>({ continued: { step, after, reports } });
      const slice = await seeTo(step, after);
      add(reports, step, slice);
      after = slice.after;
    } while (after !== null);
  }
  await rows.concludeHousekeeping({ reports });
  if (reports.every(({ trouble }) => trouble === null)) {
    upsertSearchAttributes([{ key: FailureCode, value: null }]);
    setCurrentDetails(housekeepingDone(reports));
    return { reports };
  }
  upsertSearchAttributes([{ key: FailureCode, value: 'HousekeepingIncomplete' }]);
  setCurrentDetails(housekeepingIncomplete(reports));
  throw ApplicationFailure.nonRetryable(housekeepingFailed(reports), 'HousekeepingIncomplete');
}

/** A slice that fails for good ends its step: what stopped it would stop the next slice too. */
async function seeTo(step: HousekeepingStep, after: string | null): Promise<HousekeepingBatchResult> {
  try {
    return await work[step]({ after });
  } catch (error) {
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
    return { after: null, seen: 0, acted: 0, failed: 0, cause: causeOf(error) };
  }
}

function causeOf(error: TemporalFailure): HousekeepingCause {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure && cause.type != null ? cause.type : 'WorkerUnavailable';
  return { code, text: (cause ?? error).message };
}

/** A step has one report, whatever its number of slices; its first trouble stands. */
function add(reports: HousekeepingReport[], step: HousekeepingStep, slice: HousekeepingBatchResult): void {
  const at = reports.findIndex((report) => report.step === step);
  const before = reports[at] ?? { step, seen: 0, acted: 0, failed: 0, trouble: null };
  const report: HousekeepingReport = {
    step,
    seen: before.seen + slice.seen,
    acted: before.acted + slice.acted,
    failed: before.failed + slice.failed,
    trouble: before.trouble ?? slice.cause,
  };
  if (at === -1) reports.push(report);
  else reports[at] = report;
}
