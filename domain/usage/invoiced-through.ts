import { addDays } from '../calendar.ts';
import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { type BillsIn, invoicePeriod } from './billing-target.ts';

/**
 * Returns the next invoice date by which an agreement counts as invoiced: that of its parent where it is later, since a
 * child agreement is invoiced with its parent (RULES 16).
 */
export const nextToInvoice = (own: Day | null, parent: Day | null | undefined): Day | null =>
  own !== null && parent != null && parent > own ? parent : own;

/**
 * Returns the last day of the last period that was invoiced (RULES 17), which lies before what the next invoice covers;
 * `null` when the length of the period is not known.
 */
export function invoicedThrough(nextInvoiceDate: Day, cycle: BillingCycle, billsIn: BillsIn): Day | null {
  const { begins } = invoicePeriod(nextInvoiceDate, cycle, billsIn);
  return begins === null ? null : addDays(begins, -1);
}
