import type { PsaLine } from '../psa-facts.ts';
import type { Instant } from '../quantity.ts';

/** A line as it was listed to find one that may have been created (RULES 16). */
export interface ListedLine extends Pick<
  PsaLine,
  'id' | 'productId' | 'productIdentifier' | 'quantity' | 'effectiveDate' | 'cancelledDate'
> {
  /** Null: none of Seatwise's. */
  readonly marker: string | null;
}

/** All lines of the agreement, as one complete list gave them. */
export interface ListedLines {
  readonly readAt: Instant;
  readonly lines: readonly ListedLine[];
}
