/**
 * What a HaloPSA holds, as data (halopsa.md 4). Days are `YYYY-MM-DD`; null is written as Halo writes "none",
 * `0001-01-01T00:00:00`.
 */

/** halopsa.md 4.1: Halo's word for a customer. */
export interface HaloClient {
  readonly id: number;
  name: string;
  ref: string;
  inactive: boolean;
  /** The client that receives its recurring invoices; 0: itself. */
  clientToInvoiceRecurring: number;
}

export interface HaloSite {
  readonly id: number;
  readonly clientId: number;
  name: string;
}

/** halopsa.md 4.2. */
export interface HaloItem {
  readonly id: number;
  name: string;
  internalReference: string;
  inactive: boolean;
  recurringPrice: number;
  recurringCost: number;
}

/** halopsa.md 5: 0 by hand, 1 licences, 2 users, 3 assets, 4 subscriptions, which are licences as well. */
export type QuantityType = 0 | 1 | 2 | 3 | 4;

/** What a counted line takes its quantity from: one row of `quantity_licences` and its like. */
export interface HaloQuantitySource {
  readonly id: number;
  /** Of licences and subscriptions; 0: the row counts users or assets. */
  licenceId: number;
  /** Users or assets that it counts; of a licence not looked at. */
  counted: number;
  qtyFree: number;
  minimumQty: number;
}

/** A change within the period, which the next invoice adds to a line kept by hand (halopsa.md 5.3). */
export interface HaloProRata {
  readonly id: number;
  date: string;
  quantity: number;
  unitPrice: number;
  isInvoiced: boolean;
}

/** A line of a recurring invoice. */
export interface HaloLine {
  readonly id: number;
  itemId: number;
  itemCode: string;
  itemShortDescription: string;
  itemLongDescription: string;
  nominalCode: string;
  taxCode: string;
  /** Free text of the MSP that no invoice prints. */
  comment1: string;
  /** By hand what was set; counted what Halo worked out last. */
  qtyOrder: number;
  unitPrice: number;
  unitCost: number;
  startDate: string | null;
  endDate: string | null;
  isInactive: boolean;
  quantityType: QuantityType;
  sources: HaloQuantitySource[];
  proRata: HaloProRata[];
  /**
   * What Halo computes for the line although no field of it says so: a quantity that is set is shown by the next answer
   * and by one reading, and gives way then. Absent or null: nothing.
   */
  computes?: number | null;
}

/** A recurring invoice: the template that invoices are made from. Its id is negative (halopsa.md 5). */
export interface HaloInvoice {
  readonly id: number;
  clientId: number;
  contractRef: string;
  /** What it is billed in, by ISO 4217; absent: USD. */
  currency?: string;
  disabled: boolean;
  /** halopsa.md 5.1. */
  period: number;
  startDate: string | null;
  endDate: string | null;
  nextCreationDate: string | null;
  lastCreated: string | null;
  /** An instant. */
  lastModified: string;
  comment: string;
  /** Listed, but opening it is rejected (401), as to an agent who lacks the right to it. */
  restricted: boolean;
  lines: HaloLine[];
}

/** An invoice that was created from a template, or a credit note: later changes of the template do not change it. */
export interface HaloCreatedInvoice {
  readonly id: number;
  /** Of the template; 0: none. */
  recurringInvoiceId: number;
  clientId: number;
  date: string;
  /** ISO 4217. */
  currency: string;
  voided: boolean;
  /** The invoice that it credits; 0: it is an invoice. */
  credits: number;
  lines: {
    readonly id: number;
    /** Of the template. */
    recurringInvoiceLineId: number;
    itemId: number;
    quantity: number;
    unitPrice: number;
  }[];
}

/** `SoftwareLicence`: what a vendor's integration counts for a client (halopsa.md 6). */
export interface HaloLicence {
  readonly id: number;
  /** 1 a licence, 2 a subscription. */
  type: number;
  name: string;
  clientId: number;
  count: number;
  productSku: string;
  vendorProductSku: string;
  manufacturer: string;
  notes: string;
  price: number;
  purchasePrice: number;
  startDate: string | null;
  endDate: string | null;
  isActive: boolean;
  /** The distributor whose integration keeps it; empty: nobody's. */
  distributor: string;
  /** Every count it had, oldest first: `LicenceChange`. */
  changes: { readonly id: number; readonly date: string; readonly from: number; readonly to: number }[];
}

/** One row of `InvoiceChange`: a field of a recurring invoice or of one of its lines that got another value. */
export interface HaloChange {
  readonly id: number;
  readonly invoiceId: number;
  /** 0: the recurring invoice itself. */
  readonly lineId: number;
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly who: string;
  readonly at: string;
}

/** What the agent behind an application may do: modules of his role. */
export interface HaloRights {
  customers: boolean;
  items: boolean;
  /** Without it recurring invoices are listed, and opening one is rejected. */
  invoices: boolean;
  invoicesModify: boolean;
  licensing: boolean;
  licensingModify: boolean;
}

/** An API application, "Client ID and Secret (Services)" (halopsa.md 2). */
export interface HaloApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What may be asked for; `all` covers every scope. */
  scopes: string[];
  rights: HaloRights;
  enabled: boolean;
}

export interface HaloPsaScenario {
  /** `harborlane.halopsa.test` */
  host: string;
  tenantId: string;
  /** What `authinfo` names as `auth_url`. */
  authUrl: string;
  /** What `Control` calls it, an IANA or a Windows name; empty: nothing. */
  serverTimeZone: string;
  /** Tokens of an earlier generation are dead. */
  tokenGeneration: number;
  applications: HaloApplication[];
  clients: HaloClient[];
  sites: HaloSite[];
  items: HaloItem[];
  invoices: HaloInvoice[];
  licences: HaloLicence[];
  /** Absent: none was created. */
  created?: HaloCreatedInvoice[];
  /** `InvoiceChange`, oldest first. */
  changes: HaloChange[];
  /** What Halo's public documents leave open (halopsa.md 7), as switches. */
  switches: {
    /** Most rows of a page, whatever is asked for; null: as many as asked for. */
    largestPage: number | null;
    /** Calls in any five minutes before 429; null: no limit. */
    callsPerFiveMinutes: number | null;
    /** Seconds for which a token holds. */
    tokenSeconds: number;
    /**
     * What a posted document does with lines that it leaves out, and with fields of a line that are left out: they are
     * lost, or stay.
     */
    documentPost: 'loses' | 'keeps';
    /**
     * `updatelines`: changes that line alone; sets the prices of the document's other lines to those of their items as
     * well; or answers well and does nothing.
     */
    narrowLine: 'sound' | 'reprices-neighbors' | 'ignored';
    /**
     * What becomes of a posted line without an ID: it is added and answered; added without its `comment_1`; added, while
     * the answer does not name it; answered and not added; or rejected. Absent: added and answered.
     */
    newLines?: 'added' | 'added-without-comment' | 'added-unanswered' | 'ignored' | 'rejected';
    /** Where a new line has its texts, price and cost from if they are not posted. Absent: from the item. */
    newLineDefaults?: 'item' | 'none';
    /** Does an invoice created on the `enddate` of a line bill the line? Absent: it does. */
    endDay?: 'billed' | 'not-billed';
    /** What a posted licence does with fields that are left out. */
    licencePost: 'clears' | 'keeps';
    /** When a counted line follows its licence: at once, or when Halo works it out again. */
    recount: 'at-once' | 'later';
    /** Do invoices in a list have their lines when asked for them? Absent in the switches: they do. */
    invoiceLines?: 'given' | 'absent';
    /** Does a recurring invoice say when it was last changed? */
    timestamps: 'given' | 'absent';
    /** `InvoiceChange`: every change; what people change, and nothing of applications; or it is not there (404). */
    changeLog: 'whole' | 'people-only' | 'missing';
    /** Does a recurring invoice name its currency? Absent in the switches: it does. */
    currencies?: 'given' | 'absent';
  };
}
