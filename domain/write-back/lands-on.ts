import type { Day } from '../quantity.ts';
import type { Landing, LandingDecision } from './landing.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A day as people say it: "1 Dec". */
function spoken(day: Day): string {
  const [, month, date] = day.split('-').map(Number);
  const name = month === undefined ? undefined : months[month - 1];
  return name === undefined || date === undefined ? day : `${date} ${name}`;
}

/** "invoice of 1 Dec", "after the invoice of 1 Dec" (RULES 5). */
export function landsOn(landing: Landing, invoiceDate: Day): string {
  const invoice = `invoice of ${spoken(invoiceDate)}`;
  return landing === 'next-invoice' ? invoice : `after the ${invoice}`;
}

/** What **Lands on** shows (RULES 5); null: nothing would be changed. */
export function landsOnText(decision: LandingDecision | null): string | null {
  if (decision === null) return null;
  switch (decision.kind) {
    case 'lands':
      return landsOn(decision.landing, decision.period.invoiceDate);
    case 'not-set':
      return 'not set: how agreements of this type are billed';
    case 'cannot':
      return `cannot land: ${decision.reason}`;
  }
}
