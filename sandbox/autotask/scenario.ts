/** An Autotask database as data (autotask.md 3). Ids are whole numbers, days `YYYY-MM-DD`. */

export interface AutotaskCompany {
  readonly id: number;
  companyName: string;
  companyNumber: string;
  /** 1 is Customer. */
  companyType: number;
  isActive: boolean;
  parentCompanyID: number | null;
  /** What it is billed in, by ISO 4217; absent: USD. */
  currency?: string;
}

/** Billing periods of a contract, as its picklist has them: monthly, quarterly, half-yearly, yearly. */
export const periodTypes = { m: 1, q: 3, s: 6, y: 12 } as const;
export type PeriodType = keyof typeof periodTypes;

export interface AutotaskContract {
  readonly id: number;
  companyID: number;
  billToCompanyID: number | null;
  contractName: string;
  /** 7 is Recurring Service; only such a contract has services. */
  contractType: number;
  contractCategory: number;
  contractPeriodType: PeriodType | null;
  /** 1 is active. An inactive contract bills on (autotask.md 3.3). */
  status: number;
  startDate: string;
  /** Its last day. */
  endDate: string;
  renewedContractID: number | null;
  /** Last day of what was approved and posted; null: nothing was. */
  postedThrough: string | null;
  lastModifiedDateTime: string;
}

/** Units from this day on. */
export interface UnitStep {
  readonly day: string;
  readonly units: number;
}

export interface AutotaskContractService {
  readonly id: number;
  contractID: number;
  serviceID: number;
  unitPrice: number | null;
  unitCost: number | null;
  invoiceDescription: string;
  /** Absent: it has none. */
  internalDescription?: string | null;
  /** In the order of their days, the first of which is the line's own first day. */
  steps: UnitStep[];
  /** What was posted before the API created it: its periods until this day are not. Absent: it was there. */
  createdAfter?: string | null;
}

/** Services that are sold together. */
export interface AutotaskServiceBundle {
  readonly id: number;
  name: string;
  serviceIDs: number[];
}

/** A bundle on a contract: its units are those of every service in it, which has no separate line. */
export interface AutotaskContractBundle {
  readonly id: number;
  contractID: number;
  serviceBundleID: number;
  unitPrice: number | null;
  unitCost: number | null;
  invoiceDescription: string;
  steps: UnitStep[];
}

/** What a billing rule charges: no service, and on contracts of every type. */
export interface AutotaskProduct {
  readonly id: number;
  name: string;
  description: string;
  isActive: boolean;
  unitPrice: number | null;
}

/** Charges a product for as many units as Autotask finds itself. */
export interface AutotaskBillingRule {
  readonly id: number;
  contractID: number;
  productID: number;
  isActive: boolean;
  startDate: string;
  endDate: string | null;
  createChargesAsBillable: boolean;
}

export interface AutotaskService {
  readonly id: number;
  name: string;
  description: string;
  sku: string | null;
  manufacturerServiceProviderProductNumber: string | null;
  isActive: boolean;
  unitPrice: number | null;
  unitCost: number | null;
  /** 2 monthly, 3 quarterly, 4 half-yearly, 5 yearly. */
  periodType: number;
}

/** How much of an entity a security level shows. `Restricted` and `None` give shorter lists, not errors. */
export const accessLevels = ['All', 'Restricted', 'None'] as const;
export type AccessLevel = (typeof accessLevels)[number];

export const restrictedEntities = [
  'Companies',
  'Contracts',
  'ContractServices',
  'ContractServiceUnits',
  'ContractServiceBundles',
  'ContractServiceBundleUnits',
  'ContractBillingRules',
  'Services',
  'Products',
  'Currencies',
  'BillingItems',
  'Invoices',
] as const;
export type RestrictedEntity = (typeof restrictedEntities)[number];

/** An API-only user with its security level. */
export interface AutotaskUser {
  readonly id: number;
  readonly userName: string;
  secret: string;
  isActive: boolean;
  query: Record<RestrictedEntity, AccessLevel>;
  /** May create adjustments. */
  adjusts: boolean;
  /** May create contract services. Absent: as `adjusts`. */
  addsServices?: boolean;
}

export const mayAddServices = ({ adjusts, addsServices = adjusts }: AutotaskUser): boolean => addsServices;

/** A billing item that takes back units which an invoice billed. */
export interface AutotaskCredit {
  /** Above those of all rows of units: items come in the order of their IDs. */
  readonly id: number;
  contractID: number;
  contractServiceID: number;
  /** Its `itemDate`. */
  day: string;
  units: number;
}

/** Where billing differs from the units of the contracts; all else follows from what is posted. */
export interface AutotaskBilling {
  /** Units of the item of a posted row, by the row's ID. */
  units: Record<string, number>;
  /** IDs of invoices. */
  voided: number[];
  /** Contracts whose posted items are on no invoice yet. */
  notInvoiced: number[];
  credits: AutotaskCredit[];
}

export type SplitRowEnds = 'on-the-day' | 'on-the-eve';

export interface AutotaskScenario {
  /** Where zones are looked up. */
  readonly lookUpHost: string;
  /** The host of the database's zone; changes when it moves to another data centre. */
  zoneHost: string;
  readonly databaseNumber: number;
  readonly integrationCode: string;
  readonly timeZone: string;
  users: AutotaskUser[];
  companies: AutotaskCompany[];
  contracts: AutotaskContract[];
  contractServices: AutotaskContractService[];
  services: AutotaskService[];
  serviceBundles: AutotaskServiceBundle[];
  contractBundles: AutotaskContractBundle[];
  products: AutotaskProduct[];
  billingRules: AutotaskBillingRule[];
  /** Absent: nothing differs. */
  billing?: AutotaskBilling;
  /** What the public documents leave open (autotask.md 7), as switches. */
  switches: {
    /** Most rows of a page, whatever is asked for; null: as many as asked for. */
    largestPage: number | null;
    nextLinks: 'given' | 'absent' | 'elsewhere';
    /** The order of rows in and over pages, which nothing promises. */
    rowOrder: 'by-id' | 'shuffled';
    /** What is the end of a line's newest posted row of units: its last day, or the empty date of .NET. */
    postedRowEnds: 'given' | 'empty';
    /** The last day of a row that a change within its period cuts short. Absent: the day of the change. */
    splitRowEnds?: SplitRowEnds;
    /** A second adjustment of a line on the first day of a period. On any other day it is rejected. */
    repeatOnPeriodStart: 'accepted' | 'rejected';
    /** An adjustment dated in a period that was posted. */
    postedPeriods: 'rejected' | 'accepted';
    /** One that would go below zero. */
    belowZero: 'rejected' | 'accepted';
    /** A row that is not there, asked for by its id. */
    missingItem: 'null' | 'not-found';
    /** Status of the answer above the thread limit. */
    threadLimitStatus: 429 | 500;
    /** Calls of the whole database in an hour. */
    callsPerHour: number;
    /** Does an account name its currency? Absent in the switches: it does. */
    currencies?: 'given' | 'absent';
    /** Of them, those of other integrations. */
    callsOfOthers: number;
    /** Units of a service that was just added to a contract. Absent: 0. */
    newServiceUnits?: 0 | 1;
    /** From which day on it has them. Absent: the contract's first. */
    newServiceBegins?: 'contract-start' | 'today';
    /** A service that the contract has already. Absent: accepted. */
    repeatedService?: 'accepted' | 'rejected';
  };
}
