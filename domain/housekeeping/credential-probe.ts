import { latestTimeOfDay, type TimeOfDay } from './time-of-day.ts';

/** Credentials are tried so long before the scheduled sync: time for a person to repair one that is refused. */
export const probeLeadMs = 6 * 3_600_000;

/**
 * Whether a working credential is to be tried now: once a day, six hours before the next scheduled sync, or as soon
 * after as housekeeping runs. `lastProbeAt` is the newest answer about it, by probing or authenticating; null: none.
 */
export function probeIsDue(schedule: TimeOfDay, lastProbeAt: Date | null, now: Date): boolean {
  if (lastProbeAt === null) return true;
  const lastMoment = latestTimeOfDay(schedule, new Date(now.getTime() + probeLeadMs)).getTime() - probeLeadMs;
  return lastProbeAt.getTime() < lastMoment;
}
