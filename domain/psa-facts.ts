import type { Message } from '../messages/message.ts';
import type { Day, DecimalText, Instant } from './quantity.ts';

/**
 * What Seatwise knows of a PSA, in the words of the domain. Every PSA adapter translates into these shapes
 * (architecture.md 9); ids are the PSA's own, as text. A field the PSA left out is null, never a default.
 */

/** A customer in the PSA (RULES 2). */
export interface PsaCompany {
  readonly id: string;
  readonly name: string;
  /** Characters that no name has were taken out: it equals no other name (RULES 11). Absent: none were. */
  readonly nameCleaned?: boolean;
  /** Short code, for people to tell twins apart. */
  readonly identifier: string | null;
  readonly status: string | null;
  /** In the recycle bin: listed by the PSA, never offered for mapping (RULES 11). */
  readonly deleted: boolean;
  readonly parentCompanyId: string | null;
  /** The company that receives the invoices, when another (RULES 4). */
  readonly billToCompanyId: string | null;
  /** What it is billed in, by ISO 4217; null or absent: the PSA does not say it of companies (RULES 9). */
  readonly currency?: string | null;
}

export interface PsaAgreement {
  readonly id: string;
  readonly name: string;
  readonly companyId: string;
  /** As the PSA listed the company; absent: not known. Only for people. */
  readonly companyName?: string;
  readonly typeId: string | null;
  readonly typeName: string | null;
  readonly parentAgreementId: string | null;
  /** In the PSA's own word, for people and for comparing. */
  readonly status: string | null;
  /** Why it bills nothing any more, by what the PSA says of it as a whole; null: it may bill (RULES 3). */
  readonly over: AgreementEnd | null;
  readonly startDate: Day | null;
  readonly endDate: Day | null;
  readonly billingCycle: BillingCycle | null;
  readonly nextInvoiceDate: Day | null;
  /** What it is billed in, by ISO 4217; null or absent: the PSA does not say it of agreements (RULES 9). */
  readonly currency?: string | null;
  /** Null: the PSA did not say. */
  readonly prorates: boolean | null;
  /** The PSA's own word for which period an invoice covers: only suggests advance or arrears (RULES 5). */
  readonly periodType: string | null;
  /** When the PSA says it was last changed: tells which to read again, and nothing else. Absent: not asked for. */
  readonly lastUpdated?: Instant | null;
  /** Changes of its lines name the day on which they act; null or absent: they act on the next invoice (RULES 5). */
  readonly dated?: DatedChanges | null;
}

/** Which days a change may name. Its next invoice date is the first day of the first period that is open and ahead. */
export interface DatedChanges {
  /** The first day of the period that holds today; null: none does. */
  readonly periodBegan: Day | null;
  /** The last day of what was approved and posted; null: nothing was, as far as it was read. */
  readonly postedThrough: Day | null;
  /** The PSA bills something of it by a rule of its own, whatever its periods say. Absent: it does not. */
  readonly byRule?: true;
  /** Changes after today by the PSA's ID of the line, in the order of their days. Absent, or without the line: not read. */
  readonly booked?: Readonly<Record<string, readonly BookedChange[]>>;
}

/** A quantity that a line has from a later day on, as the PSA has it booked. */
export interface BookedChange {
  readonly day: Day;
  readonly quantity: DecimalText;
}

export const agreementEnds = ['canceled', 'expired', 'inactive'] as const;
export type AgreementEnd = (typeof agreementEnds)[number];

/** How often an agreement is invoiced: in whole months, else in days; neither: its length is not known. */
export interface BillingCycle {
  /** In the PSA's own word. */
  readonly name: string;
  readonly months: number | null;
  readonly days: number | null;
  /** It says itself that nothing is ever invoiced. */
  readonly never: boolean;
}

export const psaLineStatuses = ['active', 'canceled'] as const;
export type PsaLineStatus = (typeof psaLineStatuses)[number];

/** A line of an agreement. */
export interface PsaLine {
  readonly id: string;
  readonly agreementId: string;
  readonly productId: string;
  /** The catalog's Product ID as people know it. */
  readonly productIdentifier: string | null;
  readonly description: string | null;
  readonly quantity: DecimalText | null;
  readonly lessIncluded: DecimalText | null;
  /** The least that is billed, however few there are (RULES 9). Absent: any number. */
  readonly minimum?: DecimalText;
  readonly unitPrice: DecimalText | null;
  /** What a unit costs the MSP for the same time (RULES 15). Absent: the PSA does not say; 0 says nothing either. */
  readonly unitCost?: DecimalText;
  /** Only billable lines carry money (RULES 9). Null: the PSA did not say. */
  readonly billable: boolean | null;
  /** The same in the PSA's own word, for people and for comparing. */
  readonly billCustomer: string | null;
  readonly effectiveDate: Day | null;
  readonly cancelledDate: Day | null;
  /** The line's own status word, translated; shown beside the dates, which decide (RULES 3). Null: not said. */
  readonly status: PsaLineStatus | null;
  /** When the PSA says it was last changed: information only. */
  readonly lastUpdated: Instant | null;
  /** Why its quantity cannot be set at present, as a clause; absent: it can. */
  readonly locked?: Message;
  /** The record that holds its quantity in its place, by the PSA's id; absent: the line itself. */
  readonly keptIn?: string;
  /** That of a line which Seatwise created (RULES 16). Absent: it has none. */
  readonly marker?: string;
  /** What the PSA says it bills for the part of a period in which the line began (RULES 9). Absent: it says nothing. */
  readonly prorated?: DecimalText;
}

export interface PsaProduct {
  readonly id: string;
  /** Product ID. */
  readonly identifier: string;
  readonly description: string | null;
  /** In the PSA's own word. */
  readonly productClass: string | null;
  /** It holds other products, and cannot be a line of an agreement itself. */
  readonly holdsOthers: boolean;
  readonly inactive: boolean;
  readonly price: DecimalText | null;
  /** The manufacturer's own number of it. Absent: the PSA gives none. */
  readonly partNumber?: string;
}

export const invoiceStates = ['invoiced', 'posted', 'voided'] as const;
export const invoiceKinds = ['invoice', 'credit'] as const;

/** What the PSA billed for one agreement (RULES 12). An invoice that bills several agreements is one of each. */
export interface PsaInvoice {
  /** Unique together with the agreement. */
  readonly id: string;
  readonly agreementId: string;
  /** As printed on it; null: it has none, or none yet. */
  readonly number: string | null;
  /** Its date. Where the PSA bills days of periods: the first day that it bills. */
  readonly day: Day;
  /** `posted`: approved for billing, and on no invoice yet. */
  readonly state: (typeof invoiceStates)[number];
  readonly kind: (typeof invoiceKinds)[number];
  /** By ISO 4217; null: the PSA does not say. */
  readonly currency: string | null;
  /** What it bills for the lines of the agreement, before tax; a credit is negative. Null: not said. */
  readonly amount: DecimalText | null;
  /** `null` when the PSA does not show the lines of an invoice. */
  readonly lines: readonly PsaInvoiceLine[] | null;
}

/** A line of an invoice that bills a line of the agreement. */
export interface PsaInvoiceLine {
  /** Of the agreement; null: the PSA names the product alone. */
  readonly lineId: string | null;
  readonly productId: string | null;
  readonly quantity: DecimalText | null;
  readonly unitPrice: DecimalText | null;
  /** Before tax. */
  readonly amount: DecimalText | null;
}

/** Days, both included. */
export interface DaySpan {
  readonly first: Day;
  readonly last: Day;
}
