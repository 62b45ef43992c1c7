import { type Message, message } from '../../messages/message.ts';
import { addDays, addMonths } from '../../domain/calendar.ts';
import { groupBy } from '../../domain/group-by.ts';
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
 * boundary day is in two rows, and rows of the future are there already; rows are never added up.
 */
export function rowInForce(rows: readonly UnitRow[], day: Day): UnitRow | null {
  const last = rows
    .filter(({ startDate }) => startDate <= day)
    .reduce<UnitRow | null>((latest, row) => (latest === null || follows(row, latest) ? row : latest), null);
  return last === null || (last.endDate !== null && last.endDate < day) ? null : last;
}

/** Of two rows that begin on one day, the one whose last day it is was superseded; else the newer one is meant. */
function follows(row: UnitRow, other: UnitRow): boolean {
  if (row.startDate !== other.startDate) return row.startDate > other.startDate;
  const [cut, otherCut] = [row, other].map(({ startDate, endDate }) => startDate === endDate);
  return cut === otherCut ? BigInt(row.id) > BigInt(other.id) : otherCut === true;
}

/** What the rows alone do not tell of a contract: where its periods begin, and its last day. */
export interface Periods {
  readonly startDate: Day | null;
  readonly endDate: Day | null;
  /** Months of a period; null: not known. */
  readonly months: number | null;
}

/**
 * The day on which a change of this contract lands by default: the first day of its first period that begins after today
 * and was not posted; null: no such period is known. A period begins where a row follows on the last day of the one
 * before, and where the contract's own periods say so: a row that a change began follows on that very day, or on the
 * next one (autotask.md 3.5).
 *
 * @param rows of all lines of the contract, from one that holds today on, with their last days ({@link withEnds})
 */
export function billingTargetDay(rows: readonly UnitRow[], contract: Periods, today: Day): Day | null {
  const isOwn = isStartByContract(rows, contract);
  const begins = rows
    .map(({ startDate }) => startDate)
    .filter((day) => day > today && (day === contract.startDate || (beginsPeriod(rows, day) && isOwn(day))));
  const postedThrough = postedThroughOf(rows, today);
  return least(begins.filter((day) => postedThrough === null || day > postedThrough));
}

/**
 * Whether a line has no row on some day before the one that was found, although rows precede and follow: such rows were
 * hidden while they were read, and the day may be that of a later period.
 *
 * @param rows see {@link billingTargetDay}
 */
export function hasHoleBefore(rows: readonly UnitRow[], day: Day | null): boolean {
  return [...groupBy(rows, ({ lineId }) => lineId).values()].some((own) => {
    const sorted = [...own].sort((a, b) => (a.startDate < b.startDate ? -1 : 1));
    return sorted.some(({ endDate }, nth) => {
      const next = sorted[nth + 1]?.startDate;
      const isBefore = endDate !== null && (day === null || endDate < day);
      return isBefore && next !== undefined && next > addDays(endDate, 1);
    });
  });
}

/**
 * Whether a day begins a period by the contract's own start and period. Every day may where those are not known, or fit
 * neither the beginning nor the end of any row.
 */
export function isStartByContract(rows: readonly UnitRow[], contract: Periods): (day: Day) => boolean {
  const isOwn = (day: Day): boolean => isPeriodStart(contract, day);
  const fits = rows.some(
    ({ startDate, endDate }) => isOwn(startDate) || (endDate !== null && isOwn(addDays(endDate, 1))),
  );
  return fits ? isOwn : () => true;
}

/**
 * The days of a contract that bills nothing yet, by its own start and period, of which nothing can have been posted:
 * where its running period began, and where the next one begins. Null: there is none, or they are not known.
 */
export function daysWithoutRows(
  { startDate, endDate, months }: Periods,
  today: Day,
): { readonly periodBegan: Day | null; readonly next: Day | null } {
  const isOver = endDate !== null && endDate < today;
  if (startDate === null || months === null || isOver) return { periodBegan: null, next: null };
  const passed = Math.max(0, Math.floor(monthsBetween(startDate, today) / months) - 1);
  const starts = [0, 1, 2, 3].map((nth) => addMonths(startDate, (passed + nth) * months));
  const next = starts.find((day) => day > today) ?? null;
  return {
    periodBegan: starts.findLast((day) => day <= today) ?? null,
    next: next !== null && endDate !== null && next > endDate ? null : next,
  };
}

/**
 * Which days a change may name. Of the period that holds today the first row of any line tells where it begins: where
 * every line was changed within it, a later day, which is no harm.
 */
export function datedChanges(rows: readonly UnitRow[], today: Day): DatedChanges {
  const began = rows
    .filter(({ startDate, endDate }) => startDate <= today && (endDate === null || endDate >= today))
    .map(({ startDate }) => startDate);
  return { periodBegan: least(began), postedThrough: postedThroughOf(rows, today) };
}

const least = (days: readonly Day[]): Day | null =>
  days.reduce<Day | null>((first, day) => (first === null || day < first ? day : first), null);

/**
 * Rows with their last days. One without (posted rows come so, autotask.md 3.5) is closed where a later row of its line
 * begins: on the eve of a period, or on the very day of a change. The last row of a line is closed by that of the contract.
 *
 * @param rows of all lines of the contract
 */
export function withEnds(rows: readonly UnitRow[], contract: Periods): readonly UnitRow[] {
  if (rows.every(({ endDate }) => endDate !== null)) return rows;
  const startsOf = new Map<string, Day[]>();
  for (const { lineId, startDate } of rows) {
    const starts = startsOf.get(lineId);
    if (starts === undefined) startsOf.set(lineId, [startDate]);
    else starts.push(startDate);
  }
  return rows.map((row) => {
    if (row.endDate !== null) return row;
    const next = least((startsOf.get(row.lineId) ?? []).filter((start) => start > row.startDate));
    if (next === null) return { ...row, endDate: contract.endDate };
    const isPeriod = beginsPeriod(rows, next) || isPeriodStart(contract, next);
    return { ...row, endDate: isPeriod ? addDays(next, -1) : next };
  });
}

/** Through which day it is posted, as far as that matters to a change; a posted row without an end leaves no day. */
function postedThroughOf(rows: readonly UnitRow[], today: Day): Day | null {
  return rows
    .filter(({ posted }) => posted)
    .map(({ endDate }) => endDate ?? '9999-12-31')
    .filter((end) => end >= today)
    .reduce<Day | null>((latest, end) => (latest === null || end > latest ? end : latest), null);
}

/**
 * A row of a line ends on the eve, the next begins on the day, and none of the line reaches over it: a change of the eve
 * ends a row on that day too, but the row that it began goes on.
 */
function beginsPeriod(rows: readonly UnitRow[], day: Day): boolean {
  const eve = addDays(day, -1);
  const linesOf = (some: readonly UnitRow[]): ReadonlySet<string> =>
    new Set(some.map(({ lineId }) => lineId));
  const ended = linesOf(rows.filter(({ endDate }) => endDate === eve));
  const reached = linesOf(
    rows.filter(({ startDate, endDate }) => startDate < day && endDate !== null && endDate >= day),
  );
  return rows.some(({ lineId, startDate }) => startDate === day && ended.has(lineId) && !reached.has(lineId));
}

/** By the contract's own start and period, where its rows do not say it. */
export function isPeriodStart({ startDate, months }: Periods, day: Day): boolean {
  if (startDate === null || months === null || day < startDate) return false;
  const near = Math.floor(monthsBetween(startDate, day) / months);
  return [near, near + 1].some((periods) => addMonths(startDate, periods * months) === day);
}

const monthsBetween = (from: Day, to: Day): number => {
  const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return monthOf(to) - monthOf(from);
};

/** "5 from 1 December, 7 from 1 January": the units of one line by the days on which they change. */
export function unitSeries(rows: readonly UnitRow[]): readonly Message[] {
  const sorted = [...rows].sort((a, b) => (a.startDate < b.startDate ? -1 : 1));
  return sorted
    .filter(({ units }, nth) => nth === 0 || sorted[nth - 1]?.units !== units)
    .map(({ units, startDate }) => message('autotask.units-from', { units, day: startDate }));
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
