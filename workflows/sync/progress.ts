import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { TemporalUiDetails, BatchResult, Cause } from '../../contracts/temporal/activities.ts';
import {
  syncProgress,
  type SyncProgress,
  type SyncStall,
  syncStalled,
} from '../../contracts/temporal/messages.ts';
import type { ReadSide } from '../../domain/sync-runs.ts';
import * as details from '../details/of-syncs.ts';

/** How far a run has come, for queries and for the Temporal UI. */
export interface Progress {
  syncRunId: string | null;
  step: SyncProgress['step'];
  /** For details in the Temporal UI only. */
  shown: TemporalUiDetails | null;
  /** Both sides are read from now on. */
  begins(): void;
  listed(accounts: number): void;
  /** A slice of one side, which so stands still no more. */
  came(side: ReadSide, slice: BatchResult): void;
  /** One side failed for good; the other reads on. */
  failed(failure: Cause): void;
}

/** Answers `syncProgress` from what it returns, which the story fills in. */
export function trackProgress(): Progress {
  const batches: Partial<Record<ReadSide, BatchResult>> = {};
  const stalls = new Map<ReadSide, SyncStall>();
  let accounts: number | null = null;
  let failure: Cause | null = null;
  const show = (): void => {
    setCurrentDetails(details.reading(progress.shown, { batches, stalls: [...stalls.values()], failure }));
  };
  const progress: Progress = {
    syncRunId: null,
    step: 'starting',
    shown: null,
    begins: () => {
      progress.step = 'reading';
      show();
    },
    listed: (total) => {
      accounts = total;
      stalls.delete('accounts');
      show();
    },
    came: (side, slice) => {
      batches[side] = slice;
      stalls.delete(side);
      show();
    },
    failed: (by) => {
      failure = by;
      show();
    },
  };
  setHandler(syncStalled, (stall) => {
    stalls.set(stall.side, stall);
    show();
  });
  setHandler(syncProgress, () => ({
    syncRunId: progress.syncRunId,
    step: progress.step,
    accountsDone: batches.accounts?.done ?? 0,
    accountsTotal: batches.accounts?.total ?? accounts,
    accountsFailed: batches.accounts?.failed ?? 0,
    agreementsDone: batches.agreements?.done ?? 0,
    agreementsTotal: batches.agreements?.total ?? null,
    agreementsFailed: batches.agreements?.failed ?? 0,
  }));
  return progress;
}
