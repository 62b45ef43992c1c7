import type { LogoFacts } from '../msp.ts';
import type { MonthDecision } from './month-decision.ts';
import type { MonthFigures } from './month-report.ts';
import type { MonthUnits } from './month-units.ts';
import type { Month } from './review-month.ts';

/**
 * What a closed month keeps in addition to totals, lines, changes and figures, so that its report never changes
 * (RULES 12). Contains no names of the vendor's users.
 */
export interface ClosingFacts {
  /** Of the MSP, as it was called. */
  readonly mspName: string;
  /** Of the logo, which is kept separately; `null` when there was none. */
  readonly logo: Pick<LogoFacts, 'mediaType' | 'sha256'> | null;
  /** Of billing; instants of its files are shown in it. */
  readonly timeZone: string;
  readonly ruleVersion: number;
  /** Null: whoever closed it has no name. */
  readonly closedByName: string | null;
  readonly decisions: readonly MonthDecision[];
  /** Earlier months as they were closed last by then, oldest first; at most eleven. */
  readonly earlier: readonly ClosedFigures[];
}

export interface ClosedFigures {
  readonly month: Month;
  readonly version: number;
  readonly figures: MonthFigures;
  /** Absent: kept by a version without them. */
  readonly units?: MonthUnits;
}

/** Number of earlier months that a report shows. */
export const earlierMonths = 11;
