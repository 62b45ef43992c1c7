import type { DeclaredMessages } from '../params.ts';

/** The sheet for a customer: what it uses, and what is billed for it. */
export const customerSheet = {
  'customer-sheet.title': { customer: 'text' },
  'customer-sheet.period': {},
  'customer-sheet.as-of': {},
  'customer-sheet.services': {},
  'customer-sheet.no-services': {},
  'customer-sheet.billing-rules': {},
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
