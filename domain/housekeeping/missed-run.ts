import { syncs } from '../defaults.ts';
import { latestTimeOfDay, type TimeOfDay } from './time-of-day.ts';

/** What the rows say of an integration's scheduled runs. */
export interface ScheduledRuns {
  /** UTC. */
  readonly schedule: TimeOfDay;
  /** Since when the schedule stands as it is: finished, changed, resumed, unpaused. Null: it never ran. */
  readonly scheduledSince: Date | null;
  /** The newest run that began by the schedule, joined ones too. */
  readonly lastScheduledAt: Date | null;
  /** The newest end of a full run that was good, however it began. */
  readonly lastGoodFullEndAt: Date | null;
  /** A run of all accounts is under way: Temporal begins no second one. */
  readonly fullRunActive: boolean;
}

/**
 * The time of a run that should have happened by now and did not; null: none was missed. Asked at any time: it looks
 * at the newest time of day whose jitter and margin are over.
 */
export function missedRun(runs: ScheduledRuns, now: Date): Date | null {
  const time = latestTimeOfDay(runs.schedule, new Date(now.getTime() - syncs.jitterMs - syncs.marginMs));
  if (runs.fullRunActive || runs.scheduledSince === null) return null;
  if (runs.scheduledSince.getTime() + syncs.settlingMs > time.getTime()) return null;
  const since = (at: Date | null): boolean => at !== null && at >= time;
  return since(runs.lastScheduledAt) || since(runs.lastGoodFullEndAt) ? null : time;
}
