import type { Money } from '../params.ts';

/** Amounts, dates and lists of one person or document, by `Intl`. */
export interface Format {
  readonly instant: (iso: string) => string;
  readonly day: (day: string) => string;
  readonly month: (month: string) => string;
  readonly list: (items: readonly string[]) => string;
  readonly anyOf: (items: readonly string[]) => string;
  /** The amount alone, with the digits that its currency has. */
  readonly amount: (money: Money, sign?: Sign) => string;
}

interface FormatOptions {
  readonly locale: string;
  /** IANA name; for instants. */
  readonly timeZone: string;
  /** `short` leaves the year out; files and anything frozen say it. */
  readonly dates: 'full' | 'short';
}

const ofNone = {};

/**
 * Makes each `Intl` object once: making one takes a hundred times as long as using it. The same options are the same
 * object, since they are constants.
 */
function once<T, O extends object>(
  make: (locale: string, options: O) => T,
): (locale: string, options?: O) => T {
  const made = new WeakMap<object, Map<string, T>>();
  return (locale, options) => {
    const key = options ?? ofNone;
    const known = made.get(key) ?? new Map<string, T>();
    made.set(key, known);
    const before = known.get(locale);
    if (before !== undefined) return before;
    const now = make(locale, options ?? (ofNone as O));
    known.set(locale, now);
    return now;
  };
}

const numberFormat = once(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);
const dateFormat = once(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
const pluralRules = once((locale, options: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options));

/** As `icu-minify/format` asks for them. */
export const intlFormatters = {
  getNumberFormat: (locale: unknown, options?: Intl.NumberFormatOptions) =>
    numberFormat(String(locale), options),
  getDateTimeFormat: (locale: unknown, options?: Intl.DateTimeFormatOptions) =>
    dateFormat(String(locale), options),
  getPluralRules: (locale: unknown, { type }: Intl.PluralRulesOptions = {}) =>
    pluralRules(String(locale), type === 'ordinal' ? ordinal : ofNone),
};

const ordinal: Intl.PluralRulesOptions = { type: 'ordinal' };

const made = new Map<string, Format>();

/** Throws `RangeError` for a locale or time zone that `Intl` does not know. */
export function formatFor(options: FormatOptions): Format {
  const key = `${options.locale} ${options.timeZone} ${options.dates}`;
  const before = made.get(key);
  if (before !== undefined) return before;
  const now = newFormat(options);
  made.set(key, now);
  return now;
}

function newFormat({ locale, timeZone, dates }: FormatOptions): Format {
  const year = dates === 'full' ? ({ year: 'numeric' } as const) : {};
  const day = { month: 'short', day: 'numeric', ...year } as const;
  const days = new Intl.DateTimeFormat(locale, { ...day, timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, { ...day, hour: 'numeric', minute: '2-digit', timeZone });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const alternatives = new Intl.ListFormat(locale, { type: 'disjunction' });
  return {
    instant: (iso) => instants.format(new Date(iso)),
    day: (text) => days.format(new Date(text)),
    month: (text) => months.format(new Date(`${text}-01`)),
    list: (items) => lists.format(items),
    anyOf: (items) => alternatives.format(items),
    amount: ({ amount, currency }, sign = 'auto') =>
      numberFormat(locale, digitsOf(currency, sign)).format(Number(amount)),
  };
}

type Sign = 'auto' | 'exceptZero';
const digits = new Map<string, Intl.NumberFormatOptions>();

/** Digits after the point: two where `Intl` does not know the currency. */
function digitsOf(currency: string, signDisplay: Sign): Intl.NumberFormatOptions {
  const key = `${currency} ${signDisplay}`;
  const before = digits.get(key);
  if (before !== undefined) return before;
  const isCode = /^[A-Z]{3}$/u.test(currency);
  const { maximumFractionDigits = 2 } = isCode
    ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    : {};
  const options = { minimumFractionDigits: maximumFractionDigits, maximumFractionDigits, signDisplay };
  digits.set(key, options);
  return options;
}
