import type { Day } from '../../domain/quantity.ts';
import type { Condition } from './lists.ts';
import { recurringService } from './records.ts';

export const recurring: Condition = { op: 'eq', field: 'contractType', value: Number(recurringService) };

/**
 * Rows that are in force between two days; one without an end is.
 *
 * @param line of which every later row is wanted too, from an earlier day on
 */
export const ahead = (
  today: Day,
  until: Day,
  line?: { readonly lineId: string; readonly since: Day },
): readonly Condition[] => [
  line === undefined
    ? begunBy(until)
    : {
        op: 'or',
        items: [begunBy(until), { op: 'eq', field: 'contractServiceID', value: Number(line.lineId) }],
      },
  notEndedBefore(line === undefined || line.since > today ? today : line.since),
];

export const begunBy = (day: Day): Condition => ({ op: 'lte', field: 'startDate', value: day });

/** A row without an end has not ended, nor has one whose end is the empty date of .NET. */
export const notEndedBefore = (day: Day): Condition => ({
  op: 'or',
  items: [
    { op: 'gte', field: 'endDate', value: day },
    { op: 'notExist', field: 'endDate' },
    { op: 'lte', field: 'endDate', value: '0001-01-01' },
  ],
});

/** Most values of one list (autotask.md 4). */
const mostValues = 200;

/** One of these, in lists of a bounded length. Of none: nothing fits. */
export function oneOf(field: string, ids: readonly string[]): readonly Condition[] {
  const lists: Condition[] = [];
  for (let at = 0; at < ids.length; at += mostValues)
    lists.push({ op: 'in', field, value: ids.slice(at, at + mostValues).map(Number) });
  return lists.length <= 1 ? lists : [{ op: 'or', items: lists }];
}
