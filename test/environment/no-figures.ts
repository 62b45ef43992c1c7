import type { ClosingFacts } from '../../domain/months/closing-facts.ts';
import { type MonthFigures, monthFigures } from '../../domain/months/month-report.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';

/** Of a month in which nothing was read, decided or written. */
export const noFigures: MonthFigures = monthFigures({
  currency: 'USD',
  lines: [],
  changes: [],
  totals: { notRead: { accounts: [], lastKnownSeats: 0 } } as unknown as ControlTotals,
});

export const noFacts: ClosingFacts = {
  mspName: 'Harbor Lane',
  logo: null,
  timeZone: 'UTC',
  ruleVersion: 1,
  closedByName: null,
  decisions: [],
  earlier: [],
};
