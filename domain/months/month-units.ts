import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { Sums } from '../usage/sums.ts';

/** What was to be billed in a month and what the PSA billed, in units. */
export interface MonthUnits {
  /** Billable units of the counted seats (RULES 13); null: of a version without billing rules. */
  readonly counted: number | null;
  /** Live units in the PSA, without those for another purpose. */
  readonly billed: DecimalText;
}

export const monthUnits = ({ units, billable }: Pick<Sums, 'units' | 'billable'>): MonthUnits => ({
  counted: billable === undefined ? null : billable.units + billable.notRead,
  billed: decimalText(decimal(units.live).minus(units.otherPurpose ?? '0')),
});
