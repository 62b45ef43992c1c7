import { addMonths } from './calendar.ts';
import type { Day, Instant } from './quantity.ts';

/** By time zone: making one takes fifty times as long as asking it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
  });
  formats.set(timeZone, format);
  return format;
}

/**
 * The calendar day of an instant in a time zone (RULES 3, architecture.md 6). For activities and the API only: time
 * zone data differs between machines, so a workflow that asked for it would not replay.
 *
 * @throws RangeError for a time zone that this machine does not know.
 */
export function dayIn(timeZone: string, instant: Instant | Date): Day {
  const at = typeof instant === 'string' ? new Date(instant) : instant;
  const fields = new Map(
    formatIn(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const field = (type: 'year' | 'month' | 'day'): string => {
    const value = fields.get(type);
    if (value === undefined) throw new Error(`No ${type} in the day of ${at.toISOString()}`);
    return value;
  };
  return `${field('year')}-${field('month')}-${field('day')}`;
}

/** Far more than any time zone is away from UTC, in milliseconds. */
const mostOffset = 24 * 3_600_000;

/** The first instant of a day in a time zone, to the second. @throws RangeError as {@link dayIn} */
export function dayBegins(timeZone: string, day: Day): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let before = utc - mostOffset;
  let since = utc + mostOffset;
  while (since - before > 1_000) {
    const between = before + Math.floor((since - before) / 2_000) * 1_000;
    if (dayIn(timeZone, new Date(between)) < day) before = between;
    else since = between;
  }
  return new Date(since);
}

/** A part of time: from `from` on, until before `until`. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** A month ("2026-11") in a time zone. @throws RangeError as {@link dayIn} */
export function monthSpan(timeZone: string, month: string): Span {
  const first = `${month}-01`;
  return { from: dayBegins(timeZone, first), until: dayBegins(timeZone, addMonths(first, 1)) };
}

export const isWithin = ({ from, until }: Span, at: Date | null): boolean =>
  at !== null && at >= from && at < until;
