import { message } from '../../messages/message.ts';
import { targetInvoice } from './billing-target-text.ts';

const day = '2026-12-01';

describe('Takes effect (RULES 5)', () => {
  it.each([
    ['next-invoice', message('usage.target.invoice', { day })],
    ['invoice-after', message('usage.target.after-invoice', { day })],
    ['next-period', message('usage.target.from-day', { day })],
    ['from-day', message('usage.target.from-day', { day })],
  ] as const)('names what %s means', (billingTarget, text) => {
    expect(targetInvoice(billingTarget, day)).toEqual(text);
  });
});
