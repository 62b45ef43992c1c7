import { addDays } from '../../domain/calendar.ts';
import type { DatedChanges } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';

/** A row of `ContractServiceUnits`: units in force from its first day to its last (autotask.md 3.5). */
export interface UnitRow {
  readonly id: string;
  readonly contractId: string;
  readonly lineId: string;
  readonly startDate: Day;
  /** Null: it has no end. */
  readonly endDate: Day | null;
  /** Whole, maybe negative, as text. */
  readonly units: string;
  /** Its period was approved and posted. */
  readonly posted: boolean;
}

/**
 * The row in force on a day: of the rows of one line that begin by then the one that begins last, if it has not ended. A
 * boundary day stands in two rows, and rows of the future are there already; rows are never added up.
 */
export function rowInForce(rows: readonly UnitRow[], day: Day): UnitRow | null {
  const begun = rows.filter(({ startDate }) => startDate <= day);
  const last = begun.reduce<UnitRow | null>(
    (latest, row) => (latest === null || row.startDate >= latest.startDate ? row : latest),
    null,
  );
  return last === null || (last.endDate !== null && last.endDate < day) ? null : last;
}

/**
 * The day on which a change of this contract lands by default: the first day of its first period that begins after today
 * and was not posted; null: no such period is known. A period begins where a row follows on the last day of the one
 * before; a row that a change began follows on that very day (autotask.md 3.5).
 *
 * @param rows of all lines of the contract, from one that holds today on
 */
export function landingDay(
  rows: readonly UnitRow[],
  contract: { readonly startDate: Day | null },
  today: Day,
): Day | null {
  const begins = rows
    .map(({ startDate }) => startDate)
    .filter((day) => day > today && (day === contract.startDate || beginsPeriod(rows, day)));
  const postedThrough = postedThroughOf(rows);
  return least(begins.filter((day) => postedThrough === null || day > postedThrough));
}

/**
 * Which days a change may name. Of the period that holds today the first row of any line tells where it begins: where
 * every line was changed within it, a later day, which is no harm.
 */
export function datedChanges(rows: readonly UnitRow[], today: Day): DatedChanges {
  const began = rows
    .filter(({ startDate, endDate }) => startDate <= today && (endDate === null || endDate >= today))
    .map(({ startDate }) => startDate);
  return { periodBegan: least(began), postedThrough: postedThroughOf(rows) };
}

const least = (days: readonly Day[]): Day | null =>
  days.reduce<Day | null>((first, day) => (first === null || day < first ? day : first), null);

function postedThroughOf(rows: readonly UnitRow[]): Day | null {
  return rows
    .filter(({ posted }) => posted)
    .reduce<Day | null>((latest, { endDate }) => {
      const end = endDate ?? '9999-12-31';
      return latest === null || end > latest ? end : latest;
    }, null);
}

function beginsPeriod(rows: readonly UnitRow[], day: Day): boolean {
  const eve = addDays(day, -1);
  const lines = new Set(rows.filter(({ endDate }) => endDate === eve).map(({ lineId }) => lineId));
  return rows.some(({ lineId, startDate }) => startDate === day && lines.has(lineId));
}

/** "5 from 1 December, 7 from 1 January": the units of one line, told by the days on which they change. */
export function series(rows: readonly UnitRow[]): string {
  const sorted = [...rows].sort((a, b) => (a.startDate < b.startDate ? -1 : 1));
  return sorted
    .filter(({ units }, nth) => nth === 0 || sorted[nth - 1]?.units !== units)
    .map(({ units, startDate }) => `${units} from ${startDate}`)
    .join(', ');
}

/** The first change of a line that is booked for later than a day; null: none is. */
export function laterChange(rows: readonly UnitRow[], day: Day): UnitRow | null {
  const inForce = rowInForce(rows, day);
  const later = rows.filter(({ startDate, units }) => startDate > day && units !== inForce?.units);
  return later.reduce<UnitRow | null>(
    (first, row) => (first === null || row.startDate < first.startDate ? row : first),
    null,
  );
}
