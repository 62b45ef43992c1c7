import { addDays } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import type { PsaResult } from '../port.ts';
import type { ReadLimits } from '../waiting.ts';
import { type RowsOfContracts, rowsByContract } from './book.ts';
import { ahead, oneOf } from './conditions.ts';
import type { Condition, Lists } from './lists.ts';
import type { ContractLabels } from './pick-lists.ts';
import { unitRows, type Contract, type ContractService } from './records.ts';
import { landingDay } from './units.ts';

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

/** Reads the units of contracts as far ahead as a change of them can act. */
export class UnitsAhead {
  readonly #lists: Lists;

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  /**
   * Rows from today on: a month ahead of all, and further of those contracts whose next open period, or the beginning of a line,
   * lies beyond.
   *
   * @param known see `Lists.all`
   */
  async untilOpen(
    of: OpenPeriods,
    within: readonly Condition[],
    limits: ReadLimits,
    known?: null,
  ): Promise<PsaResult<RowsOfContracts>> {
    const near = await this.within(of, within, aMonthAhead, limits, known);
    return near.ok ? this.further(of, near.value, limits) : near;
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

  /** Adds rows of those contracts whose next open period, or the beginning of a line, lies beyond those that were read. */
  async further(
    of: OpenPeriods,
    near: RowsOfContracts,
    limits: ReadLimits,
  ): Promise<PsaResult<RowsOfContracts>> {
    const { contracts, lines, today } = of;
    const begins = lines.filter(
      ({ id, contractId }) => near.get(contractId)?.some(({ lineId }) => lineId === id) !== true,
    );
    const later = new Set(begins.map(({ contractId }) => contractId));
    const beyond = contracts.filter(
      (contract) =>
        (contract.endDate === null || contract.endDate > today) &&
        (later.has(contract.id) ||
          (landingDay(near.get(contract.id) ?? [], contract, today) === null && near.has(contract.id))),
    );
    if (beyond.length === 0) return { ok: true, value: near };
    const ofBeyond = oneOf(
      'contractID',
      beyond.map(({ id }) => id),
    );
    // A row that is missing leaves its contract without a day, so that nothing of it is written.
    const far = await this.within(of, ofBeyond, twoYearsAhead, limits, null);
    return far.ok ? { ok: true, value: new Map([...near, ...far.value]) } : far;
  }
}
