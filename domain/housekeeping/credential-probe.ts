import { syncs } from '../defaults.ts';
import { latestTimeOfDay, type TimeOfDay } from './time-of-day.ts';

/**
 * Whether a working credential is to be tried now: once a day, six hours before the next scheduled sync, or as soon
 * after as housekeeping runs. `lastProbeAt` is the newest answer about it, by probing or authenticating; null: none.
 */
export function probeIsDue(schedule: TimeOfDay, lastProbeAt: Date | null, now: Date): boolean {
  if (lastProbeAt === null) return true;
  const lastMoment =
    latestTimeOfDay(schedule, new Date(now.getTime() + syncs.probeLeadMs)).getTime() - syncs.probeLeadMs;
  return lastProbeAt.getTime() < lastMoment;
}
