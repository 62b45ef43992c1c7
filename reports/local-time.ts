import type { Instant } from '../domain/quantity.ts';

/** By time zone: making one takes far longer than asking it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  formats.set(timeZone, format);
  return format;
}

/**
 * Returns date and time in a time zone, to the second: `2026-12-04T10:01:00`.
 *
 * @throws RangeError for a time zone that this machine does not know.
 */
export function localTime(timeZone: string, at: Instant): string {
  const fields = new Map<string, string>();
  for (const { type, value } of formatIn(timeZone).formatToParts(new Date(at))) fields.set(type, value);
  const [year, month, day, hour, minute, second] = [
    'year', 'month', 'day', 'hour', 'minute', 'second',
  ].map((type) => fields.get(type)?.padStart(2, '0')); // prettier-ignore
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

/** Returns the same with how far the time zone is from UTC: `2026-12-04T10:01:00-06:00`. */
export function offsetTime(timeZone: string, at: Instant): string {
  const local = localTime(timeZone, at);
  const away = Math.round((Date.parse(`${local}Z`) - Date.parse(at)) / 60_000);
  const [hours, minutes] = [Math.floor(Math.abs(away) / 60), Math.abs(away) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${local}${away < 0 ? '-' : '+'}${hours}:${minutes}`;
}
