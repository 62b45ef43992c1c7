import type { MonthFigures } from '../../api/month-figures.ts';
import { totalMoney } from '../../context/measure-words.ts';
import { ownCurrency } from '../../values/format.ts';
import type { ReportsText } from './texts.ts';

type Total = MonthFigures['recovered'];

/** By currency: the sums of a month are in the currency that the company had when it was closed. */
export function amountsOf({ perMonth, others = {} }: Total, currency: string): ReadonlyMap<string, string> {
  return new Map([[currency, perMonth], ...Object.entries(others)]);
}

/** "+860.00, +12.00 EUR, 2 unknown". */
export function monthMoney(total: Total, currency: string, signed: boolean, text: ReportsText): string {
  const { [ownCurrency()]: own = '0', ...others } = Object.fromEntries(amountsOf(total, currency));
  const amount = totalMoney({ perMonth: own, others }, { signed });
  return total.unknown === 0
    ? amount
    : text('console-reports.unknown-amounts', { amount, count: total.unknown });
}
