import { dayMs } from '../calendar.ts';
import type { BillingCycle, DatedChanges } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { hasKnownLength, shiftByCycle } from './billing-cycle.ts';

/** A day of the running period that a person may choose in place of the default. */
export interface ChosenDay {
  readonly day: Day;
  /** Of a period's money that the days from it on are worth: what proration would bill. */
  readonly share: number;
}

/** The first day of a period after the next open one, which a person may choose in place of the default. */
export interface LaterPeriod {
  readonly day: Day;
  /** Of a period's money, what the time from today up to that day is worth; above 1 where it is longer than a period. */
  readonly untilShare: number;
}

/** What the days that can be chosen depend on, beside the next open period. */
export interface DayFacts extends DatedChanges {
  /** Since when every reading has found the present count; null or absent: not known. */
  readonly countedOn?: Day | null;
  /** First and last day of the agreement; null or absent: not known. */
  readonly startDate?: Day | null;
  readonly endDate?: Day | null;
}

export interface DaysToChoose {
  readonly days: readonly ChosenDay[];
  readonly later: readonly LaterPeriod[];
  /** As of a later period, up to the default day. */
  readonly untilShare: number;
}

/**
 * Days that a person may choose where changes name one (RULES 5): today, the beginning of the running period where the
 * count was that much by then (what stood earlier nobody knows), and the first days of later periods.
 *
 * @param next first day of the next open period, the default
 */
export function daysToChoose(
  facts: DayFacts,
  { next, cycle }: { readonly next: Day; readonly cycle: BillingCycle },
  today: Day,
): DaysToChoose {
  const { periodBegan, postedThrough, countedOn = null } = facts;
  const counted = (day: Day): boolean => day === today || (countedOn !== null && day >= countedOn);
  const running = periodBegan === null ? [] : [...new Set([today, periodBegan])].filter(counted);
  const whole = daysBetween(shiftByCycle(next, cycle, -1), next);
  const untilShare = (day: Day): number => Math.max(0, daysBetween(today, day)) / whole;
  // Where no period runs, a chosen day could not be evaluated when it is sent.
  const later = periodBegan === null ? [] : laterStarts(facts, next, cycle);
  return {
    days: running
      .filter((day) => day < next && (postedThrough === null || day > postedThrough))
      .map((day) => ({ day, share: Math.min(1, daysBetween(day, next) / whole) })),
    later: later.map((day) => ({ day, untilShare: untilShare(day) })),
    untilShare: untilShare(next),
  };
}

/** Periods further ahead that are offered at most. */
const mostLaterPeriods = 24;

/**
 * First days of the periods after the next open one, up to the agreement's end. They are counted from the agreement's own
 * first day where the next one is one of its periods: after the 31st of January and the 28th of February comes the 31st.
 */
function laterStarts({ startDate, endDate }: DayFacts, next: Day, cycle: BillingCycle): readonly Day[] {
  if (!hasKnownLength(cycle)) return [];
  const passed = startDate == null ? null : cyclesBetween(startDate, next, cycle);
  if (passed === null && cycle.months !== null && Number(next.slice(8)) >= 28) return [];
  const [origin, first] = startDate == null || passed === null ? [next, 0] : [startDate, passed];
  return Array.from({ length: mostLaterPeriods }, (_, nth) =>
    shiftByCycle(origin, cycle, first + nth + 1),
  ).filter((day) => endDate == null || day <= endDate);
}

/** How many cycles lead from one day to exactly another; null: no whole number does. */
function cyclesBetween(from: Day, to: Day, cycle: BillingCycle): number | null {
  const about = Math.round(daysBetween(from, to) / daysBetween(from, shiftByCycle(from, cycle, 1)));
  // Months differ in length, so that a division may be some off after many years.
  const near = [0, -1, 1, -2, 2].map((off) => about + off);
  return near.find((cycles) => cycles >= 0 && shiftByCycle(from, cycle, cycles) === to) ?? null;
}

const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / dayMs;
