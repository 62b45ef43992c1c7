import { addDays } from './calendar.ts';
import type { PsaLine } from './psa-facts.ts';
import type { Day } from './quantity.ts';

/**
 * Whether the PSA still bills a line on its canceled date (RULES 17). No vendor says so: other integrators set it to the last
 * billed day, which is the default; an administrator changes it once an invoice shows otherwise.
 */
export const canceledDays = ['billed', 'not-billed'] as const;
export type CanceledDay = (typeof canceledDays)[number];

/** The canceled date that a change writes or removes. */
export interface EndDates {
  readonly lastBilledDay: Day;
  /** Absent: the last billed day. */
  readonly canceledDate?: Day | undefined;
}

/** Returns how a line is ended after this day; without a canceled date where it is the day itself. */
export const endDates = (lastBilledDay: Day, canceledDay: CanceledDay): EndDates =>
  canceledDay === 'billed' ? { lastBilledDay } : { lastBilledDay, canceledDate: addDays(lastBilledDay, 1) };

/** Returns the canceled date of a change, as it was approved. */
export const canceledDateOf = ({ lastBilledDay, canceledDate }: EndDates): Day =>
  canceledDate ?? lastBilledDay;

/** Returns the last day that a line with this canceled date is billed. */
export const lastBilledDayOf = (cancelledDate: Day, canceledDay: CanceledDay): Day =>
  canceledDay === 'billed' ? cancelledDate : addDays(cancelledDate, -1);

/** Whether a line is not billed on this day any more. */
export const hasEnded = (
  { cancelledDate }: Pick<PsaLine, 'cancelledDate'>,
  day: Day,
  canceledDay: CanceledDay,
): boolean => cancelledDate !== null && lastBilledDayOf(cancelledDate, canceledDay) < day;
