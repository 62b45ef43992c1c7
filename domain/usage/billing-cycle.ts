import { addDays, addMonths } from '../calendar.ts';
import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';

/** Whether the PSA's word says how long the cycle is: "Semi-Monthly" does not. */
export const hasKnownLength = ({ months, days }: BillingCycle): boolean => months !== null || days !== null;

/** The day so many billing cycles later, or earlier where negative. One whose length is not known counts as a month. */
export const shiftByCycle = (day: Day, { months, days }: BillingCycle, cycles: number): Day =>
  months === null && days !== null ? addDays(day, cycles * days) : addMonths(day, cycles * (months ?? 1));
