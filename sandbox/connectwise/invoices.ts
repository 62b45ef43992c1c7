import { currencyNumber } from '../currency-number.ts';
import type { PsaInvoice, Scenario } from '../scenario.ts';
import { imported, type Resource } from './resources.ts';
import { midnight, withoutAbsent, writeRef } from './wire.ts';

/** `/finance/invoices` (connectwise.md 6.6): invoices of agreements and credit memos, without what they consist of. */
export function invoices({ connectwise }: Scenario): Resource<PsaInvoice> {
  return {
    name: 'invoice',
    items: connectwise.invoices ?? [],
    id: (invoice) => invoice.id,
    fields: new Map([
      ['id', { type: 'int', read: (one) => one.id }],
      ['type', { type: ['Agreement', 'CreditMemo', 'Standard'], read: (one) => one.type }],
      ['date', { type: 'date', read: (one) => one.date }],
      ['agreement/id', { type: 'int', read: (one) => one.agreement.id }],
      ['company/id', { type: 'int', read: (one) => one.company.id }],
    ]),
    write: (one) =>
      withoutAbsent({
        id: one.id,
        invoiceNumber: one.invoiceNumber,
        type: one.type,
        status: { id: 1, name: 'Sent' },
        company: writeRef(one.company, 'company'),
        agreement: writeRef(one.agreement, 'agreement'),
        date: midnight(one.date),
        currency:
          connectwise.switches.currencies === 'absent'
            ? null
            : { id: currencyNumber(one.currency), currencyCode: one.currency, name: one.currency },
        subtotal: one.subtotal,
        agreementAmount: one.agreementAmount,
        productTotal: one.subtotal === null ? null : one.subtotal - one.agreementAmount,
        salesTax: 0,
        total: one.subtotal,
        _info: imported,
      }),
  };
}
