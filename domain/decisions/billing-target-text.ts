import { type Message, message } from '../../messages/message.ts';
import type { Day } from '../quantity.ts';
import { type BillingTarget, namesDay } from '../usage/billing-target.ts';

/** Returns the invoice that a change bills on, or the day from which it bills (RULES 5). */
export function targetInvoice(billingTarget: BillingTarget, day: Day): Message {
  if (namesDay(billingTarget)) return message('usage.target.from-day', { day });
  return message(billingTarget === 'next-invoice' ? 'usage.target.invoice' : 'usage.target.after-invoice', {
    day,
  });
}
