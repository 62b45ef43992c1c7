import { addDays } from './calendar.ts';
import type { PsaLine } from './psa-facts.ts';
import type { Day } from './quantity.ts';

/**
 * Whether a line is still billed on its canceled date, in reading and in writing (RULES 17). Other integrators set it to
 * the last billed day and begin the next line on the day after; no vendor says so.
 */
export const canceledDayIsBilled = true as boolean;

/** Returns the canceled date of a line that is billed up to and including this day. */
export const canceledDateOf = (lastBilledDay: Day): Day =>
  canceledDayIsBilled ? lastBilledDay : addDays(lastBilledDay, 1);

/** Returns the last day that a line with this canceled date is billed. */
export const lastBilledDayOf = (cancelledDate: Day): Day =>
  canceledDayIsBilled ? cancelledDate : addDays(cancelledDate, -1);

/** Whether a line is not billed on this day any more. */
export const hasEnded = ({ cancelledDate }: Pick<PsaLine, 'cancelledDate'>, day: Day): boolean =>
  cancelledDate !== null && lastBilledDayOf(cancelledDate) < day;
