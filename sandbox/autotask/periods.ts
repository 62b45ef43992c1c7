import { addDays, addMonths, dayNumber, monthsBetween } from '../scenarios/days.ts';
import {
  periodTypes,
  type AutotaskContract,
  type AutotaskContractService,
  type SplitRowEnds,
  type UnitStep,
} from './scenario.ts';

/** A billing period, both days included. */
export interface Period {
  readonly first: string;
  readonly last: string;
}

/** What has units: a service or a bundle on a contract. */
export type UnitLine = Pick<
  AutotaskContractService,
  'id' | 'contractID' | 'unitPrice' | 'unitCost' | 'steps' | 'createdAfter'
>;

/** A row of `ContractServiceUnits` or `ContractServiceBundleUnits`: the units from its first day to its last (autotask.md 3.5). */
export interface UnitRow<L extends UnitLine = UnitLine> {
  readonly id: number;
  readonly line: L;
  readonly contract: AutotaskContract;
  readonly startDate: string;
  readonly endDate: string;
  readonly units: number;
}

/** Of a line there is one row from each day, so that ids of rows stay. */
const idsOfLine = 100_000;

/** No row of the line has a higher id. */
export const lastRowId = ({ id }: UnitLine): number => (id + 1) * idsOfLine - 1;

export interface DayRange {
  /** Only rows that begin on this day or before. */
  readonly startAtMost: string | null;
  /** Only rows that end on this day or later. */
  readonly endAtLeast: string | null;
}

/** Billing periods from the contract's first day to its last; the last one may be cut. `from`: those long before are left out. */
export function* periodsOf(
  { startDate, endDate, contractPeriodType }: AutotaskContract,
  from: string | null = null,
): Generator<Period> {
  if (contractPeriodType === null) return;
  const months = periodTypes[contractPeriodType];
  const passed = from === null ? 0 : Math.floor(monthsBetween(startDate, from) / months) - 1;
  for (let nth = Math.max(0, passed); ; nth += 1) {
    const first = addMonths(startDate, nth * months);
    if (first > endDate) return;
    const last = addDays(addMonths(startDate, (nth + 1) * months), -1);
    yield { first, last: last < endDate ? last : endDate };
  }
}

export function isPeriodStart(contract: AutotaskContract, day: string): boolean {
  for (const { first } of periodsOf(contract)) {
    if (first === day) return true;
    if (first > day) return false;
  }
  return false;
}

/** Units in force on a day; null: before the line's first. */
export function unitsOn({ steps }: Pick<UnitLine, 'steps'>, day: string): number | null {
  return steps.findLast((step) => step.day <= day)?.units ?? null;
}

/**
 * One row for each billing period, and a further one from each change within it; the row before a change has the day
 * on which the change acts as its last, which so is in two rows, or by a switch the day before.
 */
export function* unitRowsOf<L extends UnitLine>(
  line: L,
  contract: AutotaskContract,
  { startAtMost, endAtLeast }: DayRange,
  splitRowEnds: SplitRowEnds = 'on-the-day',
): Generator<UnitRow<L>> {
  for (const period of periodsOf(contract, endAtLeast)) {
    if (startAtMost !== null && period.first > startAtMost) return;
    if (endAtLeast !== null && period.last < endAtLeast) continue;
    const within = line.steps.filter(({ day }) => day > period.first && day <= period.last);
    const status = unitsOn(line, period.first);
    const parts: UnitStep[] = [...(status === null ? [] : [{ day: period.first, units: status }]), ...within];
    for (const [nth, { day, units }] of parts.entries()) {
      const next = parts[nth + 1]?.day;
      const split = next === undefined || splitRowEnds === 'on-the-day' ? next : addDays(next, -1);
      const endDate = split ?? period.last;
      yield { id: line.id * idsOfLine + dayNumber(day), line, contract, startDate: day, endDate, units };
    }
  }
}

export const isPosted = ({ startDate, contract, line }: UnitRow): boolean =>
  contract.postedThrough !== null &&
  startDate <= contract.postedThrough &&
  (line.createdAfter == null || startDate > line.createdAfter);
