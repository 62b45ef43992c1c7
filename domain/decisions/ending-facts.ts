import type { PsaLine } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import type { ComposedLine } from '../usage/composition.ts';

/** What ending a line follows from; all of it from rows and the present composition (RULES 17). */
export interface EndingFacts {
  /** How the customer is called. */
  readonly customer: string;
  /** The PSA's lines of the group, by ID. */
  readonly lines: ReadonlyMap<string, Pick<PsaLine, 'effectiveDate' | 'cancelledDate' | 'keptIn'>>;
  /** The last day on which the customer's seats were counted; null: on none. */
  readonly lastCounted: Day | null;
  /** The customer's accounts were read on two days at least. */
  readonly isReadTwice: boolean;
  /** Of duplicates, the other line that bills the seats; null: there is none, or they are no duplicates. */
  readonly sibling: ComposedLine | null;
}
