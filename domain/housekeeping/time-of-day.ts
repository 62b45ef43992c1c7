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
import { syncs } from '../defaults.ts';

/**
 * Returns the time of the daily sync that a new integration has. It is derived from the ID, so that many integrations are
 * spread evenly over the night.
 * @param integrationId a UUID version 4, whose first digits are random.
 */
export function timeOfNight(integrationId: string): TimeOfDay {
  const { from, minutes } = syncs.night;
  const at = from.hour * 60 + from.minute + (Number.parseInt(integrationId.slice(0, 8), 16) % minutes);
  return { hour: Math.floor(at / 60) % 24, minute: at % 60 };
}
