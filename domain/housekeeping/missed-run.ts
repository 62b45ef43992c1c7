import { latestTimeOfDay, type TimeOfDay } from './time-of-day.ts';

/** Temporal begins a scheduled run up to this long after its time, so that tenants do not all begin at once. */
export const runJitterMs = 20 * 60_000;

/** After jitter, how late a run may begin before it counts as missed: a restart of the workers takes minutes. */
export const runMarginMs = 40 * 60_000;

/** A schedule that was made or changed so shortly before its time may have come too late for it. */
const settlingMs = 5 * 60_000;

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
  const time = latestTimeOfDay(runs.schedule, new Date(now.getTime() - runJitterMs - runMarginMs));
  if (runs.fullRunActive || runs.scheduledSince === null) return null;
  if (runs.scheduledSince.getTime() + settlingMs > time.getTime()) return null;
  const since = (at: Date | null): boolean => at !== null && at >= time;
  return since(runs.lastScheduledAt) || since(runs.lastGoodFullEndAt) ? null : time;
}
