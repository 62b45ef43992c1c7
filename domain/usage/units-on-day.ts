import type { BookedChange } from '../psa-facts.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import type { Decimal } from 'decimal.js';

/** Which days a line bills, and how many units. */
export interface DatedUnits {
  readonly quantity: DecimalText | null;
  readonly effectiveDate: Day | null;
  readonly cancelledDate: Day | null;
  /** The last day of its agreement. Absent: it has none. */
  readonly agreementEnds?: Day | undefined;
  /** Absent: none is known. */
  readonly booked?: readonly BookedChange[] | undefined;
}

/**
 * Whether a line surely bills a day. Whether its canceled day is still billed is in doubt (RULES 17), so that day is not.
 */
export const billsOn = (
  { effectiveDate, cancelledDate, agreementEnds }: Omit<DatedUnits, 'quantity' | 'booked'>,
  day: Day,
): boolean =>
  effectiveDate !== null &&
  effectiveDate <= day &&
  (cancelledDate === null || cancelledDate > day) &&
  (agreementEnds === undefined || agreementEnds >= day);

/** Returns the units that a line bills on a day; `null` when the PSA does not say. */
export function unitsOn(line: DatedUnits, day: Day): Decimal | null {
  if (!billsOn(line, day)) return decimal(0);
  const booked = (line.booked ?? []).filter((one) => one.day <= day).at(-1)?.quantity;
  const units = booked ?? line.quantity;
  return units === null ? null : decimal(units);
}
