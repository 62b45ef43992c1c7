import {
  type AutotaskContract,
  type AutotaskContractService,
  type AutotaskUser,
  type AutotaskScenario,
  periodTypes,
  type PeriodType,
  type UnitStep,
} from '../autotask/scenario.ts';
import type { ConnectWiseScenario, PsaAddition, PsaAgreement } from '../scenario.ts';
import { addDays, addMonths, dayIn, monthsBetween } from './days.ts';

/** Autotask numbers its objects apart from ConnectWise. */
const ids = { company: 174_000, contract: 29_680_000, line: 5_000, service: 600 } as const;

/** Years that a contract without an end runs on: every contract has a last day. */
const longestTerm = 5;

const periods: Readonly<Record<string, PeriodType>> = {
  Monthly: 'm',
  Quarterly: 'q',
  'Semi-Annual': 's',
  Annual: 'y',
};

/**
 * The same MSP as if it had always used Autotask: the same customers, what they are billed for, and when. What Autotask
 * cannot express becomes what people do there instead (docs/sandbox.md). `now` is the day the scenario is built for.
 */
export function autotaskOf(
  { companies, agreements, additions, products, serverTimeZone }: ConnectWiseScenario,
  now: Date,
): AutotaskScenario {
  const today = now.toISOString().slice(0, 10);
  // Where ConnectWise stands the month may be the one before for some hours.
  const behind = monthsBetween(dayIn(serverTimeZone, now), today);
  const contracts = agreements.map((agreement) => contractOf(agreement, today, behind));
  const byId = new Map(contracts.map((contract) => [contract.id, contract]));
  const agreementById = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  return {
    lookUpHost: 'webservices.autotask.test',
    zoneHost: 'webservices99.autotask.test',
    databaseNumber: 123_456,
    integrationCode: 'SANDBOXTRACKINGIDENTIFIER01',
    timeZone: serverTimeZone,
    users: users(),
    companies: companies.map((company) => ({
      id: ids.company + company.id,
      companyName: company.name,
      companyNumber: company.identifier,
      companyType: 1,
      isActive: !company.deletedFlag,
      // Who pays is its parent there.
      parentCompanyID: idOr(ids.company, company.parentCompany?.id ?? company.billToCompany?.id),
      ...(company.currency === undefined ? {} : { currency: company.currency }),
    })),
    contracts,
    contractServices: additions.flatMap((line) => {
      const agreement = agreementById.get(line.agreementId);
      const contract = byId.get(ids.contract + line.agreementId);
      return agreement === undefined || contract === undefined || contract.contractPeriodType === null
        ? []
        : [lineOf(line, agreement, contract)];
    }),
    services: products.map((product) => ({
      id: ids.service + product.id,
      name: product.identifier,
      description: product.description,
      sku: product.identifier,
      manufacturerServiceProviderProductNumber: product.manufacturerPartNumber,
      isActive: !product.inactiveFlag,
      unitPrice: product.price,
      unitCost: product.cost,
      periodType: 2,
    })),
    serviceBundles: [],
    contractBundles: [],
    products: [],
    billingRules: [],
    switches: {
      largestPage: null,
      nextLinks: 'given',
      rowOrder: 'shuffled',
      postedRowEnds: 'given',
      repeatOnPeriodStart: 'accepted',
      postedPeriods: 'rejected',
      belowZero: 'rejected',
      missingItem: 'null',
      threadLimitStatus: 500,
      callsPerHour: 10_000,
      callsOfOthers: 0,
    },
  };
}

const idOr = (base: number, id: number | undefined): number | null => (id === undefined ? null : base + id);

/** Its periods begin on the days on which the agreement is invoiced; what was invoiced is posted, and the period of today. */
function contractOf(agreement: PsaAgreement, today: string, behind: number): AutotaskContract {
  const period = periods[agreement.billingCycle?.name ?? ''] ?? null;
  const { nextInvoiceDate: next, dateCancelled, endDate } = agreement;
  const nextInvoiceDate = next === null ? null : addMonths(next, behind);
  const startDate =
    nextInvoiceDate === null || period === null
      ? agreement.startDate
      : earlierByPeriods(nextInvoiceDate, agreement.startDate, periodTypes[period]);
  const ended = dateCancelled === null ? endDate : addDays(dateCancelled, -1);
  return {
    id: ids.contract + agreement.id,
    companyID: ids.company + agreement.company.id,
    billToCompanyID: null,
    contractName: agreement.name,
    contractType: period === null ? 1 : 7,
    contractCategory: agreement.type.id,
    contractPeriodType: period,
    status: agreement.agreementStatus === 'Active' ? 1 : 0,
    startDate,
    endDate: ended ?? runningOn(startDate, today),
    renewedContractID: null,
    postedThrough: nextInvoiceDate === null ? ended : addDays(nextInvoiceDate, -1),
    lastModifiedDateTime: agreement.lastUpdated ?? '2025-01-15T09:30:00Z',
  };
}

/** The period's first day that is nearest before a day, reached in whole periods from another first day. */
function earlierByPeriods(first: string, notAfter: string, months: number): string {
  // What is fewer periods back lies in a later month.
  const fewest = Math.ceil(monthsBetween(notAfter, first) / months);
  for (let back = Math.max(0, fewest); ; back += 1) {
    const day = addMonths(first, -back * months);
    if (day <= notAfter) return day;
  }
}

function runningOn(startDate: string, today: string): string {
  for (let years = longestTerm; ; years += 1) {
    const last = addDays(addMonths(startDate, 12 * years), -1);
    if (last > addMonths(today, 6)) return last;
  }
}

/** A line that ended has no units from then on; given away, it has no price. Units are whole. */
function lineOf(
  line: PsaAddition,
  agreement: PsaAgreement,
  contract: AutotaskContract,
): AutotaskContractService {
  const first = line.effectiveDate === agreement.startDate ? contract.startDate : line.effectiveDate;
  const steps: UnitStep[] = [{ day: first, units: Math.floor(line.quantity ?? 0) }];
  if (line.cancelledDate !== null && line.cancelledDate > first)
    steps.push({ day: line.cancelledDate, units: 0 });
  return {
    id: ids.line + line.id,
    contractID: contract.id,
    serviceID: ids.service + line.product.id,
    unitPrice: line.billCustomer === 'Billable' ? line.unitPrice : 0,
    unitCost: line.unitCost,
    invoiceDescription: line.description,
    steps,
  };
}

/** API-only users: all rights; everything but adjustments; a security level that shows a part of the contracts. */
function users(): AutotaskUser[] {
  const all = {
    Companies: 'All',
    Contracts: 'All',
    ContractServices: 'All',
    ContractServiceUnits: 'All',
    ContractServiceBundles: 'All',
    ContractServiceBundleUnits: 'All',
    ContractBillingRules: 'All',
    Services: 'All',
    Products: 'All',
    Currencies: 'All',
    BillingItems: 'All',
    Invoices: 'All',
  } as const;
  const user = (id: number, name: string, more: Partial<AutotaskUser>): AutotaskUser => ({
    id,
    userName: `${name}@harborlane.test`,
    secret: `Sandbox-Secret-${name}-1`,
    isActive: true,
    query: { ...all },
    adjusts: true,
    ...more,
  });
  return [
    user(1, 'seatwise-full', {}),
    user(2, 'seatwise-read', { adjusts: false }),
    user(3, 'seatwise-restricted', {
      query: { ...all, Contracts: 'Restricted', ContractServices: 'Restricted' },
    }),
  ];
}
