import { currencyNumber } from '../currency-number.ts';
import { above, boundOf, pinnedTo, type Field, type Fields, type Query } from './filters.ts';
import { addDays } from '../scenarios/days.ts';
import { type AutotaskInvoice, type BillingItem, invoicesOf, itemsOf } from './billing.ts';
import { isPosted, lastRowId, type UnitLine, unitRowsOf, type UnitRow } from './periods.ts';
import type {
  AutotaskBillingRule,
  AutotaskCompany,
  AutotaskContract,
  AutotaskContractBundle,
  AutotaskContractService,
  AutotaskProduct,
  AutotaskService,
  AutotaskScenario,
} from './scenario.ts';

/** One entity that can be queried: what it holds and which fields it has (autotask.md 3). */
export interface Entity<T> {
  readonly name: string;
  readonly id: (item: T) => number;
  readonly fields: Fields<T>;
  /** By id. The query only spares work: what it lets out, its filter would have let out too. */
  readonly items: (scenario: AutotaskScenario, filter: Query['filter'] | null) => Iterable<T>;
}

const fieldsOf = <T>(table: Readonly<Record<string, Field<T>>>): Fields<T> => new Map(Object.entries(table));
const midnight = (day: string): string => `${day}T00:00:00`;
const byId = <T extends { readonly id: number }>(items: readonly T[]): readonly T[] =>
  [...items].sort((a, b) => a.id - b.id);

type WithCurrency = AutotaskCompany & { readonly currencyID: number | null };

const companies: Entity<WithCurrency> = {
  name: 'Companies',
  id: ({ id }) => id,
  items: (scenario) =>
    byId(scenario.companies).map((one) => ({
      ...one,
      currencyID: scenario.switches.currencies === 'absent' ? null : currencyNumber(one.currency ?? 'USD'),
    })),
  fields: fieldsOf<WithCurrency>({
    id: { type: 'integer', read: (one) => one.id },
    companyName: { type: 'string', read: (one) => one.companyName },
    companyNumber: { type: 'string', read: (one) => one.companyNumber },
    companyType: {
      type: 'integer',
      read: (one) => one.companyType,
      pickList: [
        ['1', 'Customer'],
        ['3', 'Prospect'],
        ['6', 'Vendor'],
      ],
    },
    isActive: { type: 'boolean', read: (one) => one.isActive },
    parentCompanyID: { type: 'integer', read: (one) => one.parentCompanyID },
    currencyID: { type: 'integer', read: (one) => one.currencyID },
  }),
};

interface AutotaskCurrency {
  readonly id: number;
  readonly name: string;
}

/** The currencies of its accounts, and the database's own, USD (autotask.md 3.1). */
const currencies: Entity<AutotaskCurrency> = {
  name: 'Currencies',
  id: ({ id }) => id,
  items: (scenario) =>
    byId(
      [...new Set(['USD', ...scenario.companies.map(({ currency }) => currency ?? 'USD')])].map((name) => ({
        id: currencyNumber(name),
        name,
      })),
    ),
  fields: fieldsOf<AutotaskCurrency>({
    id: { type: 'integer', read: (one) => one.id },
    name: { type: 'string', read: (one) => one.name },
    isInternalCurrency: { type: 'boolean', read: (one) => one.name === 'USD' },
    isActive: { type: 'boolean', read: () => true },
  }),
};

/** Labels as an MSP may have renamed them; only the values are fixed (autotask.md 6). */
export const categories: readonly (readonly [string, string])[] = [
  ['11', 'Managed Services'],
  ['12', 'Security Services'],
  ['13', 'Cloud Services'],
  ['14', 'Hardware Care'],
];

const contracts: Entity<AutotaskContract> = {
  name: 'Contracts',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.contracts),
  fields: fieldsOf<AutotaskContract>({
    id: { type: 'integer', read: (one) => one.id },
    companyID: { type: 'integer', read: (one) => one.companyID },
    billToCompanyID: { type: 'integer', read: (one) => one.billToCompanyID },
    contractName: { type: 'string', read: (one) => one.contractName },
    contractType: {
      type: 'integer',
      read: (one) => one.contractType,
      pickList: [
        ['1', 'Time & Materials'],
        ['7', 'Recurring Service'],
      ],
    },
    contractCategory: { type: 'integer', read: (one) => one.contractCategory, pickList: categories },
    contractPeriodType: {
      type: 'string',
      read: (one) => one.contractPeriodType,
      pickList: [
        ['m', 'Monthly'],
        ['q', 'Quarterly'],
        ['s', 'Semi-Annual'],
        ['y', 'Yearly'],
      ],
    },
    status: {
      type: 'integer',
      read: (one) => one.status,
      pickList: [
        ['0', 'Inactive'],
        ['1', 'Active'],
      ],
    },
    startDate: { type: 'datetime', read: (one) => midnight(one.startDate) },
    endDate: { type: 'datetime', read: (one) => midnight(one.endDate) },
    renewedContractID: { type: 'integer', read: (one) => one.renewedContractID },
    lastModifiedDateTime: { type: 'datetime', read: (one) => one.lastModifiedDateTime },
  }),
};

const contractServices: Entity<AutotaskContractService> = {
  name: 'ContractServices',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.contractServices),
  fields: fieldsOf<AutotaskContractService>({
    id: { type: 'integer', read: (one) => one.id },
    contractID: { type: 'integer', read: (one) => one.contractID },
    serviceID: { type: 'integer', read: (one) => one.serviceID },
    unitPrice: { type: 'decimal', read: (one) => one.unitPrice },
    internalCurrencyAdjustedPrice: { type: 'decimal', read: (one) => one.unitPrice },
    unitCost: { type: 'decimal', read: (one) => one.unitCost },
    invoiceDescription: { type: 'string', read: (one) => one.invoiceDescription },
    internalDescription: { type: 'string', read: (one) => one.internalDescription ?? null },
  }),
};

const extended = ({ units }: UnitRow, price: number | null): number | null =>
  price === null ? null : Math.round(units * Math.round(price * 10_000)) / 10_000;

const longestPeriod = 366;

/** Only the newest posted rows of a line come without an end. */
const isLastPosted = (row: UnitRow): boolean =>
  isPosted(row) && row.endDate >= (row.contract.postedThrough ?? '');

const unitRows = (scenario: AutotaskScenario, filter: Query['filter'] | null) =>
  rowsOf(scenario, filter, scenario.contractServices, 'contractServiceID');

function* rowsOf<L extends UnitLine>(
  scenario: AutotaskScenario,
  filter: Query['filter'] | null,
  all: readonly L[],
  lineField: string,
): Generator<UnitRow<L>> {
  const byContract = new Map(scenario.contracts.map((contract) => [contract.id, contract]));
  const lines = filter === null ? null : pinnedTo(filter, lineField);
  const within = filter === null ? null : pinnedTo(filter, 'contractID');
  const empties = scenario.switches.postedRowEnds === 'empty';
  const endAtLeast = filter === null ? null : boundOf(filter, 'endDate', 'gte');
  const range = {
    startAtMost: filter === null ? null : boundOf(filter, 'startDate', 'lte'),
    // A row whose end is empty may be of a period that is over.
    endAtLeast: endAtLeast === null || !empties ? endAtLeast : addDays(endAtLeast, -longestPeriod),
  };
  const after = (filter === null ? null : above(filter, 'id')) ?? 0;
  for (const line of byId(all)) {
    if (lastRowId(line) <= after) continue;
    const contract = byContract.get(line.contractID);
    if (contract === undefined || lines?.has(line.id) === false || within?.has(contract.id) === false)
      continue;
    for (const row of unitRowsOf(line, contract, range, scenario.switches.splitRowEnds))
      yield empties && isLastPosted(row) ? { ...row, endDate: '0001-01-01' } : row;
  }
}

type ServiceRow = UnitRow<AutotaskContractService>;

const contractServiceUnits: Entity<ServiceRow> = {
  name: 'ContractServiceUnits',
  id: ({ id }) => id,
  items: unitRows,
  fields: fieldsOf<ServiceRow>({
    id: { type: 'integer', read: (row) => row.id },
    contractID: { type: 'integer', read: (row) => row.contract.id },
    contractServiceID: { type: 'integer', read: (row) => row.line.id },
    serviceID: { type: 'integer', read: (row) => row.line.serviceID },
    startDate: { type: 'datetime', read: (row) => midnight(row.startDate) },
    endDate: { type: 'datetime', read: (row) => midnight(row.endDate) },
    units: { type: 'integer', read: (row) => row.units },
    price: { type: 'decimal', read: (row) => extended(row, row.line.unitPrice) },
    cost: { type: 'decimal', read: (row) => extended(row, row.line.unitCost) },
    approveAndPostDate: {
      type: 'datetime',
      read: (row) => (isPosted(row) ? midnight(row.startDate) : null),
    },
  }),
};

const billingItems: Entity<BillingItem> = {
  name: 'BillingItems',
  id: ({ id }) => id,
  items: (scenario, filter) => itemsOf(scenario, unitRows(scenario, filter)),
  fields: fieldsOf<BillingItem>({
    id: { type: 'integer', read: (one) => one.id },
    contractID: { type: 'integer', read: (one) => one.contractID },
    contractServiceID: { type: 'integer', read: (one) => one.contractServiceID },
    serviceID: { type: 'integer', read: (one) => one.serviceID },
    invoiceID: { type: 'integer', read: (one) => one.invoiceID },
    itemDate: { type: 'datetime', read: (one) => midnight(one.day) },
    postedDate: { type: 'datetime', read: (one) => midnight(one.day) },
    quantity: { type: 'decimal', read: (one) => one.units },
    rate: { type: 'decimal', read: (one) => one.rate },
    extendedPrice: { type: 'decimal', read: (one) => one.amount },
    // Seen as 0 on items that have a price (autotask.md 3.9).
    totalAmount: { type: 'decimal', read: () => 0 },
    nonBillable: { type: 'integer', read: () => 0 },
  }),
};

const invoices: Entity<AutotaskInvoice> = {
  name: 'Invoices',
  id: ({ id }) => id,
  items: (scenario, filter) => byId(invoicesOf(scenario, filter === null ? null : pinnedTo(filter, 'id'))),
  fields: fieldsOf<AutotaskInvoice>({
    id: { type: 'integer', read: (one) => one.id },
    companyID: { type: 'integer', read: (one) => one.companyID },
    invoiceNumber: { type: 'string', read: (one) => `AT-${one.id}` },
    invoiceDateTime: { type: 'datetime', read: (one) => midnight(one.day) },
    isVoided: { type: 'boolean', read: (one) => one.isVoided },
  }),
};

const services: Entity<AutotaskService> = {
  name: 'Services',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.services),
  fields: fieldsOf<AutotaskService>({
    id: { type: 'integer', read: (one) => one.id },
    name: { type: 'string', read: (one) => one.name },
    description: { type: 'string', read: (one) => one.description },
    sku: { type: 'string', read: (one) => one.sku },
    manufacturerServiceProviderProductNumber: {
      type: 'string',
      read: (one) => one.manufacturerServiceProviderProductNumber,
    },
    isActive: { type: 'boolean', read: (one) => one.isActive },
    unitPrice: { type: 'decimal', read: (one) => one.unitPrice },
    unitCost: { type: 'decimal', read: (one) => one.unitCost },
    periodType: {
      type: 'integer',
      read: (one) => one.periodType,
      pickList: [
        ['2', 'Monthly'],
        ['3', 'Quarterly'],
        ['4', 'Semi-Annual'],
        ['5', 'Yearly'],
      ],
    },
  }),
};

const contractBundles: Entity<AutotaskContractBundle> = {
  name: 'ContractServiceBundles',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.contractBundles),
  fields: fieldsOf<AutotaskContractBundle>({
    id: { type: 'integer', read: (one) => one.id },
    contractID: { type: 'integer', read: (one) => one.contractID },
    serviceBundleID: { type: 'integer', read: (one) => one.serviceBundleID },
    unitPrice: { type: 'decimal', read: (one) => one.unitPrice },
    invoiceDescription: { type: 'string', read: (one) => one.invoiceDescription },
  }),
};

const contractBundleUnits: Entity<UnitRow<AutotaskContractBundle>> = {
  name: 'ContractServiceBundleUnits',
  id: ({ id }) => id,
  items: (scenario, filter) => rowsOf(scenario, filter, scenario.contractBundles, 'contractServiceBundleID'),
  fields: fieldsOf<UnitRow<AutotaskContractBundle>>({
    id: { type: 'integer', read: (row) => row.id },
    contractID: { type: 'integer', read: (row) => row.contract.id },
    contractServiceBundleID: { type: 'integer', read: (row) => row.line.id },
    serviceBundleID: { type: 'integer', read: (row) => row.line.serviceBundleID },
    startDate: { type: 'datetime', read: (row) => midnight(row.startDate) },
    endDate: { type: 'datetime', read: (row) => midnight(row.endDate) },
    units: { type: 'integer', read: (row) => row.units },
    price: { type: 'decimal', read: (row) => extended(row, row.line.unitPrice) },
    cost: { type: 'decimal', read: (row) => extended(row, row.line.unitCost) },
    approveAndPostDate: {
      type: 'datetime',
      read: (row) => (isPosted(row) ? midnight(row.startDate) : null),
    },
  }),
};

interface BundledService {
  readonly id: number;
  readonly serviceBundleID: number;
  readonly serviceID: number;
}

const bundledServices: Entity<BundledService> = {
  name: 'ServiceBundleServices',
  id: ({ id }) => id,
  items: ({ serviceBundles }) =>
    byId(serviceBundles).flatMap(({ id, serviceIDs }) =>
      serviceIDs.map((serviceID, nth) => ({ id: id * 1_000 + nth, serviceBundleID: id, serviceID })),
    ),
  fields: fieldsOf<BundledService>({
    id: { type: 'integer', read: (one) => one.id },
    serviceBundleID: { type: 'integer', read: (one) => one.serviceBundleID },
    serviceID: { type: 'integer', read: (one) => one.serviceID },
  }),
};

const billingRules: Entity<AutotaskBillingRule> = {
  name: 'ContractBillingRules',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.billingRules),
  fields: fieldsOf<AutotaskBillingRule>({
    id: { type: 'integer', read: (one) => one.id },
    contractID: { type: 'integer', read: (one) => one.contractID },
    productID: { type: 'integer', read: (one) => one.productID },
    isActive: { type: 'boolean', read: (one) => one.isActive },
    startDate: { type: 'datetime', read: (one) => midnight(one.startDate) },
    endDate: { type: 'datetime', read: (one) => (one.endDate === null ? null : midnight(one.endDate)) },
    createChargesAsBillable: { type: 'boolean', read: (one) => one.createChargesAsBillable },
  }),
};

const products: Entity<AutotaskProduct> = {
  name: 'Products',
  id: ({ id }) => id,
  items: (scenario) => byId(scenario.products),
  fields: fieldsOf<AutotaskProduct>({
    id: { type: 'integer', read: (one) => one.id },
    name: { type: 'string', read: (one) => one.name },
    description: { type: 'string', read: (one) => one.description },
    isActive: { type: 'boolean', read: (one) => one.isActive },
    unitPrice: { type: 'decimal', read: (one) => one.unitPrice },
  }),
};

/** Does the work with an entity whatever it holds: what a caller knows of its items stays behind. */
export type WithEntity<R> = <T>(entity: Entity<T>) => R;

const doers: Readonly<Record<string, <R>(work: WithEntity<R>) => R>> = {
  companies: (work) => work(companies),
  currencies: (work) => work(currencies),
  contracts: (work) => work(contracts),
  contractservices: (work) => work(contractServices),
  contractserviceunits: (work) => work(contractServiceUnits),
  billingitems: (work) => work(billingItems),
  invoices: (work) => work(invoices),
  services: (work) => work(services),
  contractservicebundles: (work) => work(contractBundles),
  contractservicebundleunits: (work) => work(contractBundleUnits),
  servicebundleservices: (work) => work(bundledServices),
  contractbillingrules: (work) => work(billingRules),
  products: (work) => work(products),
};

/** Works with the entity of this name, in whatever case; null: there is none. */
export function withEntity<R>(name: string, work: WithEntity<R>): R | null {
  const doer = Object.hasOwn(doers, name.toLowerCase()) ? doers[name.toLowerCase()] : undefined;
  return doer === undefined ? null : doer(work);
}
