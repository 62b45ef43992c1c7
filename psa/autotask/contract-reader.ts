import { addDays } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import type { Access } from './access.ts';
import { ContractSet, contractSetOf, periodsOf } from './contract-set.ts';
import { bookedChanges } from './booked-changes.ts';
import { ahead, oneOf, recurring } from './conditions.ts';
import type { Condition, Lists } from './lists.ts';
import {
  chargedBeside,
  noOtherCharges,
  type OtherCharges,
  type OtherChargesReader,
} from './other-charges.ts';
import type { ContractLabels, PickLists } from './pick-lists.ts';
import {
  contracts as contractEntity,
  contractServices,
  unitRows,
  type Contract,
  type ContractService,
} from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import { type UnitRow, withEnds } from './units.ts';
import { aMonthAhead, rowsUntil, twoYearsAhead, untilOpenIn, type UpcomingUnits } from './upcoming-units.ts';

export interface ContractReaderOptions {
  readonly lists: Lists;
  readonly access: Access;
  readonly pickLists: PickLists;
  readonly otherCharges: OtherChargesReader;
  readonly unitsAhead: UpcomingUnits;
  /** The present day in the billing time zone. */
  readonly today: () => Day;
}

/** What the rows know of contracts before a write. */
export interface KnownOfContracts {
  /** Lines by contract, as the last complete reading gave them. */
  readonly lines: ReadonlyMap<string, number>;
  /** Whether the last complete reading found any bundle or rule in the whole database; null: not known. */
  readonly charges: boolean | null;
}

/** What is read before the last reading of a line. */
export interface Beside {
  readonly contracts: readonly Contract[];
  readonly other: OtherCharges;
  readonly labels: ContractLabels;
}

/** Reads contracts, what they bill, and how much of it on the day on which a change of them would land. */
export class ContractReader {
  readonly #options: ContractReaderOptions;

  constructor(options: ContractReaderOptions) {
    this.#options = options;
  }

  /** Whether the security level hides something by now, whatever was confirmed before; null: it shows everything. */
  hiddenNow(limits: ReadLimits): Promise<PsaFailure | null> {
    return this.#options.access.rejectionNow([...readBeforeWriting, ...chargedBeside], limits);
  }

  /** Every recurring contract, with what is booked for later days of the lines of these products. */
  everything(billed: ReadonlySet<string>, limits: ReadLimits): Promise<PsaResult<ContractSet>> {
    return this.#read([], [], limits, billed);
  }

  /** The recurring contracts of these accounts, and these. */
  some(
    wanted: { readonly companyIds: readonly string[]; readonly contractIds: readonly string[] },
    limits: ReadLimits,
  ): Promise<PsaResult<ContractSet>> {
    const either = [...oneOf('companyID', wanted.companyIds), ...oneOf('id', wanted.contractIds)];
    return this.#read([{ op: 'or', items: either }], null, limits);
  }

  /**
   * Before the last reading of one contract's line: the recurring contracts of these accounts, and these, with what bundles
   * and rules charge on any. What the security level shows is asked where nothing is known to compare with, or a
   * contract that is known is not among them.
   */
  async beside(
    contractId: string,
    wanted: { readonly companyIds: readonly string[]; readonly contractIds: readonly string[] },
    { lines: knownLines, charges }: KnownOfContracts,
    limits: ReadLimits,
  ): Promise<PsaResult<Beside>> {
    const { access, pickLists, lists, otherCharges } = this.#options;
    // A contract that is evidence may be of another type, with a billing rule.
    const ofCompanies = oneOf('companyID', wanted.companyIds);
    const either: readonly Condition[] = [
      ...(ofCompanies.length === 0 ? [] : [{ op: 'and', items: [recurring, ...ofCompanies] } as const]),
      ...oneOf('id', [...wanted.contractIds, contractId]),
    ];
    const wantedRows: readonly Condition[] = [{ op: 'or', items: either }];
    const [labels, listed] = await Promise.all([
      pickLists.beforeWriting(limits),
      lists.all(contractEntity, wantedRows, limits, null),
    ]);
    if (!labels.ok) return labels;
    if (!listed.ok) return listed;
    // The contract that is written is among them, unless pages ended early or it was deleted.
    const isWhole = listed.value.some(({ id }) => id === contractId);
    const contracts = isWhole ? listed : await lists.all(contractEntity, wantedRows, limits);
    if (!contracts.ok) return contracts;
    const ids = contracts.value.map(({ id }) => id);
    const isMissing = [...knownLines].some(([id, lines]) => lines > 0 && !ids.includes(id));
    const rejected =
      isMissing || !knownLines.has(contractId)
        ? await access.rejectionBeforeWriting(readBeforeWriting, limits)
        : null;
    if (rejected !== null) return rejected;
    const other = await otherCharges.ofContracts(ids, this.#options.today(), charges, limits);
    if (!other.ok) return other;
    return { ok: true, value: { contracts: contracts.value, other: other.value, labels: labels.value } };
  }

  /**
   * The last reading before a write: a contract, and the lines and units of it and of the others, asked for at the
   * same time; of its line every row from today on, those booked for later with them, or from the eve of a day on where a
   * change is to act on that day. What came on one page, and is no less than is known, is believed without a count; where
   * a line may be missing, lines are counted.
   *
   * @param lineId null: a line is to be created, or was
   */
  async now(
    { agreementId, lineId }: { readonly agreementId: string; readonly lineId: string | null },
    actsOn: Day | null,
    { contracts: beside, other, labels }: Beside,
    knownLines: ReadonlyMap<string, number>,
    limits: ReadLimits,
  ): Promise<PsaResult<{ readonly book: ContractSet; readonly rows: readonly UnitRow[] }>> {
    const { access, lists, unitsAhead } = this.#options;
    const begun = new Date();
    const day = this.#options.today();
    const since = actsOn === null ? day : addDays(actsOn, -1);
    const ofOne = lineId === null ? undefined : { lineId, since };
    const others = beside.filter(({ id }) => id !== agreementId);
    const ids = [agreementId, ...others.map(({ id }) => id)];
    const ofThese = oneOf('contractID', ids);
    // Of few lines everything that may be needed is asked for in one query; of many it would not come on one page.
    const isLong = ids.reduce((sum, id) => sum + (knownLines.get(id) ?? 1), 0) > linesWithYears;
    const nearly = addDays(day, aMonthAhead);
    const isNear = isLong && (actsOn === null || actsOn <= nearly);
    const until = isNear ? nearly : addDays(day, twoYearsAhead);
    const [own, lines, rows] = await Promise.all([
      lists.all(
        contractEntity,
        [recurring, { op: 'eq', field: 'id', value: Number(agreementId) }],
        limits,
        null,
      ),
      lists.all(contractServices, ofThese, limits, lineId === null ? undefined : null),
      lists.all(unitRows, [...ofThese, ...ahead(day, until, ofOne)], limits, null),
    ]);
    if (!own.ok) return own;
    if (!lines.ok) return lines;
    if (!rows.ok) return rows;
    const contracts = [...own.value, ...others];
    const of = { contracts, lines: lines.value, labels, today: day };
    const units = isNear
      ? await unitsAhead.further(of, rowsUntil(nearly, of, rows.value), limits)
      : untilOpenIn(of, rows.value, { contractId: agreementId, on: actsOn });
    if (!units.ok) return units;
    const [periods] = own.value.map((contract) => periodsOf(contract, labels));
    const found = rows.value.filter((row) => row.lineId === lineId);
    const ofLine = periods === undefined ? found : withEnds(found, periods);
    const booked =
      periods === undefined || lineId === null
        ? []
        : [[lineId, bookedChanges(found, [], day, periods)] as const];
    const made = (services: readonly ContractService[]): ContractSet => {
      const parts = { contracts, lines: services, rows: units.value.rows, other, booked: new Map(booked) };
      return contractSetOf(begun, parts, labels, day);
    };
    const book = made(lines.value);
    const isThere = lineId === null || lines.value.some(({ id }) => id === lineId);
    const isShort = ids.some((id) => (book.lines(id)?.length ?? 0) < (knownLines.get(id) ?? 0));
    if (isThere && !isShort) return { ok: true, value: { book, rows: ofLine } };
    const rejected = await access.rejectionNow(readBeforeWriting, limits);
    if (rejected !== null) return rejected;
    const counted = await lists.all(contractServices, ofThese, limits);
    return counted.ok ? { ok: true, value: { book: made(counted.value), rows: ofLine } } : counted;
  }

  /** @param within conditions of lines and rows; null: those of the contracts that were found */
  async #read(
    conditions: readonly Condition[],
    within: readonly Condition[] | null,
    limits: ReadLimits,
    billed: ReadonlySet<string> = new Set(),
  ): Promise<PsaResult<ContractSet>> {
    const { access, pickLists, otherCharges, unitsAhead, today } = this.#options;
    const begun = new Date();
    const rejected = await access.firstRejection(readBeforeWriting, limits);
    if (rejected !== null) return rejected;
    const labels = await pickLists.ofContracts(limits);
    if (!labels.ok) return labels;
    const read = await this.#contractsAndLines(conditions, within, limits);
    if (!read.ok) return read;
    const { contracts, lines, ofThese } = read.value;
    if (contracts.length === 0) return { ok: true, value: new ContractSet(begun, new Map()) };
    const day = today();
    const [units, other] = await Promise.all([
      unitsAhead.untilOpen(
        { contracts, lines, labels: labels.value, today: day },
        { conditions: ofThese, billed, hiddenNow: () => this.hiddenNow(limits) },
        limits,
      ),
      within === null ? { ok: true as const, value: noOtherCharges } : otherCharges.everything(day, limits),
    ]);
    if (!units.ok) return units;
    if (!other.ok) return other;
    const { rows, booked } = units.value;
    // A contract that runs has rows of every line; none at all is what a right that was withdrawn leaves.
    if (lines.length > 0 && rows.size === 0) {
      const hidden = await this.hiddenNow(limits);
      if (hidden !== null) return hidden;
    }
    const charged = await this.#charged(contracts, other.value, limits);
    if (!charged.ok) return charged;
    const parts = { contracts: charged.value, lines, rows, other: other.value, booked };
    return { ok: true, value: contractSetOf(begun, parts, labels.value, day) };
  }

  /** Contracts with those that have a bundle or a rule and no service: a rule may be on a contract of any type. */
  async #charged(
    contracts: readonly Contract[],
    { bundles, rules }: OtherCharges,
    limits: ReadLimits,
  ): Promise<PsaResult<readonly Contract[]>> {
    const known = new Set(contracts.map(({ id }) => id));
    const missing = [...new Set([...bundles, ...rules].map(({ contractId }) => contractId))].filter(
      (id) => !known.has(id),
    );
    if (missing.length === 0) return { ok: true, value: contracts };
    const more = await this.#options.lists.all(contractEntity, oneOf('id', missing), limits);
    return more.ok ? { ok: true, value: [...contracts, ...more.value] } : more;
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
    const wanted: readonly Condition[] = [recurring, ...conditions];
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
}

/** Lines whose monthly periods of two years come on one page. */
const linesWithYears = 15;

/** Entities that a write is decided on. */
const readBeforeWriting = [contractEntity.name, contractServices.name, unitRows.name] as const;
