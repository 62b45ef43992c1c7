import type { AutotaskScenario } from './autotask/scenario.ts';
import type { Contract } from './contract.ts';
import type { DuoErrorCode } from './duo/error-codes.ts';
import type { HaloPsaScenario } from './halopsa/scenario.ts';
import type { RequestLog } from './request-log.ts';
import type { VendorName } from './vendor-names.ts';

/**
 * The simulated MSP as data: what Duo holds and what the PSA holds. Scenarios build a scenario, vendors answer
 * from it, control calls change it. Nothing here knows about HTTP.
 */

/** A Duo user as the Admin API lists it (duo.md 3.1). Times are unix seconds. */
export interface DuoUser {
  readonly userId: string;
  username: string;
  realname: string;
  email: string;
  /** `active`, `bypass`, `disabled`, `locked out`, `pending deletion`, or anything a scenario invents. */
  status: string;
  isEnrolled: boolean;
  readonly created: number;
  lastLogin: number | null;
}

/** One Duo account: a child, or the parent itself. */
export interface DuoAccount {
  /** 20 characters, begins `DA`. */
  readonly accountId: string;
  name: string;
  /** `api-xxxxxxxx.duosecurity.test`; empty when Duo gives none (duo.md 2). */
  apiHostname: string;
  /** `PERSONAL`, `ENTERPRISE`, `PLATFORM`, `BEYOND`. */
  edition: string;
  /** A child of another Duo deployment: every Admin API call answers 400 "Cross-deployment …" (duo.md 2.1). */
  otherDeployment: boolean;
  /** Every call to this account's host hangs, as Pinecrest's does in `typical`. */
  hangs: boolean;
  /** Duo's error that every Admin API call about this account is answered with, such as 40103; null: none. */
  rejection: DuoErrorCode | null;
  users: DuoUser[];
}

/** An integration key of Duo with what it may do. */
export interface DuoKey {
  readonly kind: 'accounts-api' | 'admin-api';
  readonly integrationKey: string;
  readonly secretKey: string;
  /** The host the key belongs to: the parent's. An accounts-api key also works on children with `account_id`. */
  readonly apiHostname: string;
  grants: { readResource: boolean; readInformation: boolean; settings: boolean };
  enabled: boolean;
}

export interface DuoScenario {
  parent: DuoAccount;
  children: DuoAccount[];
  keys: DuoKey[];
  /** What Duo's public documents leave open (duo.md), as switches. */
  switches: {
    /** Last page: `next_offset: null` or the field absent. */
    lastPage: 'null' | 'absent';
    /** Does `total_objects` include users pending deletion? `absent` leaves the field out. */
    totalObjects: 'with-pending' | 'without-pending' | 'absent';
    /** Largest page Duo gives whatever is asked for (the clamp). */
    largestPage: number;
    /** Billing calls (edition) are enabled by Duo Support; off answers 403. */
    billingCalls: boolean;
    /** Seconds that the server clock differs from the real one. */
    clockOffset: number;
    /** Calls per minute and key before 42901; null = unlimited. */
    callsPerMinute: number | null;
    /** Does `account/list` succeed (false: 40301, the Accounts API is not enabled). */
    accountsApiEnabled: boolean;
  };
}

/** `{id, name}` object as ConnectWise writes references (connectwise.md 6). */
export interface PsaRef {
  readonly id: number;
  name: string;
  identifier?: string;
}

/** connectwise.md 6.1. */
export interface PsaCompany {
  readonly id: number;
  identifier: string;
  name: string;
  status: PsaRef;
  types: PsaRef[];
  deletedFlag: boolean;
  parentCompany: PsaRef | null;
  billToCompany: PsaRef | null;
  /** What it is billed in, by ISO 4217; absent: USD. */
  currency?: string;
}

/** connectwise.md 6.2. Dates are `YYYY-MM-DD`; the vendor writes them as midnight UTC. */
export interface PsaAgreement {
  readonly id: number;
  name: string;
  type: PsaRef;
  company: PsaRef;
  parentAgreement: PsaRef | null;
  agreementStatus: 'Active' | 'Cancelled' | 'Expired' | 'Inactive' | null;
  cancelledFlag: boolean;
  dateCancelled: string | null;
  startDate: string;
  endDate: string | null;
  noEndingDateFlag: boolean;
  billingCycle: PsaRef | null;
  billStartDate: string | null;
  nextInvoiceDate: string | null;
  prorateFlag: boolean;
  periodType: 'Current' | 'Future' | 'Both' | 'Undefined';
  /** What it is billed in; absent: as its company. */
  currency?: string;
  /** Absent: when everything was imported. */
  lastUpdated?: string;
  /** Listed, but opening it or its lines is rejected (403), as a security role by location or record does. */
  restricted: boolean;
}

/** connectwise.md 6.3: a line of an agreement. Decimals are kept as JSON numbers, as ConnectWise sends them. */
export interface PsaAddition {
  readonly id: number;
  agreementId: number;
  product: PsaRef;
  billCustomer: 'Billable' | 'DoNotBill' | 'NoCharge';
  quantity: number | null;
  lessIncluded: number | null;
  /** Units billed at least, which HaloPSA alone knows; absent: none. */
  minimum?: number;
  unitPrice: number | null;
  unitCost: number | null;
  effectiveDate: string;
  cancelledDate: string | null;
  /** The line's own status word; absent: as its dates and its agreement say. */
  agreementStatus?: PsaAgreement['agreementStatus'];
  /** The undocumented second status field (connectwise.md 6.3); absent: the sandbox does not send it. */
  additionStatus?: PsaAgreement['agreementStatus'];
  description: string;
  /** Absent: none. */
  serialNumber?: string;
  /** Absent: as the description. */
  invoiceDescription?: string;
  /** Absent: not taxed. */
  taxableFlag?: boolean;
  /** By the ID of {@link ConnectWiseScenario.additionFields}; absent: all empty. */
  customFields?: Readonly<Record<string, string>>;
  lastUpdated: string;
  updatedBy: string;
}

/** connectwise.md 6.4. */
export interface PsaProduct {
  readonly id: number;
  identifier: string;
  description: string;
  productClass: 'Agreement' | 'Bundle' | 'Inventory' | 'NonInventory' | 'Service';
  manufacturerPartNumber: string | null;
  inactiveFlag: boolean;
  price: number | null;
  cost: number | null;
}

/** An invoice or a credit memo, as it was created: later changes of its agreement do not change it (connectwise.md 6.6). */
export interface PsaInvoice {
  readonly id: number;
  invoiceNumber: string;
  type: 'Agreement' | 'CreditMemo' | 'Standard';
  date: string;
  agreement: PsaRef;
  company: PsaRef;
  /** Before tax, with the agreement's own amount. */
  subtotal: number | null;
  agreementAmount: number;
  /** ISO 4217. */
  currency: string;
  /** Serial numbers of the lines that it bills, where they print. Absent: none. */
  prints?: readonly string[];
}

/** An API member with its role (connectwise.md 9). */
export interface PsaMember {
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  rights: {
    companies: boolean;
    agreementsInquire: boolean;
    agreementsEdit: boolean;
    /** Absent: as `agreementsEdit`. */
    agreementsAdd?: boolean;
    catalog: boolean;
    /** Absent: it has it. */
    invoices?: boolean;
  };
}

export interface ConnectWiseScenario {
  /** `api-sandbox.connectwise.test` */
  host: string;
  readonly companyId: string;
  /** With a trailing slash, e.g. `v4_6_release/`; may change at an upgrade (connectwise.md 2). */
  codebase: string;
  clientIds: string[];
  serverTimeZone: string;
  /** What `/system/info` calls it: a Windows name, or a word that is none; null: the IANA name. */
  saysTimeZone: string | null;
  members: PsaMember[];
  companies: PsaCompany[];
  agreements: PsaAgreement[];
  additions: PsaAddition[];
  products: PsaProduct[];
  /** Absent: none was created. */
  invoices?: PsaInvoice[];
  /** Custom fields of additions; absent: the MSP has none. */
  additionFields?: readonly { readonly id: number; readonly caption: string }[];
  /** What ConnectWise's public documents leave open (connectwise.md 5 and 7), as switches. */
  switches: {
    /** Most rows of a page, whatever is asked for, without a word (the clamp); null: as many as asked for. */
    largestPage: number | null;
    /** Does the `Link` header name the next page? */
    nextLinks: 'given' | 'absent';
    /** PATCH of a line that has ended: rejected, or written all the same. */
    canceledLines: 'rejected' | 'written';
    /** PATCH of a line of an agreement that is canceled, expired, inactive or past its end. */
    endedAgreements: 'rejected' | 'written';
    /** Does a line say when it was last changed? `_info` is null in some answers. */
    lineTimestamps: 'given' | 'absent';
    /** Do agreements and companies name their currency? Absent in the switches: they do. */
    currencies?: 'given' | 'absent';
    /** Is the day of `cancelledDate` still billed? Absent: it is. */
    cancelledDay?: 'billed' | 'not-billed';
    /** A `cancelledDate` before `effectiveDate`. Absent: written. */
    canceledBeforeBegin?: 'rejected' | 'written';
    /** Do invoices print serial numbers? Absent: they do not. */
    serialNumbers?: 'printed' | 'not-printed';
  };
}

/** What people do in the second act of a scenario ("play next week"), each change in the request log. */
export type SecondAct = (scenario: Scenario, now: Date, requestLog: RequestLog) => void;

/**
 * A second instance of a vendor beside the MSP's own, with its own host and keys.
 *
 * - `copy`: the same instance ID at another address, such as a staging copy.
 * - `other`: another customer of the vendor. The record IDs are the same, and most of them name something else. Of Duo,
 *   another parent: the account names are the same, and no account ID is.
 */
export const instanceKinds = ['copy', 'other'] as const;
export type InstanceKind = (typeof instanceKinds)[number];

export interface OtherInstance {
  /** `<vendor>-<kind>` */
  readonly name: string;
  readonly kind: InstanceKind;
  readonly vendor: VendorName;
  /** That vendor's side of the scenario as this instance holds it. */
  readonly side: Scenario[VendorName];
}

export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly duo: DuoScenario;
  readonly connectwise: ConnectWiseScenario;
  readonly autotask: AutotaskScenario;
  readonly halopsa: HaloPsaScenario;
  /** What the MSP has agreed with its customers and no PSA holds; absent: nothing. */
  readonly contracts?: readonly Contract[];
  /** Other instances of the vendors, beside the MSP's own; absent: none. */
  instances?: OtherInstance[];
  /** Null when the scenario has one act. */
  readonly secondAct: SecondAct | null;
  /** Acts already played: 1, then 2. */
  act: number;
}
