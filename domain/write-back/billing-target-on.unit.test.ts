import { targetInvoice } from './billing-target-on.ts';

const today = '2026-11-26';

describe('Lands on (RULES 5)', () => {
  it('names the invoice, or says that the change waits for it', () => {
    expect(targetInvoice('next-invoice', '2026-12-01', today)).toBe('invoice of 1 Dec');
    expect(targetInvoice('next-period', '2026-12-01', today)).toBe('from 1 Dec');
    expect(targetInvoice('from-day', '2025-11-24', today)).toBe('from 24 Nov 2025');
    expect(targetInvoice('invoice-after', '2026-02-28', today)).toBe('after the invoice of 28 Feb');
  });

  it('names the year where it is not the present one', () => {
    expect(targetInvoice('next-invoice', '2028-02-29', today)).toBe('invoice of 29 Feb 2028');
    expect(targetInvoice('invoice-after', '2025-12-31', today)).toBe('after the invoice of 31 Dec 2025');
  });

  it('leaves a date as it is that is none, as from a PSA that writes it otherwise', () => {
    expect(targetInvoice('next-invoice', 'soon', today)).toBe('invoice of soon');
    expect(targetInvoice('next-invoice', '2026-13-01', today)).toBe('invoice of 2026-13-01');
    expect(targetInvoice('next-invoice', '2026-12', today)).toBe('invoice of 2026-12');
  });
});
