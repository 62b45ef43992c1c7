import { addDays } from '../calendar.ts';
import { groupBy } from '../group-by.ts';
import type { Day } from '../quantity.ts';
import { sumByStatus } from '../seats.ts';

/** A complete count of an account and the days between which every read has found it. */
export interface CountedSpan {
  readonly accountId: string;
  readonly seats: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** What is billed for seats by status, and the days from which the same seats are billed otherwise than the day before. */
export interface BilledSeats {
  readonly unitsOn: (byStatus: Readonly<Record<string, number>>, day: Day) => number;
  readonly changes: readonly Day[];
}

/**
 * The last day on which accounts together had seats that are billed; null: on none. A day with several counts of an account
 * has the largest: what it held for a part of the day is billed.
 *
 * @param spans of these accounts, in any order
 */
export function lastCountedDay(spans: readonly CountedSpan[], billed: BilledSeats): Day | null {
  const counted = spans.filter(({ seats }) => seats > 0);
  const before = billed.changes.map((day) => addDays(day, -1));
  const days = [
    ...counted.map(({ lastDay }) => lastDay),
    ...before.filter((day) => counted.some((span) => isOf(span, day))),
  ];
  const isBilled = (day: Day): boolean => billed.unitsOn(sumByStatus(countsOn(spans, day, billed)), day) > 0;
  return [...new Set(days)].sort().findLast(isBilled) ?? null;
}

const isOf = ({ firstDay, lastDay }: CountedSpan, day: Day): boolean => firstDay <= day && day <= lastDay;

/** Of each account the largest count of this day, or else the newest one before it. */
function countsOn(spans: readonly CountedSpan[], day: Day, { unitsOn }: BilledSeats): readonly CountedSpan[] {
  const size = (span: CountedSpan): number => unitsOn(span.byStatus, day);
  const began = groupBy(
    spans.filter(({ firstDay }) => firstDay <= day),
    ({ accountId }) => accountId,
  );
  return [...began.values()].flatMap((its) => {
    const ofDay = its.filter((span) => isOf(span, day));
    const largest = ofDay.toSorted((a, b) => size(b) - size(a) || b.seats - a.seats);
    return (ofDay.length > 0 ? largest : its.toSorted(newestFirst)).slice(0, 1);
  });
}

/** Of two within a day, the one that lasted longer is newer; else the smaller one. */
const newestFirst = (a: CountedSpan, b: CountedSpan): number =>
  b.firstDay.localeCompare(a.firstDay) || b.lastDay.localeCompare(a.lastDay) || a.seats - b.seats;

/** Since when one of the accounts has had seats without a break; null: none has any. */
export function countedSince(spans: readonly CountedSpan[]): Day | null {
  const byAccount = groupBy(spans, ({ accountId }) => accountId);
  const since = [...byAccount.values()].flatMap((its) => {
    const newest = its.toSorted(newestFirst);
    const zero = newest.findIndex(({ seats }) => seats === 0);
    return newest.slice(0, zero === -1 ? newest.length : zero).at(-1)?.firstDay ?? [];
  });
  return since.sort()[0] ?? null;
}
