import type { DeclaredMessages } from '../params.ts';

/** The sheet for a customer: what it uses, and what is billed for it. */
export const customerSheet = {
  'customer-sheet.title': { customer: 'text' },
  'customer-sheet.period': {},
  'customer-sheet.as-of': {},
  'customer-sheet.services': {},
  'customer-sheet.no-services': {},
  'customer-sheet.billing-rules': {},
  'customer-sheet.counted-and-billed': {},
  'customer-sheet.counted-billed': { seats: 'count', billed: 'quantity' },
  'customer-sheet.counted-not-known': { seats: 'count' },
  'customer-sheet.not-counted': { billed: 'quantity' },
  'customer-sheet.neither-known': {},
  'customer-sheet.price-for': {},
  'customer-sheet.amount': {},
  'customer-sheet.invoice-of': { day: 'day' },
  'customer-sheet.no-invoice-date': {},
  'customer-sheet.not-billed': {},
  'customer-sheet.nothing-billed': {},
  'customer-sheet.product': { id: 'text' },
  'customer-sheet.total': {},
  'customer-sheet.no-count': {},
  'customer-sheet.no-users': {},
  'customer-sheet.names-not-stored': {},
} as const satisfies DeclaredMessages;
