import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  sleep,
  TemporalFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { SyncRunEnd, SyncRunRef, SyncRunStart } from '../contracts/temporal/activities.ts';
import type { SyncInput, SyncResult } from '../contracts/temporal/messages.ts';
import { SyncOutcome } from '../contracts/temporal/search-attributes.ts';
import { textsFor } from './details/markdown.ts';
import * as details from './details/of-syncs.ts';
import { readers, recon } from './sync/calls.ts';
import { asFailure, failureOf, isOfAnother, ofRow, report, reportFailure } from './sync/outcome.ts';
import { type Progress, trackProgress } from './sync/progress.ts';
import { continueOnCurrentVersion } from './versions.ts';
import { readSides, type Side, untilNothingRemains } from './sync/read-sides.ts';

/**
 * One run of reconciliation, finite: begin, read accounts and the PSA at the same time, compose, end (architecture.md 4).
 * The work list and the outcome are rows; this story only moves it on. Permanent trouble ends it as Failed with a code:
 * Reset to the first workflow task takes it up again where the rows stand.
 */
export async function syncWorkflow(input: SyncInput): Promise<SyncResult> {
  const progress = trackProgress();
  const start = await begin(input);
  progress.shown = start.shown ?? null;
  if (start.kind !== 'taken') {
    upsertSearchAttributes([{ key: SyncOutcome, value: start.kind }]);
    setCurrentDetails(details.notTaken(start));
    return { outcome: start.kind, syncRunId: start.syncRunId };
  }
  const run: SyncRunRef = {
    tenantId: start.tenantId,
    integrationId: start.integrationId,
    syncRunId: start.syncRunId,
    fencingToken: start.fencingToken,
  };
  progress.syncRunId = run.syncRunId;
  let end: SyncRunEnd;
  try {
    await readEverything(input, run, start.heartbeatTimeoutMs, progress);
    progress.step = 'composing';
    await recon.composeUsage(run);
    end = await recon.endSyncRun(run);
  } catch (error) {
    // The way into a new history, or a defect of ours: that fails the workflow task, which waits for the fix.
    if (!(error instanceof TemporalFailure)) throw error;
    end = await endBadly(input, run, error, progress);
  }
  progress.step = 'ended';
  if (isGood(end.outcome)) {
    report(end.outcome, end.code, details.ended(progress.shown, end.outcome, end));
    return { outcome: end.outcome, syncRunId: run.syncRunId };
  }
  const failure = { kind: end.outcome, code: end.code ?? 'NothingCounted', text: end.text };
  report(end.outcome, end.code, details.endedBadly(progress.shown, input, failure, end.unread));
  throw ApplicationFailure.nonRetryable(details.inOneLine(progress.shown, input, failure), failure.code);
}

/** Not cancellable: the row of a run that is canceled before its first step must still be found and ended. */
async function begin(input: SyncInput): Promise<SyncRunStart> {
  const { workflowId, runId } = workflowInfo();
  try {
    return await CancellationScope.nonCancellable(() =>
      recon.beginSyncRun({ ...input, workflowId, temporalRunId: runId }),
    );
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    reportFailure(input, failureOf(error), null);
    throw asFailure(error, input, null);
  }
}

async function readEverything(
  input: SyncInput,
  run: SyncRunRef,
  heartbeatTimeoutMs: number,
  progress: Progress,
): Promise<void> {
  const { vendor, psa } = readers(heartbeatTimeoutMs);
  const text = textsFor(progress.shown);
  const readAccounts: Side = async (batchCame) => {
    const list = { summary: text('temporal.step.list-accounts') };
    progress.listed((await vendor.listVendorAccounts.executeWithOptions(list, [run])).total);
    const options = { summary: text('temporal.step.read-accounts') };
    return untilNothingRemains(
      () => vendor.readAccountBatch.executeWithOptions(options, [run]),
      (slice) => {
        progress.came('accounts', slice);
        batchCame();
      },
    );
  };
  const readAgreements: Side = (batchCame) => {
    const options = { summary: text('temporal.step.read-psa') };
    return untilNothingRemains(
      () => psa.readPsa.executeWithOptions(options, [run]),
      (slice) => {
        progress.came('agreements', slice);
        batchCame();
      },
    );
  };
  progress.begins();
  const read = await readSides([readAccounts, readAgreements], (error) => progress.failed(failureOf(error)));
  if (read === 'handed-over') await continueOnCurrentVersion<typeof syncWorkflow>(input);
}

/**
 * Brings the row to its final state and throws what ended the run. Returns where the row had ended well before: a cancel
 * came while the answer of its end was on its way.
 */
async function endBadly(
  input: SyncInput,
  run: SyncRunRef,
  error: TemporalFailure,
  { shown }: Progress,
): Promise<SyncRunEnd> {
  const failure = failureOf(error);
  if (isOfAnother(failure)) {
    reportFailure(input, failure, shown);
    throw asFailure(error, input, shown);
  }
  const end = await CancellationScope.nonCancellable(() =>
    recon.endSyncRun({ ...run, failure: ofRow(failure) }),
  );
  if (isGood(end.outcome)) return end;
  report(end.outcome, end.code, details.endedBadly(shown, input, failure, end.unread));
  // The row's cancel flag is seen before the request itself arrives: wait for it, so that the run ends Cancelled.
  if (failure.code === 'SyncCanceled' && !isCancellation(error))
    await sleep('10s', { summary: textsFor(shown)('temporal.timer.cancel') });
  throw asFailure(error, input, shown);
}

const isGood = (outcome: SyncRunEnd['outcome']): outcome is 'succeeded' | 'partial' =>
  outcome === 'succeeded' || outcome === 'partial';
