import { type FigureName, hasSign } from '../../contracts/api/figures.ts';
import { signOf, sumDecimals } from './decimals.ts';
import { figureText } from './figure-words.ts';
import { formatDecimal, ownCurrency } from './format.ts';

/**
 * Money as text. The console writes every amount by this module, in elements by `components/figure.tsx`: an unknown amount
 * is "unknown", never zero or blank; no currency is added to another (RULES 9, 12).
 */

export interface AmountStyle {
  readonly signed?: boolean;
  /** Absent or null: the company's own. */
  readonly currency?: string | null | undefined;
  /** Names the company's own currency too: "1,284.00 USD". Otherwise it is in the head of the column. */
  readonly named?: boolean;
  readonly estimated?: boolean;
  /** Appends "/month". */
  readonly perMonth?: boolean;
}

/** Of several lines or changes; absent counts: there is nothing that could be unknown. */
export interface Totals {
  /** In the company's own currency. */
  readonly perMonth: string;
  /** The sums in other currencies, by code. */
  readonly others?: Readonly<Record<string, string>> | undefined;
  readonly lines?: number;
  /** Lines without a known amount. */
  readonly unknown?: number;
}

/** Measures of usage lines, as the API sums them. */
export type MeasuredTotals = Readonly<Partial<Record<(typeof inOrder)[number], CountedLines>>>;

type CountedLines = Required<Pick<Totals, 'lines'>> & Totals;

/** ISO 4217's code for no currency: that of such an amount is unknown. */
const notConfirmed = 'XXX';

const placesOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** The amount of one line or change. @param of a decimal; null: not known */
export function amount(
  of: string | null,
  { signed = false, currency, named = false, estimated = false, perMonth = false }: AmountStyle = {},
): string {
  if (of === null) return figureText('console-figures.unknown');
  const code = currency ?? ownCurrency();
  const number = formatDecimal(of, { signed, places: placesOf(code) });
  const plain =
    code === notConfirmed
      ? figureText('console-figures.currency-not-confirmed', { amount: number })
      : named || code !== ownCurrency()
        ? `${number} ${code}`
        : number;
  const text = perMonth ? figureText('console-figures.per-month', { amounts: plain }) : plain;
  return estimated ? figureText('console-figures.estimated', { amount: text }) : text;
}

/** One amount per currency: the own one first, left out if it is zero and there are others. Never empty. */
export function amounts(
  { perMonth, others = {}, lines, unknown }: Totals,
  { signed = false, named = false }: Pick<AmountStyle, 'signed' | 'named'> = {},
): readonly string[] {
  if (lines !== undefined && lines > 0 && lines === unknown) return [amount(null)];
  const foreign = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sum]) => amount(sum, { signed, currency }));
  return foreign.length > 0 && signOf(perMonth) === 0
    ? foreign
    : [amount(perMonth, { signed, named }), ...foreign];
}

export type SumStyle = Pick<AmountStyle, 'signed' | 'named' | 'perMonth'>;

/** "860.00, 12.00 EUR + 2 unknown": a sum that is no figure of RULES 12, such as the cost of unused seats. */
export function sumText(totals: Totals, { perMonth = false, ...style }: SumStyle = {}): string {
  const known = amounts(totals, style).join(', ');
  const { lines, unknown = 0 } = totals;
  if (unknown > 0 && lines === unknown) return known;
  const text = perMonth ? figureText('console-figures.per-month', { amounts: known }) : known;
  return unknown === 0 ? text : figureText('console-figures.with-unknown', { amounts: text, count: unknown });
}

/** A figure as text: "+860.00, +12.00 EUR + 2 unknown". */
export const figure = (measure: FigureName, totals: Totals, style: Omit<SumStyle, 'signed'> = {}): string =>
  sumText(totals, { signed: hasSign(measure), ...style });

/** In display order. */
const inOrder = [
  'underBilled',
  'overBilled',
  'heldUp',
  'heldDown',
  'waitingUp',
  'waitingDown',
  'notBilled',
  'noAccount',
] as const;

/** Qualifier of an amount among others; `null` for a plain difference. */
const qualifiers = {
  underBilled: null,
  overBilled: null,
  heldUp: 'blocked',
  heldDown: 'blocked',
  waitingUp: 'waiting',
  waitingDown: 'waiting',
  notBilled: 'not-billed',
  noAccount: 'no-account',
} as const satisfies Readonly<Record<(typeof inOrder)[number], string | null>>;

/**
 * "+860.00", "−22.50", "blocked +376.00": each measure that has lines, separately.
 *
 * @param bare where the place says already what is held, waits or is not billed
 * @param known without lines of unknown amount, which the place counts itself: {@link unknownIn}
 */
export const measureParts = (
  totals: MeasuredTotals,
  { bare = false, known = false }: { readonly bare?: boolean; readonly known?: boolean } = {},
): readonly { readonly measure: FigureName; readonly text: string }[] =>
  inOrder.flatMap((measure) => {
    const of = totals[measure];
    if (of === undefined || of.lines <= (known ? (of.unknown ?? 0) : 0)) return [];
    const text = figure(measure, known ? { ...of, unknown: 0 } : of);
    const qualifier = bare ? null : qualifiers[measure];
    return [
      {
        measure,
        text: qualifier === null ? text : figureText(`console-figures.${qualifier}`, { amounts: text }),
      },
    ];
  });

/** Lines of these measures whose amount is unknown. */
export const unknownIn = (totals: MeasuredTotals): number =>
  inOrder.reduce((sum, measure) => sum + (totals[measure]?.unknown ?? 0), 0);

interface CountedTotals {
  readonly lines: number;
  readonly perMonth: string;
  readonly others?: Record<string, string>;
  readonly unknown: number;
}

/** The totals of rows, each currency by itself. */
export const totalsOf = <T>(
  rows: readonly T[],
  amountOf: (row: T) => string | null,
  currencyOf: (row: T) => string | undefined,
): CountedTotals =>
  rows.reduce<CountedTotals>(
    (totals, row) => {
      const of = amountOf(row);
      const currency = currencyOf(row) ?? ownCurrency();
      const counted = { ...totals, lines: totals.lines + 1 };
      if (of === null) return { ...counted, unknown: totals.unknown + 1 };
      if (currency === ownCurrency()) return { ...counted, perMonth: sumDecimals([totals.perMonth, of]) };
      const others = { ...totals.others, [currency]: sumDecimals([totals.others?.[currency] ?? '0', of]) };
      return { ...counted, others };
    },
    { lines: 0, perMonth: '0', unknown: 0 },
  );
