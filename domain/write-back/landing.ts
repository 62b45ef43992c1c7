import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { shiftByCycle } from '../usage/billing-cycle.ts';

/**
 * On which invoice a change lands (RULES 5). A PSA without dated quantities acts on the next invoice made after the
 * change, so a decision names the invoice, not a clock time.
 */
export const landings = ['next-invoice', 'invoice-after'] as const;
export type Landing = (typeof landings)[number];

/** How agreements of a type are billed: a person's answer; the PSA's own word only suggests one (RULES 5). */
export const billingWays = ['advance', 'arrears'] as const;
export type BillsIn = (typeof billingWays)[number];

/** What the invoice of `invoiceDate` covers: from `begins` up to but without `ends`. */
export interface InvoicePeriod {
  readonly invoiceDate: Day;
  readonly begins: Day;
  readonly ends: Day;
}

/** `[N, N+c)` in advance, `[N−c, N)` in arrears (RULES 5). */
export function invoicePeriod(invoiceDate: Day, cycle: BillingCycle, billsIn: BillsIn): InvoicePeriod {
  return billsIn === 'advance'
    ? { invoiceDate, begins: invoiceDate, ends: shiftByCycle(invoiceDate, cycle, 1) }
    : { invoiceDate, begins: shiftByCycle(invoiceDate, cycle, -1), ends: invoiceDate };
}

/** What landing depends on: the target line's agreement, or its parent where it has no date or cycle of its own. */
export interface LandingFacts {
  readonly agreementTypeId: string;
  readonly nextInvoiceDate: Day | null;
  readonly billingCycle: BillingCycle | null;
  /** Null: nobody answered for this agreement type yet. */
  readonly billsIn: BillsIn | null;
  /** Why the agreement bills nothing, in the words of RULES 3; null when it is usable. */
  readonly notUsable: string | null;
}

export type LandingDecision =
  | {
      readonly kind: 'lands';
      readonly landing: Landing;
      readonly period: InvoicePeriod;
      /** False: a person wished the other one. */
      readonly isDefault: boolean;
    }
  | { readonly kind: 'not-set'; readonly agreementTypeId: string }
  | { readonly kind: 'cannot'; readonly reason: string; readonly offer: readonly Landing[] };

/**
 * Where a change lands, by wish or by default (RULES 5): `next-invoice` where its period begins today or later; where
 * it has begun already, increases `next-invoice` and decreases `invoice-after`.
 *
 * @param wish null: the default. Any wish but the two is refused, and the two are offered.
 * @param today in the PSA's time zone
 */
export function decideLanding(
  facts: LandingFacts,
  change: 'increase' | 'decrease',
  wish: string | null,
  today: Day,
): LandingDecision {
  const { nextInvoiceDate, billingCycle, billsIn } = facts;
  if (facts.notUsable !== null) return { kind: 'cannot', reason: facts.notUsable, offer: [] };
  if (nextInvoiceDate === null || billingCycle === null)
    return { kind: 'cannot', reason: 'agreement has no next invoice date', offer: [] };
  if (billsIn === null) return { kind: 'not-set', agreementTypeId: facts.agreementTypeId };
  const period = invoicePeriod(nextInvoiceDate, billingCycle, billsIn);
  const byDefault: Landing =
    period.begins >= today || change === 'increase' ? 'next-invoice' : 'invoice-after';
  if (wish === null) return { kind: 'lands', landing: byDefault, period, isDefault: true };
  const wished = landings.find((landing) => landing === wish);
  return wished === undefined
    ? {
        kind: 'cannot',
        reason: 'a change lands on the next invoice or after it; no other day can be named',
        offer: landings,
      }
    : { kind: 'lands', landing: wished, period, isDefault: wished === byDefault };
}

/** What an approval says about its invoice. */
export interface WantedLanding {
  readonly lands: Landing;
  readonly invoiceDate: Day;
}

/** `now`: may be sent · `wait`: that invoice was not made yet · `refused`: the invoice moved. */
export type LandsAtSending =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly forInvoiceAfter: Day }
  | { readonly kind: 'refused'; readonly code: 'InvoiceMoved'; readonly detail: string };

/** At sending, the agreement must say exactly N (`next-invoice`), or later than N (`invoice-after`) (RULES 5). */
export function landsAtSending(nextInvoiceDate: Day | null, wanted: WantedLanding): LandsAtSending {
  const { lands, invoiceDate } = wanted;
  if (nextInvoiceDate === null)
    return moved(`the agreement has no next invoice date any more; approved was ${invoiceDate}`);
  if (lands === 'next-invoice') {
    return nextInvoiceDate === invoiceDate
      ? { kind: 'now' }
      : moved(`the next invoice is ${nextInvoiceDate} now; approved was ${invoiceDate}`);
  }
  if (nextInvoiceDate > invoiceDate) return { kind: 'now' };
  return nextInvoiceDate === invoiceDate
    ? { kind: 'wait', forInvoiceAfter: invoiceDate }
    : moved(`the next invoice went back to ${nextInvoiceDate}; approved was after that of ${invoiceDate}`);
}

const moved = (detail: string): LandsAtSending => ({ kind: 'refused', code: 'InvoiceMoved', detail });

/** The condition of `invoice-after` (RULES 5): two readings at least so far apart show a next invoice date later than N. */
export interface LaterInvoice {
  readonly firstSeenAt: number;
  readonly date: Day;
}

/**
 * One more reading of a waiting agreement: what to remember of it, and whether the condition holds now. Instants in
 * milliseconds. A reading that shows N again forgets the first one.
 */
export function noteInvoiceReading(
  before: LaterInvoice | null,
  reading: { readonly nextInvoiceDate: Day | null; readonly at: number },
  invoiceDate: Day,
  apartMs: number,
): { readonly later: LaterInvoice | null; readonly holds: boolean } {
  const { nextInvoiceDate, at } = reading;
  if (nextInvoiceDate === null || nextInvoiceDate <= invoiceDate) return { later: null, holds: false };
  if (before === null) return { later: { firstSeenAt: at, date: nextInvoiceDate }, holds: false };
  return { later: before, holds: at - before.firstSeenAt >= apartMs };
}
