import { addDays } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import type { LineRef, PsaFailure, PsaResult } from '../port.ts';
import type { Access } from './access.ts';
import { Book, bookOf, periodsOf, rowsByContract } from './book.ts';
import { bookedChanges } from './booked.ts';
import { ahead, oneOf, recurring } from './conditions.ts';
import type { Condition, Lists } from './lists.ts';
import {
  chargedBeside,
  noOtherCharges,
  type OtherCharges,
  type OtherChargesReader,
} from './other-charges.ts';
import type { PickLists } from './pick-lists.ts';
import {
  contracts as contractEntity,
  contractServices,
  unitRows,
  type Contract,
  type ContractService,
} from './records.ts';
import type { ReadLimits } from '../waiting.ts';
import type { UnitRow } from './units.ts';
import { aMonthAhead, twoYearsAhead, type UnitsAhead } from './units-ahead.ts';

export interface BooksOptions {
  readonly lists: Lists;
  readonly access: Access;
  readonly pickLists: PickLists;
  readonly otherCharges: OtherChargesReader;
  readonly unitsAhead: UnitsAhead;
  /** The present day in the billing time zone. */
  readonly today: () => Day;
}

/** Reads contracts, what they bill, and how much of it on the day on which a change of them would land. */
export class Books {
  readonly #options: BooksOptions;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  /** Whether the security level hides something by now, whatever was confirmed before; null: it shows everything. */
  hiddenNow(limits: ReadLimits): Promise<PsaFailure | null> {
    return this.#options.access.refusalNow([...readBeforeWriting, ...chargedBeside], limits);
  }

  /** Every recurring contract, with what is booked for later days of the lines of these products. */
  everything(billed: ReadonlySet<string>, limits: ReadLimits): Promise<PsaResult<Book>> {
    return this.#read([], [], limits, billed);
  }

  /** The recurring contracts of these accounts, and these. */
  some(
    wanted: { readonly companyIds: readonly string[]; readonly contractIds: readonly string[] },
    limits: ReadLimits,
  ): Promise<PsaResult<Book>> {
    const either = [...oneOf('companyID', wanted.companyIds), ...oneOf('id', wanted.contractIds)];
    return this.#read([{ op: 'or', items: either }], null, limits);
  }

  /**
   * What a write of one contract's line depends on but that contract's own services, which are read last: the recurring
   * contracts of these accounts, and these, with the lines of all others and what bundles and rules charge on any. What
   * came on one page, and is no less than is known, is believed without a count.
   */
  async beside(
    contractId: string,
    wanted: { readonly companyIds: readonly string[]; readonly contractIds: readonly string[] },
    knownLines: ReadonlyMap<string, number>,
    limits: ReadLimits,
  ): Promise<PsaResult<Book>> {
    const { access, pickLists, lists, otherCharges, unitsAhead } = this.#options;
    const begun = new Date();
    const refused = await access.refusalBeforeWriting(readBeforeWriting, limits);
    if (refused !== null) return refused;
    const labels = await pickLists.beforeWriting(limits);
    if (!labels.ok) return labels;
    // A contract that is evidence may be of another type, with a billing rule.
    const ofCompanies = oneOf('companyID', wanted.companyIds);
    const either: readonly Condition[] = [
      ...(ofCompanies.length === 0 ? [] : [{ op: 'and', items: [recurring, ...ofCompanies] } as const]),
      ...oneOf('id', [...wanted.contractIds, contractId]),
    ];
    const contracts = await lists.all(contractEntity, [{ op: 'or', items: either }], limits, null);
    if (!contracts.ok) return contracts;
    const others = contracts.value.filter(({ id }) => id !== contractId);
    const day = this.#options.today();
    const all = contracts.value.map(({ id }) => id);
    if (others.length === 0) {
      const own = await otherCharges.ofContracts(all, day, limits);
      if (!own.ok) return own;
      const alone = { contracts: contracts.value, lines: [], rows: new Map(), other: own.value };
      return { ok: true, value: bookOf(begun, alone, labels.value, day) };
    }
    const ofOthers = oneOf(
      'contractID',
      others.map(({ id }) => id),
    );
    const known = others.reduce((sum, { id }) => sum + (knownLines.get(id) ?? 0), 0);
    const [lines, near, other] = await Promise.all([
      lists.all(contractServices, ofOthers, limits, known),
      unitsAhead.within(
        { contracts: others, labels: labels.value, today: day },
        ofOthers,
        aMonthAhead,
        limits,
        null,
      ),
      otherCharges.ofContracts(all, day, limits),
    ]);
    if (!lines.ok) return lines;
    if (!near.ok) return near;
    if (!other.ok) return other;
    const of = { contracts: others, lines: lines.value, labels: labels.value, today: day };
    const units = await unitsAhead.further(of, near.value, limits);
    if (!units.ok) return units;
    const { rows } = units.value;
    const parts = { contracts: contracts.value, lines: lines.value, rows, other: other.value };
    const book = bookOf(begun, parts, labels.value, day);
    const found = others.reduce((sum, { id }) => sum + (book.lines(id)?.length ?? 0), 0);
    if (found < known) {
      const now = await access.refusalNow(readBeforeWriting, limits);
      if (now !== null) return now;
    }
    return { ok: true, value: book };
  }

  /**
   * One contract with its lines, asked for at the same time, and every row of one of its lines from today on, those booked
   * for later with them; from the eve of a day on where a change is to act on that day.
   */
  async now(
    { agreementId, lineId }: LineRef,
    actsOn: Day | null,
    limits: ReadLimits,
  ): Promise<PsaResult<{ readonly book: Book; readonly rows: readonly UnitRow[] }>> {
    const { access, pickLists, lists, unitsAhead } = this.#options;
    const begun = new Date();
    const labels = await pickLists.beforeWriting(limits);
    if (!labels.ok) return labels;
    const day = this.#options.today();
    const since = actsOn === null ? day : addDays(actsOn, -1);
    const nearly = addDays(day, aMonthAhead);
    const until = actsOn !== null && actsOn > nearly ? addDays(day, twoYearsAhead) : nearly;
    const ofThis = [{ op: 'eq', field: 'contractID', value: Number(agreementId) }] as const;
    const [contracts, lines, rows] = await Promise.all([
      lists.all(
        contractEntity,
        [recurring, { op: 'eq', field: 'id', value: Number(agreementId) }],
        limits,
        null,
      ),
      lists.all(contractServices, ofThis, limits, null),
      lists.all(unitRows, [...ofThis, ...ahead(day, until, { lineId, since })], limits, null),
    ]);
    if (!contracts.ok) return contracts;
    if (!lines.ok) return lines;
    if (!rows.ok) return rows;
    if (!lines.value.some(({ id }) => id === lineId)) {
      const refused = await access.refusalNow(readBeforeWriting, limits);
      if (refused !== null) return refused;
    }
    // The later rows of the one line say nothing of what the contract posted by then.
    const within = rows.value.filter(({ startDate }) => startDate <= until);
    const known = { contracts: contracts.value, lines: lines.value, labels: labels.value, today: day };
    const near = rowsByContract(within, contracts.value, labels.value);
    const far = await unitsAhead.further(known, near, limits);
    if (!far.ok) return far;
    const own = rows.value.filter((row) => row.lineId === lineId);
    const booked = contracts.value.map(
      (contract) => [lineId, bookedChanges(own, [], day, periodsOf(contract, labels.value))] as const,
    );
    const parts = {
      contracts: contracts.value,
      lines: lines.value,
      rows: far.value.rows,
      other: noOtherCharges,
      booked: new Map(booked),
    };
    return { ok: true, value: { book: bookOf(begun, parts, labels.value, day), rows: own } };
  }

  /** @param within conditions of lines and rows; null: those of the contracts that were found */
  async #read(
    conditions: readonly Condition[],
    within: readonly Condition[] | null,
    limits: ReadLimits,
    billed: ReadonlySet<string> = new Set(),
  ): Promise<PsaResult<Book>> {
    const { access, pickLists, otherCharges, unitsAhead, today } = this.#options;
    const begun = new Date();
    const refused = await access.firstRefusal(readBeforeWriting, limits);
    if (refused !== null) return refused;
    const labels = await pickLists.ofContracts(limits);
    if (!labels.ok) return labels;
    const read = await this.#contractsAndLines(conditions, within, limits);
    if (!read.ok) return read;
    const { contracts, lines, ofThese } = read.value;
    if (contracts.length === 0) return { ok: true, value: new Book(begun, new Map()) };
    const day = today();
    const [units, other] = await Promise.all([
      unitsAhead.untilOpen({ contracts, lines, labels: labels.value, today: day }, ofThese, billed, limits),
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
    return { ok: true, value: bookOf(begun, parts, labels.value, day) };
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

/** Entities that a write is decided on. */
const readBeforeWriting = [contractEntity.name, contractServices.name, unitRows.name] as const;
