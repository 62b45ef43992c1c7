import type { Landing } from '../../contracts/api/decisions.ts';
import { formatDay } from '../values/format.ts';

/** `underHead`: below the column head "Invoice". */
export type InvoicePlace = 'alone' | 'underHead';

export const invoiceWords = (landing: Landing, day: string, place: InvoicePlace = 'alone'): string =>
  `${before[landing][place]}${formatDay(day)}`;

const from = { alone: 'from ', underHead: 'from ' };
const before: Readonly<Record<Landing, Readonly<Record<InvoicePlace, string>>>> = {
  'next-invoice': { alone: 'invoice of ', underHead: '' },
  'invoice-after': { alone: 'after the invoice of ', underHead: 'after ' },
  'next-period': from,
  'from-day': from,
};
