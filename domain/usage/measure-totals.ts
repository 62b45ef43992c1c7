import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { Measure } from './measures.ts';

/** Money a month of some lines. */
export interface EffectTotals {
  readonly lines: number;
  /** Of those whose amount is known. */
  readonly perMonth: DecimalText;
  /** Lines whose amount is not known: not in the sum. */
  readonly unknown: number;
}

/** Lines of one measure, already added up. */
export interface MeasuredLines {
  readonly measure: Measure | null;
  readonly lines: number;
  /** Of those whose amount is known; null: of none. */
  readonly perMonth: DecimalText | null;
  /** Lines without a known amount. */
  readonly unknown: number;
}

export type MeasureTotals = Readonly<Record<Measure, EffectTotals>>;

export const noMoney: EffectTotals = { lines: 0, perMonth: '0', unknown: 0 };

/** A missing amount is in no sum, and never taken for 0. */
export const plusMoney = (
  a: EffectTotals,
  { lines, perMonth, unknown }: Omit<MeasuredLines, 'measure'>,
): EffectTotals => ({
  lines: a.lines + lines,
  perMonth: perMonth === null ? a.perMonth : decimalText(decimal(a.perMonth).plus(perMonth)),
  unknown: a.unknown + unknown,
});

/** One line, with its amount where it is known. */
export const oneLine = (perMonth: DecimalText | null): Omit<MeasuredLines, 'measure'> => ({
  lines: 1,
  perMonth,
  unknown: perMonth === null ? 1 : 0,
});

export const sumMoney = <T>(some: readonly T[], amount: (one: T) => DecimalText | null): EffectTotals =>
  some.reduce((sum, one) => plusMoney(sum, oneLine(amount(one))), noMoney);

/** Every measure of these lines; one that has none is zero. */
export function measureTotals(parts: readonly MeasuredLines[]): MeasureTotals {
  const totals: Record<Measure, EffectTotals> = {
    underBilled: noMoney,
    underBilledHeld: noMoney,
    underBilledWaiting: noMoney,
    overBilled: noMoney,
    overBilledHeld: noMoney,
    overBilledWaiting: noMoney,
    notBilled: noMoney,
  };
  for (const part of parts)
    if (part.measure !== null) totals[part.measure] = plusMoney(totals[part.measure], part);
  return totals;
}
