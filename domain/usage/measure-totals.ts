import type { CurrencyCode } from '../currency.ts';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { UsageMoney } from './composition.ts';
import type { Measure } from './measures.ts';

/** Money a month of some lines. */
export interface EffectTotals {
  readonly lines: number;
  /** In the tenant's own currency, of those whose amount is known. */
  readonly perMonth: DecimalText;
  /** The sums in other currencies, by code; `XXX`: not confirmed. Absent: none. Never added across (RULES 9). */
  readonly others?: Readonly<Record<CurrencyCode, DecimalText>>;
  /** Lines whose amount is not known: not in the sum. */
  readonly unknown: number;
}

/** Lines of one measure, already added up. */
export interface MeasuredLines {
  readonly measure: Measure | null;
  /** Of kind `billed-twice`. */
  readonly billedTwice?: boolean;
  readonly lines: number;
  /** Null or absent: the tenant's own. */
  readonly currency?: CurrencyCode | null;
  /** Of those whose amount is known; null: of none. */
  readonly perMonth: DecimalText | null;
  /** Lines without a known amount. */
  readonly unknown: number;
}

/** The same, whatever their measure. */
export type PlainLines = Omit<MeasuredLines, 'measure' | 'billedTwice'>;

/**
 * What is not billed until changes can act that name a day (RULES 5, 12): of the lines of `underBilled`, from now to the
 * day on which each would act by default. Not an amount a month, and part of no other figure.
 */
export interface NotBilledUntilEffective {
  readonly lines: number;
  /** In the tenant's own currency. */
  readonly amount: DecimalText;
  /** As in {@link EffectTotals}. */
  readonly others?: Readonly<Record<CurrencyCode, DecimalText>>;
}

/** Parts whose amounts are up to that day. */
export function notBilledUntilEffective(parts: readonly PlainLines[]): NotBilledUntilEffective {
  const { lines, perMonth: amount, others } = partsTotal(parts);
  return { lines, amount, ...(others === undefined ? {} : { others }) };
}

/** `billedTwice` is the part of `overBilled` that is lines billed twice. */
export type MeasureTotals = Readonly<Record<Exclude<Measure, 'noAccount'> | 'billedTwice', EffectTotals>> & {
  /** Absent: of a month closed by a version that did not add it up. */
  readonly noAccount?: EffectTotals;
};

export const noMoney: EffectTotals = { lines: 0, perMonth: '0', unknown: 0 };

/** A missing amount is in no sum, and never taken for 0. */
export function plusMoney(
  sum: EffectTotals,
  { lines, currency = null, perMonth, unknown }: PlainLines,
): EffectTotals {
  const counts = { lines: sum.lines + lines, unknown: sum.unknown + unknown };
  if (perMonth === null) return { ...sum, ...counts };
  if (currency === null) return { ...sum, ...counts, perMonth: plus(sum.perMonth, perMonth) };
  const others = { ...sum.others, [currency]: plus(sum.others?.[currency] ?? '0', perMonth) };
  return { ...sum, ...counts, others };
}

const plus = (a: DecimalText, b: DecimalText): DecimalText => decimalText(decimal(a).plus(b));

/** Both, each currency by itself. */
export const bothTotals = (a: EffectTotals, b: EffectTotals): EffectTotals =>
  Object.entries(b.others ?? {}).reduce(
    (sum, [currency, perMonth]) => plusMoney(sum, { lines: 0, currency, perMonth, unknown: 0 }),
    plusMoney(a, { lines: b.lines, perMonth: b.perMonth, unknown: b.unknown }),
  );

/** Lines of which each has a currency, added up by it. */
export const partsTotal = (parts: readonly PlainLines[]): EffectTotals => parts.reduce(plusMoney, noMoney);

/** What a line adds to its measure; null: unknown. */
export const amountOfLine = ({
  effectPerMonth,
  atRiskPerMonth,
  billedPerMonth = null,
}: Pick<UsageMoney, 'effectPerMonth' | 'atRiskPerMonth' | 'billedPerMonth'>): DecimalText | null =>
  effectPerMonth ?? atRiskPerMonth ?? billedPerMonth;

/** One line, with its amount where it is known. */
export const oneLine = (perMonth: DecimalText | null, currency: CurrencyCode | null = null): PlainLines => ({
  lines: 1,
  currency,
  perMonth,
  unknown: perMonth === null ? 1 : 0,
});

/** @param currency of an amount; null: the tenant's own */
export const sumMoney = <T>(
  some: readonly T[],
  amount: (one: T) => DecimalText | null,
  currency: (one: T) => CurrencyCode | null = () => null,
): EffectTotals => partsTotal(some.map((one) => oneLine(amount(one), currency(one))));

/** A total in one currency. @param currency null: the tenant's own */
export const amountIn = (
  { perMonth, others }: Pick<EffectTotals, 'perMonth' | 'others'>,
  currency: CurrencyCode | null,
): DecimalText => (currency === null ? perMonth : (others?.[currency] ?? '0'));

/** The own currency, null, then the others that these totals have, by code. */
export const currenciesOf = (
  totals: readonly Pick<EffectTotals, 'others'>[],
): readonly (CurrencyCode | null)[] => [
  null,
  ...[...new Set(totals.flatMap(({ others }) => Object.keys(others ?? {})))].sort(),
];

/** Every measure of these lines; one that has none is zero. */
export function measureTotals(parts: readonly MeasuredLines[]): Required<MeasureTotals> {
  const totals: Record<keyof MeasureTotals, EffectTotals> = {
    underBilled: noMoney,
    heldUp: noMoney,
    waitingUp: noMoney,
    overBilled: noMoney,
    billedTwice: noMoney,
    heldDown: noMoney,
    waitingDown: noMoney,
    notBilled: noMoney,
    noAccount: noMoney,
  };
  for (const part of parts) {
    if (part.measure === null) continue;
    totals[part.measure] = plusMoney(totals[part.measure], part);
    if (part.measure === 'overBilled' && part.billedTwice === true)
      totals.billedTwice = plusMoney(totals.billedTwice, part);
  }
  return totals;
}
