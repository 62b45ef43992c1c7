import { syncs } from '../../../domain/defaults.ts';

export interface ScheduleTime {
  readonly hour: number;
  readonly minute: number;
}

const minutesADay = 24 * 60;

/** Minutes that clocks of this zone are ahead of UTC at that moment. */
function minutesAhead(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const there = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  // The zone's clock was read without its seconds.
  return Math.round(there / 60_000) - Math.floor(at.getTime() / 60_000);
}

function later({ hour, minute }: ScheduleTime, minutes: number): ScheduleTime {
  const sum = (((hour * 60 + minute + minutes) % minutesADay) + minutesADay) % minutesADay;
  return { hour: Math.floor(sum / 60), minute: sum % 60 };
}

/** The time of day that clocks of this zone show, as it is kept in UTC, by the offset of now. */
export const fromUtc = (time: ScheduleTime, timeZone: string, now = new Date()): ScheduleTime =>
  later(time, minutesAhead(timeZone, now));

/** The other way round. */
export const toUtc = (time: ScheduleTime, timeZone: string, now = new Date()): ScheduleTime =>
  later(time, -minutesAhead(timeZone, now));

const two = (value: number): string => String(value).padStart(2, '0');
export const clock = ({ hour, minute }: ScheduleTime): string => `${two(hour)}:${two(minute)}`;

/** A schedule begins within that time, so that not all begin at once. */
export const spanOf = (time: ScheduleTime): { readonly from: string; readonly to: string } => ({
  from: clock(time),
  to: clock(later(time, syncs.jitterMs / 60_000)),
});
