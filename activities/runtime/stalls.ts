import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import type { ReadSide } from '../../domain/sync-runs.ts';
import { syncStalled } from '../../contracts/temporal/messages.ts';
import type { RunStall } from '../../db/runs/run-stalls.ts';
import { findRun } from '../../db/runs/sync-runs.ts';
import { endStall, noteStall } from '../../use-cases/runs/stalls.ts';
import { inEnglishOrNull } from '../../messages/english.ts';
import { passes } from './credential-codes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { causeOf, waitOf } from './failures.ts';

/** Two failures pass without a word: a vendor may be restarting. */
const attemptsBefore = 3;
/** A wait that a person would notice, and wonder at. */
const longWaitMs = 30_000;

/**
 * Reads something without which this side of the run cannot go on. What fails again and again is tried for hours: from the third
 * attempt on, and at once where the vendor asked for a long wait, the run's row and its workflow say why, and since when.
 */
export async function orStall<T>(
  deps: Pick<ActivityDependencies, 'db' | 'temporal' | 'now'>,
  run: SyncRunRef,
  side: ReadSide,
  work: () => Promise<T>,
): Promise<T> {
  const { attempt, scheduledTimestampMs } = activityInfo();
  try {
    const result = await work();
    if (attempt > 1) await deps.db.transaction().execute((tx) => endStall(tx, run, side));
    return result;
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !passes(error.type ?? '')) throw error;
    const waitMs = waitOf(error);
    if (attempt >= attemptsBefore || (waitMs ?? 0) >= longWaitMs)
      await note(deps, run, {
        side,
        since: new Date(scheduledTimestampMs),
        code: error.type ?? '',
        detail: causeOf(error).detail,
        until: waitMs === null ? null : new Date(deps.now().getTime() + waitMs),
      });
    throw error;
  }
}

async function note(
  { db, temporal }: Pick<ActivityDependencies, 'db' | 'temporal'>,
  run: SyncRunRef,
  stall: RunStall,
): Promise<void> {
  if (!(await db.transaction().execute((tx) => noteStall(tx, run, stall)))) return;
  const workflowId = (await findRun(db, run.tenantId, run.syncRunId))?.workflowId;
  if (workflowId === undefined) return;
  const { side, code, detail, since, until } = stall;
  // The row says it too: a message that is lost costs a line in the Temporal UI.
  await temporal.workflow
    .getHandle(workflowId)
    .signal(syncStalled, {
      side,
      code,
      text: inEnglishOrNull(detail),
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
    })
    .catch(() => undefined);
}
