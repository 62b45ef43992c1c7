import { addDays, addMonths } from '../calendar.ts';
import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';

/**
 * The day one billing cycle later (`1`) or earlier (`-1`). Cycles that are not whole months: days by their name, else a
 * month.
 */
export function shiftByCycle(day: Day, cycle: BillingCycle, cycles: 1 | -1): Day {
  const days = cycle.months === null ? daysByName(cycle.name.toLowerCase()) : null;
  return days === null ? addMonths(day, cycles * (cycle.months ?? 1)) : addDays(day, cycles * days);
}

function daysByName(name: string): number | null {
  const counted = /(\d+)[ -]*(week|day)/.exec(name);
  if (counted !== null && Number(counted[1]) > 0) return Number(counted[1]) * (counted[2] === 'week' ? 7 : 1);
  if (/bi-?weekly|fortnight|two.?week/.test(name)) return 14;
  if (name.includes('week')) return 7;
  return name.includes('daily') || name.includes('day') ? 1 : null;
}
