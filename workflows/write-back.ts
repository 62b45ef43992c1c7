import {
  condition,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { PsaActivities } from '../contracts/temporal/activities.ts';
import {
  deploymentChanged,
  writeBackChanged,
  type WriteBackInput,
  writeBackProgress,
  type WriteBackStatus,
} from '../contracts/temporal/messages.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { type Shown, textsFor } from './details/markdown.ts';
import * as details from './details/of-write-backs.ts';
import { continueOnCurrentVersion, isSuperseded } from './versions.ts';

/** A lost process is all that fails here; outcomes of the PSA are rows. Only a missing row ends the workflow. */
const psa = proxyActivities<Pick<PsaActivities, 'readBillingTarget' | 'applyWrites'>>({
  taskQueue: TaskQueue.psa,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '1m' },
  // Named, since the SDK does not wait by itself: once this workflow has ended, no attempt of it is under way.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/**
 * One approval, finite: sends each line as soon as its own billing target condition holds, and ends when every line has
 * reached its end (architecture.md 4). Waiting reads again by timer and on `writeBackChanged`; no clock alone triggers
 * a write (RULES 5). The rows say what is left, so a reset or a second start does nothing twice.
 */
export async function writeBackWorkflow(input: WriteBackInput): Promise<void> {
  let changed = false;
  let status: WriteBackStatus = { open: 0, due: 0, nextCheckMs: null, blocked: null };
  let lookedAt: string | null = null;
  /** Null before the first answer. */
  let terms: Shown = null;
  setHandler(writeBackChanged, () => {
    changed = true;
  });
  setHandler(deploymentChanged, () => undefined);
  setHandler(writeBackProgress, () => ({ ...status, lookedAt }));

  const look = async (activity: 'readBillingTarget' | 'applyWrites'): Promise<void> => {
    changed = false;
    const summary = textsFor(terms)(`temporal.step.${activity}`);
    const { shown = null, ...rows } = await psa[activity].executeWithOptions({ summary }, [input]);
    terms = shown;
    status = rows;
    lookedAt = new Date().toISOString();
    setCurrentDetails(details.status(rows, shown, Date.now()));
  };

  await look('readBillingTarget');
  while (status.open > 0) {
    if (workflowInfo().continueAsNewSuggested || isSuperseded())
      await continueOnCurrentVersion<typeof writeBackWorkflow>(input);
    if (status.due > 0) {
      await look('applyWrites');
      continue;
    }
    const isWoken = (): boolean => changed || isSuperseded();
    if (status.nextCheckMs === null) await condition(isWoken);
    else
      await condition(isWoken, status.nextCheckMs, {
        summary: textsFor(terms)('temporal.timer.check'),
      });
    if (!isSuperseded()) await look('readBillingTarget');
  }
}
