import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { TemporalUiDetails, SliceResult, SyncFailure } from '../../contracts/temporal/activities.ts';
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
  came(side: ReadSide, slice: SliceResult): void;
  /** One side failed for good; the other reads on. */
  failed(failure: SyncFailure): void;
}

/** Answers `syncProgress` from what it returns, which the story fills in. */
export function trackProgress(): Progress {
  const slices: Partial<Record<ReadSide, SliceResult>> = {};
  const stalls = new Map<ReadSide, SyncStall>();
  let accounts: number | null = null;
  let failure: SyncFailure | null = null;
  const show = (): void => {
    setCurrentDetails(details.reading(progress.shown, { slices, stalls: [...stalls.values()], failure }));
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
      slices[side] = slice;
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
    accountsDone: slices.accounts?.done ?? 0,
    accountsTotal: slices.accounts?.total ?? accounts,
    accountsFailed: slices.accounts?.failed ?? 0,
    agreementsDone: slices.agreements?.done ?? 0,
    agreementsTotal: slices.agreements?.total ?? null,
    agreementsFailed: slices.agreements?.failed ?? 0,
  }));
  return progress;
}
