import { setZoneOfTimes } from './zone.ts';

/** Numbers and times as the console writes them. Decimals stay text: they are never made into floats. */

const minus = '\u2212';

/** Thousands apart, U+2212 for minus: "1234.5" is "1,234.5". `signed`: "+4". `places`: pads cents, never rounds. */
export function formatDecimal(
  text: string,
  { signed = false, places = 0 }: { readonly signed?: boolean; readonly places?: number } = {},
): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace(/^[-+]/u, '').split('.');
  const trimmed = fraction.replace(/0+$/u, '').padEnd(places, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  const isZero = /^0*$/u.test(whole + trimmed);
  const sign = isZero ? '' : negative ? minus : signed ? '+' : '';
  return `${sign}${grouped}${trimmed === '' ? '' : `.${trimmed}`}`;
}

/** What the company's own amounts are in, once a person is signed in. */
let own = 'USD';

/** From now on amounts without a currency of their own are in this one. */
export function writeMoneyIn(currency: string): void {
  own = currency;
}

export const ownCurrency = (): string => own;

/** What was not read is "–", never 0. */
export const formatCount = (
  count: number | null | undefined,
  options: { readonly signed?: boolean } = {},
): string => (count === null || count === undefined ? '–' : formatDecimal(String(count), options));

const readersZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How times of one zone are written; undefined: the browser's. */
const formatsIn = (timeZone: string | undefined) => {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone });
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const dayMonth = { day: 'numeric', month: 'short' } as const;
  // A time in another zone than the reader's says which.
  const zone = timeZone === undefined || timeZone === readersZone() ? {} : { timeZoneName: 'short' as const };
  return {
    timeZone,
    time: format(time),
    timeInZone: format({ ...time, ...zone }),
    dayMonth: format(dayMonth),
    dayMonthYear: format({ ...dayMonth, year: 'numeric' }),
    near: format({ ...dayMonth, ...time, ...zone }),
    far: format({ ...dayMonth, ...time, ...zone, year: 'numeric' }),
    whole: format({ dateStyle: 'medium', timeStyle: 'long' }),
    // "2026-11-03", whose parts compare as text.
    day: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }),
  };
};

/** The company's zone once a person is signed in: colleagues in two zones read one time. */
let here = formatsIn(undefined);
/** Of days without a zone. */
const dated = formatsIn('UTC');

/** Those of a zone that a report was frozen in. */
let frozen = here;
function inZone(timeZone: string | undefined) {
  if (timeZone === undefined || timeZone === here.timeZone) return here;
  if (frozen.timeZone !== timeZone) frozen = formatsIn(timeZone);
  return frozen;
}

/** From now on every time is written in this zone. */
export function writeTimesIn(timeZone: string): void {
  if (here.timeZone !== timeZone) here = formatsIn(timeZone);
  setZoneOfTimes(timeZone);
}

const dayNumber = (day: string): number => new Date(day).getTime() / 86_400_000;

const days = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });

/** "today 2:14 AM", "yesterday 2:14 AM", "Nov 3, 2:14 AM" in the company's zone. */
export function formatInstant(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  const [day, today] = [here.day.format(at), here.day.format(now)];
  const ahead = dayNumber(day) - dayNumber(today);
  if (Math.abs(ahead) <= 1) return `${days.format(ahead, 'day')} ${here.timeInZone.format(at)}`;
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return (sameYear ? here.near : here.far).format(at);
}

/** "Nov 3, 2026, 2:14 AM": for what is frozen, printed or filed, which never says "today". @param timeZone absent: the company's */
export const formatInstantDated = (iso: string, timeZone?: string): string =>
  inZone(timeZone).far.format(new Date(iso));

/** "Dec 1, 2026", likewise. */
export const formatDayDated = (day: string): string =>
  dated.dayMonthYear.format(new Date(`${day}T00:00:00Z`));

/** With seconds and zone, for a title. */
export const formatInstantWhole = (iso: string, timeZone?: string): string =>
  inZone(timeZone).whole.format(new Date(iso));

export const formatTime = (iso: string): string => here.time.format(new Date(iso));

/** A tick of an axis: midnights are days, ticks between are times. */
export function formatTick(at: Date): string {
  const isMidnight = here.day.format(at) !== here.day.format(new Date(at.getTime() - 1));
  return (isMidnight ? here.dayMonth : here.time).format(at);
}

/** The day of now in the company's zone. */
export const today = (): string => here.day.format(new Date());

/** So near, a day of another year is meant without saying it. */
const nearDays = 92;

/** A day without a zone: "Dec 1"; with its year, "Jan 1, 2028", where that is another one and more than three months away. */
export function formatDay(day: string, now: Date = new Date()): string {
  const today = here.day.format(now);
  const isPlain =
    day.slice(0, 4) === today.slice(0, 4) || Math.abs(dayNumber(day) - dayNumber(today)) <= nearDays;
  return (isPlain ? dated.dayMonth : dated.dayMonthYear).format(new Date(`${day}T00:00:00Z`));
}

const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** "3 days", "2 hr", "45 sec": the largest unit that fits. */
export function formatDuration(seconds: number): string {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, 'second'];
  return new Intl.NumberFormat('en-US', { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.floor(seconds / size),
  );
}

const listing = new Intl.ListFormat('en-US', { type: 'conjunction' });

/** "a", "a and b", "a, b, and c". */
export const formatList = (items: readonly string[]): string => listing.format(items);
