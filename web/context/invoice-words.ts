import type { BillingTarget } from '../../contracts/api/decisions.ts';
import { formatDay } from '../values/format.ts';

/** `underHead`: below the column head "Invoice". */
export type InvoicePlace = 'alone' | 'underHead';

export const invoiceWords = (
  billingTarget: BillingTarget,
  day: string,
  place: InvoicePlace = 'alone',
): string => `${before[billingTarget][place]}${formatDay(day)}`;

const from = { alone: 'from ', underHead: 'from ' };
const before: Readonly<Record<BillingTarget, Readonly<Record<InvoicePlace, string>>>> = {
  'next-invoice': { alone: 'invoice of ', underHead: '' },
  'invoice-after': { alone: 'after the invoice of ', underHead: 'after ' },
  'next-period': from,
  'from-day': from,
};
