import { formatDay } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';
import { revertText } from './write-back-words.ts';

const text = ((id: string, params: object) => `${id}: ${Object.values(params).join(', ')}`) as WriteBacksText;

describe('what reverting a change does', () => {
  const line = { psaLineId: '77', before: '30', after: '40', invoiceDate: '2026-12-01' } as Parameters<
    typeof revertText
  >[0];

  it('is on the invoice of the change, where changes name invoices', () => {
    expect(revertText({ ...line, billingTarget: 'next-invoice' }, text)).toBe(
      'console-write-backs.revert.effect: 77, 40, 30',
    );
  });

  it('leaves what was billed since its day, where changes name one', () => {
    for (const billingTarget of ['next-period', 'from-day'] as const)
      expect(revertText({ ...line, billingTarget }, text)).toBe(
        `console-write-backs.revert.effect-by-day: 77, 40, 30, ${formatDay('2026-12-01')}`,
      );
  });
});
