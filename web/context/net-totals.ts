import type { Month } from '../api/month.ts';
import type { Totals } from '../values/figure.ts';

/** The only figure that nets up and down, per currency; unknown amounts of either are unknown here. */
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
