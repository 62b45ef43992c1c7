import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/model/database.ts';
import { type BudgetSettings, reportBusy, takeFromBudget } from '../db/driver/rate-budget.ts';
import type { CallBudget } from '../vendors/port.ts';

/** Wait after a 429 that names no time: vendors' own clients begin with a second and grow. */
const unnamedWaitMs = 5_000;

/** A wait may be long: heartbeats in between keep the activity alive. */
const signEveryMs = 5_000;

/** The shared budget in PostgreSQL, asked before each attempt by every process (architecture.md 8). */
export function createCallBudget(
  db: Database,
  settings: BudgetSettings,
  onWait: (ms: number) => void,
): CallBudget {
  return {
    async take(key, signal, onWaiting) {
      const waitMs = await takeFromBudget(db, key, settings);
      onWait(waitMs);
      for (let left = waitMs; left > 0; left -= signEveryMs) {
        onWaiting?.();
        // An aborted sleep rejects with an error of the timer's own; the caller gets the signal's reason.
        await sleep(Math.min(left, signEveryMs), undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    },
    busy: (key, retryAfterMs) => reportBusy(db, key, settings, retryAfterMs ?? unnamedWaitMs),
  };
}

/** For the sandbox, whose vendors have no limit. */
export const unlimitedBudget: CallBudget = {
  take: () => Promise.resolve(),
  busy: () => Promise.resolve(),
};
