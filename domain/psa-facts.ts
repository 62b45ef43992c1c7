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
  /** As the PSA words it; `Active`, `Cancelled`, `Expired`, `Inactive` in ConnectWise. */
  readonly status: string | null;
  readonly cancelled: boolean;
  readonly startDate: Day | null;
  readonly endDate: Day | null;
  readonly billingCycle: BillingCycle | null;
  readonly nextInvoiceDate: Day | null;
  /** Null: the PSA did not say. */
  readonly prorates: boolean | null;
  /** ConnectWise `periodType`: only suggests advance or arrears (RULES 5). */
  readonly periodType: string | null;
  /** When the PSA says it was last changed: tells which to read again, and nothing else. Absent: not asked for. */
  readonly lastUpdated?: Instant | null;
}

/** How often an agreement is invoiced. `months` null: a cycle Seatwise cannot count in months ("None", weekly …). */
export interface BillingCycle {
  readonly name: string;
  readonly months: number | null;
}

export const psaLineStatuses = ['active', 'cancelled'] as const;
export type PsaLineStatus = (typeof psaLineStatuses)[number];

/** A line of an agreement (ConnectWise: addition). */
export interface PsaLine {
  readonly id: string;
  readonly agreementId: string;
  readonly productId: string;
  /** The catalogue's Product ID as people know it. */
  readonly productIdentifier: string | null;
  readonly description: string | null;
  readonly quantity: DecimalText | null;
  readonly lessIncluded: DecimalText | null;
  readonly unitPrice: DecimalText | null;
  /** Only `Billable` lines carry money (RULES 9). */
  readonly billCustomer: string | null;
  readonly effectiveDate: Day | null;
  readonly cancelledDate: Day | null;
  /** The line's own status word, translated; shown beside the dates, which decide (RULES 3). Null: not said. */
  readonly status: PsaLineStatus | null;
  /** When the PSA says it was last changed: information only. */
  readonly lastUpdated: Instant | null;
}

export interface PsaProduct {
  readonly id: string;
  /** Product ID. */
  readonly identifier: string;
  readonly description: string | null;
  readonly productClass: string | null;
  readonly inactive: boolean;
  readonly price: DecimalText | null;
}
