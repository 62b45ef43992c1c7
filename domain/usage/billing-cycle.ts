import { addDays, addMonths } from '../calendar.ts';
import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';

/** Whether the PSA's word says how long the cycle is: "Semi-Monthly" does not. */
export const hasKnownLength = ({ months, days }: BillingCycle): boolean => months !== null || days !== null;

/** The day one billing cycle later (`1`) or earlier (`-1`). One whose length is not known counts as a month. */
export const shiftByCycle = (day: Day, { months, days }: BillingCycle, cycles: 1 | -1): Day =>
  months === null && days !== null ? addDays(day, cycles * days) : addMonths(day, cycles * (months ?? 1));
