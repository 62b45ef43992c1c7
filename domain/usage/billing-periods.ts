import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { shiftByCycle } from './billing-cycle.ts';

/** From its first day up to but excluding the first day of the next one. */
export interface BillingPeriod {
  readonly begins: Day;
  readonly ends: Day;
}

/**
 * The billing period that holds a day, counted from the first day of another one: after the 31st of January and the 28th
 * of February comes the 31st of March.
 */
export function periodHolding(day: Day, first: Day, cycle: BillingCycle): BillingPeriod {
  const begin = (nth: number): Day => shiftByCycle(first, cycle, nth);
  let nth = 0;
  while (begin(nth) > day) nth -= 1;
  while (begin(nth + 1) <= day) nth += 1;
  return { begins: begin(nth), ends: begin(nth + 1) };
}

/** The first day of the first period that begins on this day or later. */
export function firstPeriodFrom(day: Day, first: Day, cycle: BillingCycle): Day {
  const { begins, ends } = periodHolding(day, first, cycle);
  return begins === day ? begins : ends;
}
