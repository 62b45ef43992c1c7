import { addDays, dayNumber, monthsBetween } from '../scenarios/days.ts';
import { isPeriodStart, isPosted, periodsOf, unitsOn, type UnitRow } from './periods.ts';
import type { AutotaskContract, AutotaskContractService, AutotaskScenario } from './scenario.ts';

/** What approving and posting left (autotask.md 3.9). */
export interface BillingItem {
  readonly id: number;
  readonly contractID: number;
  readonly contractServiceID: number;
  readonly serviceID: number;
  /** Null: posted, and on no invoice yet. */
  readonly invoiceID: number | null;
  /** The first day that it bills. */
  readonly day: string;
  readonly units: number;
  readonly rate: number | null;
  readonly amount: number | null;
}

export interface AutotaskInvoice {
  readonly id: number;
  readonly companyID: number;
  readonly day: string;
  readonly isVoided: boolean;
}

type ServiceRow = UnitRow<AutotaskContractService>;

const contractFactor = 10_000;
/** A contract has one invoice for each period. */
const invoiceOf = ({ id }: AutotaskContract, day: string): number =>
  id * contractFactor + monthsBetween('2000-01-01', day);

const rounded = (amount: number): number => Math.round(amount * 100) / 100;

/** One item for each posted row of units, dated at its first day, and the credits, by their IDs. */
export function* itemsOf(scenario: AutotaskScenario, rows: Iterable<ServiceRow>): Generator<BillingItem> {
  const { billing } = scenario;
  const notInvoiced = new Set(billing?.notInvoiced);
  for (const row of rows) if (isPosted(row)) yield itemOf(row, billing?.units[row.id], notInvoiced);
  for (const { id, contractID, contractServiceID, day, units } of billing?.credits ?? []) {
    const contract = scenario.contracts.find((one) => one.id === contractID);
    const line = scenario.contractServices.find((one) => one.id === contractServiceID);
    if (contract === undefined || line === undefined) continue;
    const { serviceID, unitPrice: rate } = line;
    const amount = rate === null ? null : rounded(units * rate);
    yield {
      id, contractID, contractServiceID, serviceID, invoiceID: invoiceOf(contract, day), day, units, rate, amount,
    }; // prettier-ignore
  }
}

/** A change within a period is a separate item with the prorated difference. */
function itemOf(
  { id, line, contract, startDate, units: inForce }: ServiceRow,
  billedUnits: number | undefined,
  notInvoiced: ReadonlySet<number>,
): BillingItem {
  const isWhole = isPeriodStart(contract, startDate);
  const before = isWhole ? 0 : (unitsOn(line, addDays(startDate, -1)) ?? 0);
  const units = billedUnits ?? inForce - before;
  const share = isWhole ? 1 : shareOfPeriod(contract, startDate);
  return {
    id,
    contractID: contract.id,
    contractServiceID: line.id,
    serviceID: line.serviceID,
    invoiceID: notInvoiced.has(contract.id) ? null : invoiceOf(contract, startDate),
    day: startDate,
    units,
    rate: line.unitPrice,
    amount: line.unitPrice === null ? null : rounded(units * line.unitPrice * share),
  };
}

function shareOfPeriod(contract: AutotaskContract, day: string): number {
  for (const { first, last } of periodsOf(contract, day))
    if (first <= day && day <= last)
      return (dayNumber(last) - dayNumber(day) + 1) / (dayNumber(last) - dayNumber(first) + 1);
  return 1;
}

/** One for each posted period. @param ids null: all */
export function invoicesOf(
  { contracts, billing }: AutotaskScenario,
  ids: ReadonlySet<number> | null,
): AutotaskInvoice[] {
  const voided = new Set(billing?.voided);
  const wanted = ids === null ? null : new Set([...ids].map((id) => Math.floor(id / contractFactor)));
  return contracts
    .filter(({ id, postedThrough }) => postedThrough !== null && wanted?.has(id) !== false)
    .flatMap((contract) =>
      [...periodsOf(contract)]
        .filter(({ first }) => first <= (contract.postedThrough ?? ''))
        .map(({ first: day }) => {
          const id = invoiceOf(contract, day);
          return { id, companyID: contract.companyID, day, isVoided: voided.has(id) };
        }),
    );
}
