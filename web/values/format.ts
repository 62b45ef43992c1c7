import { intlLocale } from './locale.ts';
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

/** How times of one zone are written in a language; a zone that is undefined: the browser's. */
function newFormats(locale: string, timeZone: string | undefined) {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const dayMonth = { day: 'numeric', month: 'short' } as const;
  // A time in another zone than the reader's says which.
  const zone = timeZone === undefined || timeZone === readersZone() ? {} : { timeZoneName: 'short' as const };
  return {
    timeZone,
    locale,
    days: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    listing: new Intl.ListFormat(locale, { type: 'conjunction' }),
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
}

const made = new Map<string, ReturnType<typeof newFormats>>();

/** Made when they are first used: the page takes its language before it shows anything. */
function formatsIn(timeZone: string | undefined) {
  const locale = intlLocale();
  const key = `${locale} ${timeZone ?? ''}`;
  const formats = made.get(key) ?? newFormats(locale, timeZone);
  made.set(key, formats);
  return formats;
}

/** The company's zone once a person is signed in: colleagues in two zones read one time. */
let zone: string | undefined;
const here = () => formatsIn(zone);
/** Of days without a zone. */
const dated = () => formatsIn('UTC');

/** From now on every time is written in this zone. */
export function writeTimesIn(timeZone: string): void {
  zone = timeZone;
  setZoneOfTimes(timeZone);
}

const dayNumber = (day: string): number => new Date(day).getTime() / 86_400_000;

/** "today 2:14 AM", "yesterday 2:14 AM", "Nov 3, 2:14 AM" in the company's zone. */
export function formatInstant(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  const formats = here();
  const [day, today] = [formats.day.format(at), formats.day.format(now)];
  const ahead = dayNumber(day) - dayNumber(today);
  if (Math.abs(ahead) <= 1) return `${formats.days.format(ahead, 'day')} ${formats.timeInZone.format(at)}`;
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return (sameYear ? formats.near : formats.far).format(at);
}

/** "Nov 3, 2026, 2:14 AM": for what is frozen, printed or filed, which never says "today". @param timeZone absent: the company's */
export const formatInstantDated = (iso: string, timeZone?: string): string =>
  formatsIn(timeZone ?? zone).far.format(new Date(iso));

/** "Dec 1, 2026", likewise. */
export const formatDayDated = (day: string): string =>
  dated().dayMonthYear.format(new Date(`${day}T00:00:00Z`));

/** With seconds and zone, for a title. */
export const formatInstantWhole = (iso: string, timeZone?: string): string =>
  formatsIn(timeZone ?? zone).whole.format(new Date(iso));

export const formatTime = (iso: string): string => here().time.format(new Date(iso));

/** A tick of an axis: midnights are days, ticks between are times. */
export function formatTick(at: Date): string {
  const { day, dayMonth, time } = here();
  const isMidnight = day.format(at) !== day.format(new Date(at.getTime() - 1));
  return (isMidnight ? dayMonth : time).format(at);
}

/** The day of now in the company's zone. */
export const today = (): string => here().day.format(new Date());

/** So near, a day of another year is meant without saying it. */
const nearDays = 92;

/** A day without a zone: "Dec 1"; with its year, "Jan 1, 2028", where that is another one and more than three months away. */
export function formatDay(day: string, now: Date = new Date()): string {
  const today = here().day.format(now);
  const isPlain =
    day.slice(0, 4) === today.slice(0, 4) || Math.abs(dayNumber(day) - dayNumber(today)) <= nearDays;
  return (isPlain ? dated().dayMonth : dated().dayMonthYear).format(new Date(`${day}T00:00:00Z`));
}

const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** "3 days", "2 hr", "45 sec": the largest unit that fits. */
export function formatDuration(seconds: number): string {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, 'second'];
  return new Intl.NumberFormat(intlLocale(), { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.floor(seconds / size),
  );
}

/** "a", "a and b", "a, b, and c". */
export const formatList = (items: readonly string[]): string => here().listing.format(items);
