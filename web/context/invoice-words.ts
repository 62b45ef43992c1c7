import type { BillingTarget } from '../../contracts/api/decisions.ts';
import { commonText } from '../values/common-texts.ts';
import { formatDay } from '../values/format.ts';

/** "Dec 1 invoice", "after the Dec 1 invoice": within a text. */
export const invoiceWords = (billingTarget: BillingTarget, day: string): string =>
  commonText(`console-common.invoice.${billingTarget}`, { day: formatDay(day) });

/** The same by itself: "After the Dec 1 invoice". */
export const takesEffect = (billingTarget: BillingTarget, day: string): string =>
  commonText(`console-common.takes-effect.${billingTarget}`, { day: formatDay(day) });
