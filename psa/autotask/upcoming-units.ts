import { addDays } from '../../domain/calendar.ts';
import type { BookedChange } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { groupBy } from '../../domain/group-by.ts';
import { periodsOf, type RowsOfContracts, rowsByContract } from './contract-set.ts';
import { bookedChanges, lastUnits, rowsThatDiffer } from './booked-changes.ts';
import { ahead, begunBy, notEndedBefore, oneOf } from './conditions.ts';
import type { Condition, Lists } from './lists.ts';
import type { ContractLabels } from './pick-lists.ts';
import { unitRows, type Contract, type ContractService } from './records.ts';
import { billingTargetDay, hasHoleBefore, type UnitRow } from './units.ts';

/** Holds the next period of a monthly contract, whatever its month. */
export const aMonthAhead = 32;
/** Holds the next period of a yearly one, also where a year ahead is posted. */
export const twoYearsAhead = 2 * 366 + 1;

/** Contracts whose next open period is looked for. */
interface OpenPeriods {
  readonly contracts: readonly Contract[];
  /** Of which every one has rows somewhere. */
  readonly lines: readonly ContractService[];
  readonly labels: ContractLabels;
  readonly today: Day;
}

/** Rows of contracts from today on, and what is booked of lines for later days. */
interface Ahead {
  readonly rows: RowsOfContracts;
  /** By the line; of a line that is absent it was not read. */
  readonly booked: ReadonlyMap<string, readonly BookedChange[]>;
}

/** Reads the units of contracts as far ahead as a change of them can act. */
export class UpcomingUnits {
  readonly #lists: Lists;

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  /**
   * Rows from today on: a month ahead of all, and further of those contracts whose next open period, or the beginning of a line,
   * lies beyond. Where rows were hidden while they were read, as by a right that was withdrawn and given back within seconds,
   * they are read once more.
   *
   * @param asked `billed`: see {@link further}; `hiddenNow`: why the security level hides something; null: it does not
   */
  async untilOpen(
    of: OpenPeriods,
    asked: {
      readonly conditions: readonly Condition[];
      readonly billed: ReadonlySet<string>;
      readonly hiddenNow: () => Promise<PsaFailure | null>;
    },
    limits: ReadLimits,
  ): Promise<PsaResult<Ahead>> {
    const read = () => this.#untilOpen(of, asked, limits);
    const first = await read();
    if (!first.ok || !isHoled(of, first.value.rows)) return first;
    return (await asked.hiddenNow()) ?? read();
  }

  async #untilOpen(
    of: OpenPeriods,
    {
      conditions,
      billed,
    }: { readonly conditions: readonly Condition[]; readonly billed: ReadonlySet<string> },
    limits: ReadLimits,
  ): Promise<PsaResult<Ahead>> {
    const near = await this.within(of, conditions, aMonthAhead, limits);
    return near.ok ? this.further(of, near.value, limits, billed) : near;
  }

  async within(
    { contracts, labels, today }: Omit<OpenPeriods, 'lines'>,
    conditions: readonly Condition[],
    days: number,
    limits: ReadLimits,
    known?: null,
  ): Promise<PsaResult<RowsOfContracts>> {
    const wanted = [...conditions, ...ahead(today, addDays(today, days))];
    const read = await this.#lists.all(unitRows, wanted, limits, known);
    return read.ok ? { ok: true, value: rowsByContract(read.value, contracts, labels) } : read;
  }

  /**
   * Adds rows of those contracts whose next open period, or the beginning of a line, lies beyond those that were read.
   *
   * @param billed products of whose lines it is read too what is booked for later days: the same query asks for those of
   *   their later rows that differ, so that it costs no further call
   */
  async further(
    of: OpenPeriods,
    near: RowsOfContracts,
    limits: ReadLimits,
    billed: ReadonlySet<string> = new Set(),
  ): Promise<PsaResult<Ahead>> {
    const { contracts, lines, labels, today } = of;
    const beyond = contractsBeyond(of, near);
    const watched = lines.filter(({ serviceId }) => billed.has(serviceId));
    const unread = watched.filter(({ contractId }) => !beyond.has(contractId)).map(({ id }) => id);
    const [first, ...more] = rowsThatDiffer(
      lastUnits(unread, [...near.values()].flat()),
      addDays(today, aMonthAhead),
    );
    const found: UnitRow[] = [];
    for (const query of [beyond.size === 0 ? first : farRows(beyond, today, first), ...more]) {
      if (query === undefined) continue;
      // A row that is missing leaves its contract without a day, so that nothing of it is written.
      const known = query === first || more.includes(query) ? 0 : null;
      const read = await this.#lists.all(unitRows, query, limits, known);
      if (!read.ok) return read;
      found.push(...read.value);
    }
    const whole = found.filter(({ contractId }) => beyond.has(contractId));
    const rows = new Map([...near, ...rowsByContract(whole, contracts, labels)]);
    const differing = groupBy(found, ({ lineId }) => lineId);
    const byId = new Map(contracts.map((contract) => [contract.id, contract]));
    const booked = watched.flatMap(({ id, contractId }) => {
      const contract = byId.get(contractId);
      if (contract === undefined) return [];
      const own = (rows.get(contractId) ?? []).filter(({ lineId }) => lineId === id);
      const later = beyond.has(contractId) ? [] : (differing.get(id) ?? []);
      return [[id, bookedChanges(own, later, today, periodsOf(contract, labels))] as const];
    });
    return { ok: true, value: { rows, booked: new Map(booked) } };
  }
}

/** Whether rows are missing before the next open period of any contract. */
const isHoled = ({ contracts, labels, today }: OpenPeriods, rows: RowsOfContracts): boolean =>
  contracts.some((contract) => {
    const own = rows.get(contract.id) ?? [];
    return hasHoleBefore(own, billingTargetDay(own, periodsOf(contract, labels), today));
  });

/** Contracts whose next open period, or the beginning of a line, lies beyond these rows. */
function contractsBeyond(
  { contracts, lines, labels, today }: OpenPeriods,
  near: RowsOfContracts,
): ReadonlySet<string> {
  const begins = lines.filter(
    ({ id, contractId }) => near.get(contractId)?.some(({ lineId }) => lineId === id) !== true,
  );
  const later = new Set(begins.map(({ contractId }) => contractId));
  const beyond = contracts.filter(
    (contract) =>
      (contract.endDate === null || contract.endDate > today) &&
      (later.has(contract.id) ||
        (near.has(contract.id) &&
          billingTargetDay(near.get(contract.id) ?? [], periodsOf(contract, labels), today) === null)),
  );
  return new Set(beyond.map(({ id }) => id));
}

/** Rows up to a day: the later ones of one line alone say nothing of what its contract posted by then. */
export const rowsUntil = (
  day: Day,
  { contracts, labels }: Pick<OpenPeriods, 'contracts' | 'labels'>,
  rows: readonly UnitRow[],
): RowsOfContracts =>
  rowsByContract(
    rows.filter(({ startDate }) => startDate <= day),
    contracts,
    labels,
  );

/**
 * What {@link UpcomingUnits.further} gives, of rows that were read years ahead in one go: a month of each contract, and all of
 * those whose next open period, or the beginning of a line, or the day that a change is to act on, lies beyond.
 */
export function untilOpenIn(
  of: OpenPeriods,
  all: readonly UnitRow[],
  act: { readonly contractId: string; readonly on: Day | null },
): PsaResult<Pick<Ahead, 'rows'>> {
  const nearly = addDays(of.today, aMonthAhead);
  const near = rowsUntil(nearly, of, all);
  const beyond = contractsBeyond(of, near);
  const isLate = act.on !== null && act.on > nearly;
  const whole = [...rowsUntil(addDays(of.today, twoYearsAhead), of, all)].filter(
    ([id]) => beyond.has(id) || (isLate && id === act.contractId),
  );
  return { ok: true, value: { rows: new Map([...near, ...whole]) } };
}

/** Every later row of these contracts, and those that differ of the lines of others. */
function farRows(
  contractIds: ReadonlySet<string>,
  today: Day,
  differing: readonly Condition[] | undefined,
): readonly Condition[] {
  const whole = [...oneOf('contractID', [...contractIds]), begunBy(addDays(today, twoYearsAhead))];
  if (differing === undefined) return [...whole, notEndedBefore(today)];
  const either: Condition = {
    op: 'or',
    items: [
      { op: 'and', items: whole },
      { op: 'and', items: differing },
    ],
  };
  return [either, notEndedBefore(today)];
}
