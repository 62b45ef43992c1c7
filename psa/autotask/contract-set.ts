import { message } from '../../messages/message.ts';
import type {
  BillingCycle,
  BookedChange,
  DatedChanges,
  PsaAgreement,
  PsaLine,
} from '../../domain/psa-facts.ts';
import { decimalText, decimal, type Day } from '../../domain/quantity.ts';
import { groupBy } from '../../domain/group-by.ts';
import { billingCycle } from '../billing-cycles.ts';
import type { OtherCharges } from './other-charges.ts';
import { type BillingRule, bundleLineId, type ContractBundle } from './other-records.ts';
import type { ContractLabels } from './pick-lists.ts';
import type { Contract, ContractService } from './records.ts';
import { firstDay, serviceLine } from './service-line.ts';
import {
  billingTargetDay, datedChanges, daysWithoutRows, hasHoleBefore, type Periods, rowInForce, type UnitRow, withEnds,
} from './units.ts'; // prettier-ignore

export type RowsOfContracts = ReadonlyMap<string, readonly UnitRow[]>;

/** Contracts with their lines as they were read in one go. */
export class ContractSet {
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

/** Contracts, their lines with the units of the day on which a change of them would land, as they were read from `begun` on. */
export function contractSetOf(
  begun: Date,
  parts: {
    readonly contracts: readonly Contract[];
    readonly lines: readonly ContractService[];
    readonly rows: RowsOfContracts;
    readonly other: OtherCharges;
    /** By the line; of a line that is absent it was not read. */
    readonly booked?: ReadonlyMap<string, readonly BookedChange[]>;
  },
  labels: ContractLabels,
  day: Day,
): ContractSet {
  const linesOf = groupBy(parts.lines, ({ contractId }) => contractId);
  const bundlesOf = groupBy(parts.other.bundles, ({ contractId }) => contractId);
  const rulesOf = groupBy(parts.other.rules, ({ contractId }) => contractId);
  const bundleRows = rowsByContract(parts.other.bundleRows, parts.contracts, labels);
  const made = parts.contracts.map((contract): [string, OfContract] => {
    const own = [...(parts.rows.get(contract.id) ?? []), ...(bundleRows.get(contract.id) ?? [])];
    const cycle = cycleOf(contract, labels);
    const periods = periodsOf(contract, labels);
    const rules = (rulesOf.get(contract.id) ?? []).map((rule) => ruleLine(rule, contract));
    const ofContract = linesOf.get(contract.id) ?? [];
    // A service that Seatwise created may have no rows until it gets units.
    const billsNothing = own.length === 0 && ofContract.every(({ marker }) => marker !== undefined);
    const empty = contract.recurring && billsNothing ? daysWithoutRows(periods, day) : null;
    const found = empty === null ? billingTargetDay(own, periods, day) : empty.next;
    const billingTarget = hasHoleBefore(own, found) ? null : found;
    const booked = ofContract.flatMap(({ id }) => {
      const changes = parts.booked?.get(id);
      return changes === undefined ? [] : [[id, changes] as const];
    });
    const dated = {
      ...(empty === null ? datedChanges(own, day) : { periodBegan: empty.periodBegan, postedThrough: null }),
      ...(rules.length === 0 ? {} : { byRule: true as const }),
      ...(booked.length === 0 ? {} : { booked: Object.fromEntries(booked) }),
    };
    const bundles = (bundlesOf.get(contract.id) ?? []).flatMap((bundle) =>
      (parts.other.servicesOf.get(bundle.bundleId) ?? []).map((serviceId) =>
        bundleLine(bundle, serviceId, contract, own, { billingTarget, today: day }),
      ),
    );
    const services = ofContract.map((line) => {
      const rows = own.filter(({ lineId }) => lineId === line.id);
      const days = { on: billingTarget ?? day, today: day };
      return serviceLine(line, contract, { rows, booked: parts.booked?.get(line.id) ?? [] }, days);
    });
    return [
      contract.id,
      {
        agreement: agreementOf(contract, labels, {
          // A rule has its own times, which are no periods.
          cycle: cycle ?? (rules.length === 0 ? null : byRule),
          billingTarget,
          dated,
        }),
        lines: [...services, ...bundles, ...rules],
      },
    ];
  });
  return new ContractSet(begun, new Map(made));
}

const cycleOf = ({ periodType }: Contract, labels: ContractLabels): BillingCycle | null =>
  periodType === null ? null : billingCycle(labels.periodType(periodType));

export const periodsOf = (contract: Contract, labels: ContractLabels): Periods => ({
  ...contract,
  months: cycleOf(contract, labels)?.months ?? null,
});

/** Rows by their contract, each with its end; those of a contract that was not read stay as they are. */
export function rowsByContract(
  rows: readonly UnitRow[],
  contracts: readonly Contract[],
  labels: ContractLabels,
): RowsOfContracts {
  const byId = new Map(contracts.map((contract) => [contract.id, contract]));
  const groups = [...groupBy(rows, ({ contractId }) => contractId)].map(([id, own]) => {
    const contract = byId.get(id);
    return [id, contract === undefined ? own : withEnds(own, periodsOf(contract, labels))] as const;
  });
  return new Map(groups);
}

function agreementOf(
  contract: Contract,
  labels: ContractLabels,
  {
    cycle,
    billingTarget,
    dated,
  }: {
    readonly cycle: BillingCycle | null;
    readonly billingTarget: Day | null;
    readonly dated: DatedChanges;
  },
): PsaAgreement {
  return {
    id: contract.id,
    name: contract.name,
    companyId: contract.companyId,
    typeId: null,
    typeName: null,
    parentAgreementId: null,
    status: labels.status(contract.status),
    // An inactive contract bills on; only its last day stops it (autotask.md 3.3).
    over: null,
    startDate: contract.startDate,
    endDate: contract.endDate,
    billingCycle: cycle,
    nextInvoiceDate: billingTarget,
    // A change on the first day of a period makes no proration line (autotask.md 3.6).
    prorates: false,
    periodType: null,
    dated,
  };
}

const byRule: BillingCycle = { name: 'Billing rule', months: null, days: null, never: false };

/** What the lines of this module share that are no contract services: their quantity is not set alone. */
const notWritable = {
  productIdentifier: null,
  lessIncluded: '0',
  unitPrice: null,
  billCustomer: null,
  status: null,
  lastUpdated: null,
} as const;

/** A service in a bundle has the units of the bundle, and no separate price (autotask.md 3.7). */
function bundleLine(
  bundle: ContractBundle,
  serviceId: string,
  contract: Contract,
  rows: readonly UnitRow[],
  { billingTarget, today }: { readonly billingTarget: Day | null; readonly today: Day },
): PsaLine {
  const lineId = bundleLineId(bundle.id);
  const own = rows.filter((row) => row.lineId === lineId);
  const inForce = rowInForce(own, billingTarget ?? today) ?? rowInForce(own, today);
  return {
    ...notWritable,
    id: `${lineId}-${serviceId}`,
    agreementId: contract.id,
    productId: serviceId,
    description: bundle.description,
    quantity: inForce === null ? null : decimalText(decimal(inForce.units)),
    billable: true,
    effectiveDate: inForce === null ? (firstDay(own) ?? contract.startDate) : contract.startDate,
    cancelledDate: null,
    locked: message('autotask.locked.bundle', { bundle: bundle.description ?? bundle.bundleId }),
  };
}

/** What a rule charges is billed, and how much of it cannot be read beforehand (autotask.md 3.8). */
const ruleLine = (rule: BillingRule, contract: Contract): PsaLine => ({
  ...notWritable,
  id: `rule-${rule.id}`,
  agreementId: contract.id,
  productId: rule.productId,
  description: null,
  quantity: null,
  billable: rule.billable,
  effectiveDate: rule.startDate ?? contract.startDate,
  // It charges that day.
  cancelledDate: rule.endDate,
  locked: message('autotask.locked.billing-rule', { rule: rule.id }),
});
