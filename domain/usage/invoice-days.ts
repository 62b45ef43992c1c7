import type { BillingCycle } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { hasKnownLength, shiftByCycle } from './billing-cycle.ts';

/** Of one line: more than anybody waits for. */
const most = 600;

/** The days on which an agreement is invoiced; null: not known. */
export interface InvoiceDays {
  readonly nextInvoiceDate: Day | null;
  readonly billingCycle: BillingCycle | null;
}

/**
 * How many invoices were made after `since` and up to today, counted back from the next one by its cycle; null: the PSA
 * does not say when they are made, or
 * how long its cycle is.
 */
export function invoicesSince(
  { nextInvoiceDate, billingCycle }: InvoiceDays,
  since: Day,
  today: Day,
): number | null {
  if (nextInvoiceDate === null || billingCycle === null || !hasKnownLength(billingCycle)) return null;
  let made = 0;
  let day = nextInvoiceDate;
  for (let steps = 0; day > since && steps < most; steps += 1) {
    if (day <= today) made += 1;
    day = shiftByCycle(day, billingCycle, -1);
  }
  return made;
}
