import type { Month } from '../api/month.ts';
import type { Totals } from '../values/figure.ts';

/** The one figure that nets up and down, in each currency by itself; what is unknown of either is unknown of it. */
export const netTotals = ({
  recovered,
  credited,
  net,
  netOthers,
}: Pick<Month['done'], 'recovered' | 'credited' | 'net' | 'netOthers'>): Totals => ({
  perMonth: net,
  others: netOthers,
  lines: recovered.lines + credited.lines,
  unknown: recovered.unknown + credited.unknown,
});
