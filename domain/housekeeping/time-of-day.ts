/** A time of each day in UTC. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/** The newest instant not after `now` at which it was that time of day, perhaps yesterday. */
export function latestTimeOfDay({ hour, minute }: TimeOfDay, now: Date): Date {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute);
  return new Date(today <= now.getTime() ? today : today - dayMs);
}
import { dayMs } from '../calendar.ts';
