import { invoicesSince } from './invoice-days.ts';

const monthly = { name: 'Monthly', months: 1, days: null, never: false };
const first = { nextInvoiceDate: '2026-12-01', billingCycle: monthly };

describe('invoices that a difference has touched', () => {
  it('are those made after it began, up to today', () => {
    expect(invoicesSince(first, '2026-09-03', '2026-11-27')).toBe(2);
    expect(invoicesSince(first, '2026-08-31', '2026-11-27')).toBe(3);
    expect(invoicesSince(first, '2026-11-20', '2026-11-27')).toBe(0);
  });

  it('do not count the day on which it began', () => {
    expect(invoicesSince(first, '2026-10-01', '2026-11-27')).toBe(1);
  });

  it('go back by the cycle of the agreement', () => {
    const quarterly = { ...first, billingCycle: { ...monthly, months: 3 } };
    expect(invoicesSince(quarterly, '2026-01-15', '2026-11-27')).toBe(3);
    const weekly = { ...first, billingCycle: { ...monthly, months: null, days: 7 } };
    expect(invoicesSince(weekly, '2026-11-02', '2026-11-27')).toBe(4);
  });

  it('count one whose day is over and that the PSA still names as next', () => {
    expect(invoicesSince(first, '2026-11-20', '2026-12-02')).toBe(1);
  });

  it('are not known by a cycle of unknown length', () => {
    const odd = { ...first, billingCycle: { ...monthly, name: 'Semi-Monthly', months: null } };
    expect(invoicesSince(odd, '2026-09-03', '2026-11-27')).toBeNull();
  });

  it('are not known without a day or a cycle', () => {
    expect(invoicesSince({ ...first, nextInvoiceDate: null }, '2026-09-03', '2026-11-27')).toBeNull();
    expect(invoicesSince({ ...first, billingCycle: null }, '2026-09-03', '2026-11-27')).toBeNull();
  });
});
