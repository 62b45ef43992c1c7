import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { ShownToOperators } from '../../contracts/temporal/activities.ts';
import { syncProgress, type SyncProgress, syncStalled } from '../../contracts/temporal/messages.ts';
import * as details from '../details/of-syncs.ts';

/** How far a run has come. */
export type Progress = { -readonly [K in keyof SyncProgress]: SyncProgress[K] } & {
  /** For details in the Temporal UI only. */
  shown: ShownToOperators | null;
};

/** Answers `syncProgress` from what it returns, which the story fills in. */
export function trackProgress(): Progress {
  const progress: Progress = {
    syncRunId: null,
    step: 'starting',
    accountsDone: 0,
    accountsTotal: null,
    accountsFailed: 0,
    shown: null,
  };
  setHandler(syncStalled, (stall) => {
    setCurrentDetails(details.stalled(progress.shown, stall));
  });
  setHandler(syncProgress, () => ({
    syncRunId: progress.syncRunId,
    step: progress.step,
    accountsDone: progress.accountsDone,
    accountsTotal: progress.accountsTotal,
    accountsFailed: progress.accountsFailed,
  }));
  return progress;
}
