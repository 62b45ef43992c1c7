/** Calendar days are `YYYY-MM-DD`; arithmetic on them knows no clock and no time zone. */

/** By time zone: making one takes longer than all that a scenario asks of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day it is at `now` in this time zone. */
export function dayIn(timeZone: string, now: Date): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // The Canadian form of a date is the ISO one.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(now);
}

function numbers(day: string): { year: number; month: number; date: number } {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) throw new Error(`Not a day: ${day}`);
  return { year, month, date };
}

/** The same date `months` later, or the last of that month where it has no such date. */
export function addMonths(day: string, months: number): string {
  const { year, month, date } = numbers(day);
  return dayOf(year, month + months, date);
}

/** Another date of the same month, or its last where it has no such date. */
export function withDate(day: string, date: number): string {
  const { year, month } = numbers(day);
  return dayOf(year, month, date);
}

export function isLastOfMonth(day: string): boolean {
  return day === withDate(day, 31);
}

/** `month` counts from 1 and may run past the year. */
function dayOf(year: number, month: number, date: number): string {
  const lastDate = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

export function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

const dayMs = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Days since 1 January 2000. */
export function dayNumber(day: string): number {
  return Math.round((Date.parse(day) - Date.parse('2000-01-01')) / dayMs);
}

/** Whole calendar months from the month of one day to that of another. */
export function monthsBetween(earlier: string, later: string): number {
  const [from, to] = [numbers(earlier), numbers(later)];
  return (to.year - from.year) * 12 + to.month - from.month;
}
