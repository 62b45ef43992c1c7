import { targetInvoice, describeBillingTarget } from './billing-target-on.ts';

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

  it('shows of a decision where it lands', () => {
    const period = { invoiceDate: '2026-12-01', begins: '2026-12-01', ends: '2027-01-01' };
    const billingTarget = {
      kind: 'billingTarget',
      billingTarget: 'invoice-after',
      period,
      isDefault: true,
    } as const;
    expect(describeBillingTarget(billingTarget, today)).toBe('after the invoice of 1 Dec');
  });

  it('says why a change cannot land, and what is not answered yet', () => {
    expect(describeBillingTarget({ kind: 'cannot', reason: 'agreement canceled', offer: [] }, today)).toBe(
      'cannot land: agreement canceled',
    );
    expect(describeBillingTarget({ kind: 'not-set', agreementTypeId: '1' }, today)).toContain('not set');
    expect(describeBillingTarget(null, today)).toBeNull();
  });
});
