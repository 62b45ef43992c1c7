import { addDays } from '../../domain/calendar.ts';
import type { BillingCycle, DatedChanges, PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { decimalText, decimal, type Day } from '../../domain/quantity.ts';
import { billingCycle } from '../billing-cycles.ts';
import type { PsaResult } from '../port.ts';
import type { Access } from './access.ts';
import type { Condition, Lists } from './lists.ts';
import type { ContractLabels, PickLists } from './pick-lists.ts';
import {
  contracts as contractEntity,
  contractServices,
  unitRows,
  type Contract,
  type ContractService,
} from './records.ts';
import type { ReadLimits } from '../waiting.ts';
import { datedChanges, landingDay, type Periods, rowInForce, type UnitRow, withEnds } from './units.ts';

/** Recurring Service: only such contracts have services (autotask.md 3.3). */
const recurringService = 7;
/** Holds the next period of a monthly contract, whatever its month. */
const aMonthAhead = 32;
/** Holds the next period of a yearly one, also where a year ahead is posted. */
const twoYearsAhead = 2 * 366 + 1;

export interface BooksOptions {
  readonly lists: Lists;
  readonly access: Access;
  readonly pickLists: PickLists;
  /** The present day in the billing time zone. */
  readonly today: () => Day;
}

/** Contracts with their lines as they were read in one go. */
export class Book {
  readonly begun: Date;
  readonly #contracts: ReadonlyMap<string, OfContract>;

  constructor(begun: Date, contracts: ReadonlyMap<string, OfContract>) {
    this.begun = begun;
    this.#contracts = contracts;
  }

  get agreements(): readonly PsaAgreement[] {
    return [...this.#contracts.values()].map(({ agreement }) => agreement);
  }

  agreement(id: string): PsaAgreement | null {
    return this.#contracts.get(id)?.agreement ?? null;
  }

  /** Null: it holds no such contract. */
  lines(contractId: string): readonly PsaLine[] | null {
    return this.#contracts.get(contractId)?.lines ?? null;
  }
}

interface OfContract {
  readonly agreement: PsaAgreement;
  readonly lines: readonly PsaLine[];
}

/** Reads contracts, what they bill, and how much of it on the day on which a change of them would land. */
export class Books {
  readonly #options: BooksOptions;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  /** Every recurring contract. */
  everything(limits: ReadLimits): Promise<PsaResult<Book>> {
    return this.#read([], [], limits);
  }

  /** The recurring contracts of these accounts, and these. */
  some(
    wanted: { readonly companyIds: readonly string[]; readonly contractIds: readonly string[] },
    limits: ReadLimits,
  ): Promise<PsaResult<Book>> {
    const either = [...oneOf('companyID', wanted.companyIds), ...oneOf('id', wanted.contractIds)];
    return this.#read([{ op: 'or', items: either }], null, limits);
  }

  /** @param within conditions of lines and rows; null: those of the contracts that were found */
  async #read(
    conditions: readonly Condition[],
    within: readonly Condition[] | null,
    limits: ReadLimits,
  ): Promise<PsaResult<Book>> {
    const { access, pickLists, today } = this.#options;
    const begun = new Date();
    const refused = await access.firstRefusal(
      [contractEntity.name, contractServices.name, unitRows.name],
      limits,
    );
    if (refused !== null) return refused;
    const labels = await pickLists.ofContracts(limits);
    if (!labels.ok) return labels;
    const read = await this.#contractsAndLines(conditions, within, limits);
    if (!read.ok) return read;
    const { contracts, lines, ofThese } = read.value;
    if (contracts.length === 0) return { ok: true, value: new Book(begun, new Map()) };
    const day = today();
    const rows = await this.#rowsUntilOpen(contracts, labels.value, ofThese, day, limits);
    if (!rows.ok) return rows;
    const linesOf = groupedBy(lines, ({ contractId }) => contractId);
    const made = contracts.map((contract): [string, OfContract] => {
      const own = rows.value.get(contract.id) ?? [];
      const cycle = cycleOf(contract, labels.value);
      const lands = landingDay(own, contract, day);
      return [
        contract.id,
        {
          agreement: agreementOf(contract, labels.value, { cycle, lands, dated: datedChanges(own, day) }),
          lines: (linesOf.get(contract.id) ?? []).map((line) => lineOf(line, contract, own, lands ?? day)),
        },
      ];
    });
    return { ok: true, value: new Book(begun, new Map(made)) };
  }

  /**
   * Recurring contracts and their lines. Where the lines of all contracts are read, they prove the contracts: these are
   * counted only where a line is of one that is not among them.
   */
  async #contractsAndLines(
    conditions: readonly Condition[],
    within: readonly Condition[] | null,
    limits: ReadLimits,
  ): Promise<
    PsaResult<{
      readonly contracts: readonly Contract[];
      readonly lines: readonly ContractService[];
      /** Conditions of lines and rows. */
      readonly ofThese: readonly Condition[];
    }>
  > {
    const { lists } = this.#options;
    const wanted: readonly Condition[] = [
      { op: 'eq', field: 'contractType', value: recurringService },
      ...conditions,
    ];
    const contracts = await lists.all(contractEntity, wanted, limits, within === null ? undefined : null);
    if (!contracts.ok) return contracts;
    const ids = contracts.value.map(({ id }) => id);
    const ofThese = within ?? oneOf('contractID', ids);
    if (ids.length === 0) return { ok: true, value: { contracts: [], lines: [], ofThese } };
    const lines = await lists.all(contractServices, ofThese, limits);
    if (!lines.ok) return lines;
    const known = new Set(ids);
    if (lines.value.every(({ contractId }) => known.has(contractId)))
      return { ok: true, value: { contracts: contracts.value, lines: lines.value, ofThese } };
    const counted = await lists.all(contractEntity, wanted, limits);
    return counted.ok
      ? { ok: true, value: { contracts: counted.value, lines: lines.value, ofThese } }
      : counted;
  }

  /** Rows from today on: a month ahead of all, and further of those contracts whose next open period lies beyond. */
  async #rowsUntilOpen(
    contracts: readonly Contract[],
    labels: ContractLabels,
    within: readonly Condition[],
    today: Day,
    limits: ReadLimits,
  ): Promise<PsaResult<ReadonlyMap<string, readonly UnitRow[]>>> {
    const { lists } = this.#options;
    const byId = new Map(contracts.map((contract) => [contract.id, contract]));
    const rowsOf = async (conditions: readonly Condition[], days: number, known?: null) => {
      const read = await lists.all(unitRows, [...conditions, ...between(today, days)], limits, known);
      if (!read.ok) return read;
      const groups = [...groupedBy(read.value, ({ contractId }) => contractId)].map(([id, rows]) => {
        const contract = byId.get(id);
        return [id, contract === undefined ? rows : withEnds(rows, periodsOf(contract, labels))] as const;
      });
      return { ok: true, value: new Map(groups) } as const;
    };
    const near = await rowsOf(within, aMonthAhead);
    if (!near.ok) return near;
    const beyond = contracts.filter(
      (contract) =>
        (contract.endDate === null || contract.endDate > today) &&
        landingDay(near.value.get(contract.id) ?? [], contract, today) === null &&
        near.value.has(contract.id),
    );
    if (beyond.length === 0) return near;
    const far = await rowsOf(
      oneOf(
        'contractID',
        beyond.map(({ id }) => id),
      ),
      twoYearsAhead,
      // A row that is missing leaves its contract without a day, so that nothing of it is written.
      null,
    );
    return far.ok ? { ok: true, value: new Map([...near.value, ...far.value]) } : far;
  }
}

/** Rows that are in force between a day and so many days later; one without an end is. */
const between = (today: Day, days: number): readonly Condition[] => [
  { op: 'lte', field: 'startDate', value: addDays(today, days) },
  {
    op: 'or',
    items: [
      { op: 'gte', field: 'endDate', value: today },
      { op: 'notExist', field: 'endDate' },
      // The empty date of .NET.
      { op: 'lte', field: 'endDate', value: '0001-01-01' },
    ],
  },
];

/** At most so many values stand in one list (autotask.md 4). */
const mostValues = 200;

/** One of these, in lists of a bounded length. Of none: nothing fits. */
function oneOf(field: string, ids: readonly string[]): readonly Condition[] {
  const lists: Condition[] = [];
  for (let at = 0; at < ids.length; at += mostValues)
    lists.push({ op: 'in', field, value: ids.slice(at, at + mostValues).map(Number) });
  return lists.length <= 1 ? lists : [{ op: 'or', items: lists }];
}

function groupedBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

const cycleOf = ({ periodType }: Contract, labels: ContractLabels): BillingCycle | null =>
  periodType === null ? null : billingCycle(labels.periodType(periodType));

const periodsOf = (contract: Contract, labels: ContractLabels): Periods => ({
  ...contract,
  months: cycleOf(contract, labels)?.months ?? null,
});

function agreementOf(
  contract: Contract,
  labels: ContractLabels,
  {
    cycle,
    lands,
    dated,
  }: { readonly cycle: BillingCycle | null; readonly lands: Day | null; readonly dated: DatedChanges },
): PsaAgreement {
  return {
    id: contract.id,
    name: contract.name,
    companyId: contract.companyId,
    typeId: null,
    typeName: null,
    parentAgreementId: null,
    status: labels.status(contract.status),
    // An inactive contract bills on; only its last day ends it (autotask.md 3.3).
    over: null,
    startDate: contract.startDate,
    endDate: contract.endDate,
    billingCycle: cycle,
    nextInvoiceDate: lands,
    // A change on the first day of a period makes no proration line (autotask.md 3.6).
    prorates: false,
    periodType: null,
    dated,
  };
}

/**
 * A line with the units in force on the day on which a change would land, changes that are booked for it included. One
 * that has none by then begins later.
 */
function lineOf(line: ContractService, contract: Contract, rows: readonly UnitRow[], day: Day): PsaLine {
  const own = rows.filter(({ lineId }) => lineId === line.id);
  const inForce = rowInForce(own, day);
  // Of a contract that has ended no row holds today: its lines have begun all the same.
  const isOver = contract.endDate !== null && contract.endDate < day;
  return {
    id: line.id,
    agreementId: line.contractId,
    productId: line.serviceId,
    productIdentifier: null,
    description: line.description,
    quantity: inForce === null ? null : decimalText(decimal(inForce.units)),
    lessIncluded: '0',
    unitPrice: line.unitPrice,
    billable: true,
    billCustomer: null,
    effectiveDate: inForce === null && !isOver ? firstDay(own) : contract.startDate,
    cancelledDate: null,
    status: null,
    lastUpdated: null,
  };
}

const firstDay = (rows: readonly UnitRow[]): Day | null =>
  rows.map(({ startDate }) => startDate).sort()[0] ?? null;
