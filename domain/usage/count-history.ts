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

/**
 * The last day on which accounts together had seats that are billed; null: on none.
 *
 * @param spans of these accounts, in any order
 * @param unitsOn what is billed on a day for their seats by status
 */
export function lastCountedDay(
  spans: readonly CountedSpan[],
  unitsOn: (byStatus: Readonly<Record<string, number>>, day: Day) => number,
): Day | null {
  const days = [...new Set(spans.filter(({ seats }) => seats > 0).map(({ lastDay }) => lastDay))];
  const last = days.sort().findLast((day) => unitsOn(sumByStatus(spansOn(spans, day)), day) > 0);
  return last === undefined ? null : last;
}

/** Of each account the count that was the newest on this day. */
function spansOn(spans: readonly CountedSpan[], day: Day): readonly CountedSpan[] {
  const newest = new Map<string, CountedSpan>();
  for (const span of spans) {
    const known = newest.get(span.accountId);
    if (span.firstDay <= day && (known === undefined || span.firstDay >= known.firstDay))
      newest.set(span.accountId, span);
  }
  return [...newest.values()];
}

/** Since when one of the accounts has had seats without a break; null: none has any. */
export function countedSince(spans: readonly CountedSpan[]): Day | null {
  const byAccount = groupBy(spans, ({ accountId }) => accountId);
  const since = [...byAccount.values()].flatMap((its) => {
    const newestFirst = its.toSorted((a, b) => (a.firstDay < b.firstDay ? 1 : -1));
    const zero = newestFirst.findIndex(({ seats }) => seats === 0);
    return newestFirst.slice(0, zero === -1 ? newestFirst.length : zero).at(-1)?.firstDay ?? [];
  });
  return since.sort()[0] ?? null;
}
