import type { Day } from '../quantity.ts';
import { type BillingTarget, namesDay } from '../usage/billing-target.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A day as people say it: "1 Dec", and "29 Feb 2028" where that is not the year of today. */
function spoken(day: Day, today: Day): string {
  const [year, month, date] = day.split('-').map(Number);
  const name = month === undefined ? undefined : months[month - 1];
  if (name === undefined || date === undefined) return day;
  return today.startsWith(`${year}-`) ? `${date} ${name}` : `${date} ${name} ${year}`;
}

/** "invoice of 1 Dec", "after the invoice of 1 Jan 2027", "from 1 Dec" (RULES 5). */
export function targetInvoice(billingTarget: BillingTarget, invoiceDate: Day, today: Day): string {
  if (namesDay(billingTarget)) return `from ${spoken(invoiceDate, today)}`;
  const invoice = `invoice of ${spoken(invoiceDate, today)}`;
  return billingTarget === 'next-invoice' ? invoice : `after the ${invoice}`;
}
