import { sumDecimals } from '../values/decimals.ts';
import type { Totals } from '../values/figure.ts';
import { ownCurrency } from '../values/format.ts';

/** By currency. @param currency of the sum that names none: the company's own when the month was closed */
export const amountsOf = ({ perMonth, others = {} }: Totals, currency: string): ReadonlyMap<string, string> =>
  new Map([[currency, perMonth], ...Object.entries(others)]);

/** Sums of a month as the console shows sums: those in the company's present currency first. */
export function totalsOfMonth<T extends Totals>(totals: T, currency: string): T {
  const { [ownCurrency()]: own = '0', ...others } = Object.fromEntries(amountsOf(totals, currency));
  const { others: _, ...rest } = totals;
  return { ...rest, perMonth: own, ...(Object.keys(others).length === 0 ? {} : { others }) } as T;
}

const none: Totals = { perMonth: '0', lines: 0, unknown: 0 };

/** Adds rows that are sums, separately for each currency. */
export const sumOfTotals = (some: readonly Totals[]): Totals =>
  some.reduce<Totals>((sum, { perMonth, others = {}, lines = 0, unknown = 0 }) => {
    const added = { ...sum.others };
    for (const [currency, amount] of Object.entries(others))
      added[currency] = sumDecimals([added[currency] ?? '0', amount]);
    return {
      perMonth: sumDecimals([sum.perMonth, perMonth]),
      ...(Object.keys(added).length === 0 ? {} : { others: added }),
      lines: (sum.lines ?? 0) + lines,
      unknown: (sum.unknown ?? 0) + unknown,
    };
  }, none);
