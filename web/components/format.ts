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

/** "1,284.00"; the currency stands in the head of the column. */
export const formatMoney = (text: string, options: { readonly signed?: boolean } = {}): string =>
  formatDecimal(text, { ...options, places: 2 });

/** What was not read is "–", never 0. */
export const formatCount = (
  count: number | null | undefined,
  options: { readonly signed?: boolean } = {},
): string => (count === null || count === undefined ? '–' : formatDecimal(String(count), options));

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

const dayNumber = (at: Date): number =>
  Math.round(new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() / 86_400_000);

/** "today 02:14", "yesterday 02:14", "3 Nov 02:14" in the reader's zone. */
export function formatInstant(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  const days = dayNumber(at) - dayNumber(now);
  const near = { 0: 'today', '-1': 'yesterday', 1: 'tomorrow' }[days];
  const sameYear = at.getFullYear() === now.getFullYear();
  return `${near ?? (sameYear ? dayMonth : dayMonthYear).format(at)} ${time.format(at)}`;
}

/** With seconds and zone, for a title. */
export const formatInstantWhole = (iso: string): string => whole.format(new Date(iso));

export const formatTime = (iso: string): string => time.format(new Date(iso));

/** A day without a zone, "2026-12-01" as "1 Dec", and with its year where that is not this one: "1 Jan 2027". */
export function formatDay(day: string, now: Date = new Date()): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return (year === now.getFullYear() ? dayMonth : dayMonthYear).format(new Date(year, month - 1, date));
}

const steps = [
  [86_400, 'day'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** "3 days", "2 h", "45 s": the largest unit that fits. */
export function formatDuration(seconds: number): string {
  const [size, unit] = steps.find(([size]) => seconds >= size) ?? [1, 's'];
  const count = Math.floor(seconds / size);
  return unit === 'day' ? `${count} ${count === 1 ? 'day' : 'days'}` : `${count} ${unit}`;
}

/** "1 account", "2 accounts". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
