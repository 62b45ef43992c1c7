import type { MeasureTotals } from '../../api/usage.ts';

const none = { lines: 0, perMonth: '0', unknown: 0 };

/** Figures of money in which only these have lines. */
export const measuresWith = (some: Partial<MeasureTotals>): MeasureTotals => ({
  underBilled: none,
  heldUp: none,
  waitingUp: none,
  overBilled: none,
  billedTwice: none,
  heldDown: none,
  waitingDown: none,
  notBilled: none,
  noAccount: none,
  ...some,
});

export const amount = (lines: number, perMonth: string, unknown = 0): MeasureTotals['underBilled'] => ({
  lines,
  perMonth,
  unknown,
});
