import { intlLocale } from './locale.ts';

/** "2026-11" at this moment in a time zone. */
export function monthIn(timeZone: string, now: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}

const firstOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`);

/** "November 2026". */
export const monthName = (month: string): string =>
  firstOf(month).toLocaleDateString(intlLocale(), { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "Nov": where the year is shown next to it. */
export const monthShort = (month: string): string =>
  firstOf(month).toLocaleDateString(intlLocale(), { month: 'short', timeZone: 'UTC' });

/** The last `count` months up to and including this one, oldest first. */
export const monthsUntil = (month: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, nth) => {
    const first = firstOf(month);
    first.setUTCMonth(first.getUTCMonth() - (count - 1 - nth));
    return first.toISOString().slice(0, 'YYYY-MM'.length);
  });

/** "2026-12" after "2026-11". */
export function monthAfter(month: string): string {
  const next = firstOf(month);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return next.toISOString().slice(0, 7);
}

/** "2026-11-30" before "2026-12-01". */
export function dayBefore(day: string): string {
  const before = new Date(`${day}T00:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 'YYYY-MM-DD'.length);
}
