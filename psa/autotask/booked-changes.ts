import { addDays } from '../../domain/calendar.ts';
import type { BookedChange } from '../../domain/psa-facts.ts';
import { decimal, decimalText, type Day } from '../../domain/quantity.ts';
import { groupBy } from '../../domain/group-by.ts';
import { oneOf } from './conditions.ts';
import type { Condition } from './lists.ts';
import { isPeriodStart, type Periods, rowInForce, type UnitRow } from './units.ts';

/** Units of a line in its last row up to a day: what every later row has where nothing is booked. */
export interface LastUnits {
  readonly lineId: string;
  readonly units: string;
}

/** By the row of each line that begins last. */
export function lastUnits(lineIds: readonly string[], rows: readonly UnitRow[]): readonly LastUnits[] {
  const rowsOf = groupBy(rows, ({ lineId }) => lineId);
  return lineIds.flatMap((lineId) => {
    const last = lastBegun(rowsOf.get(lineId) ?? []);
    return last === null ? [] : [{ lineId, units: last.units }];
  });
}

function lastBegun(rows: readonly UnitRow[]): UnitRow | null {
  const starts = rows.map(({ startDate }) => startDate).sort();
  const day = starts.at(-1);
  return day === undefined ? null : rowInForce(rows, day);
}

/** Most lines in one query: it may have 500 alternatives, and each line is two of them (autotask.md 4). */
const mostLines = 200;

/** Queries of the rows that begin after a day and have other units than the last row of their line up to it. */
export function rowsThatDiffer(lines: readonly LastUnits[], after: Day): readonly (readonly Condition[])[] {
  const queries: (readonly Condition[])[] = [];
  for (let at = 0; at < lines.length; at += mostLines) {
    const some = lines.slice(at, at + mostLines);
    const byUnits = groupBy(some, ({ units }) => units);
    const items = [...byUnits].map(([units, ofUnits]): Condition => ({
      op: 'and',
      items: [...ofLines(ofUnits), { op: 'noteq', field: 'units', value: Number(units) }],
    }));
    queries.push([...ofLines(some), { op: 'gt', field: 'startDate', value: after }, { op: 'or', items }]);
  }
  return queries;
}

const ofLines = (lines: readonly LastUnits[]): readonly Condition[] =>
  oneOf(
    'contractServiceID',
    lines.map(({ lineId }) => lineId),
  );

/**
 * What is booked of one line for days after today.
 *
 * @param near rows up to a day, from one that holds today on
 * @param differing later rows with other units than the last of `near`; those that are left out have its units
 */
export function bookedChanges(
  near: readonly UnitRow[],
  differing: readonly UnitRow[],
  today: Day,
  contract: Periods,
): readonly BookedChange[] {
  // A row whose last day is its first was superseded on it.
  const later = differing.filter((row) => row.startDate !== row.endDate);
  const starts = new Set(later.map(({ startDate }) => startDate));
  const last = lastBegun(near);
  const back = later.flatMap(({ endDate: ends }) => {
    if (last === null || ends === null || contract.endDate === null || ends >= contract.endDate) return [];
    // Before a change within a period, that very day is the last of a row.
    const next = addDays(ends, 1);
    const day = isPeriodStart(contract, next) ? next : ends;
    return starts.has(ends) || starts.has(next) ? [] : [{ ...last, startDate: day, endDate: null }];
  });
  const rows = [...near, ...later, ...back];
  const days = [...new Set(rows.map(({ startDate }) => startDate))].filter((day) => day > today).sort();
  let units = rowInForce(rows, today)?.units ?? null;
  const changes: BookedChange[] = [];
  for (const day of days) {
    const begun = rowInForce(rows, day)?.units ?? null;
    if (begun !== null && units !== null && begun !== units)
      changes.push({ day, quantity: decimalText(decimal(begun)) });
    units = begun ?? units;
  }
  return changes;
}
