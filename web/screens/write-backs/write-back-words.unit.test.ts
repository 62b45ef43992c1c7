import { formatDay } from '../../values/format.ts';
import { revertWords } from './write-back-words.ts';

type Line = Parameters<typeof revertWords>[0];

describe('what taking a change back does', () => {
  const line = { psaLineId: '77', before: '30', after: '40', invoiceDate: '2026-12-01' } as Line;

  it('is on the invoice it landed on, where changes land on invoices', () => {
    expect(revertWords({ ...line, billingTarget: 'next-invoice' }, 'ConnectWise')).toBe(
      'Sets line 77 from 40 back to 30, on the invoice it landed on. It is a change of its own, under every rule.',
    );
  });

  it('leaves what was billed since its day, where changes name one, and says who puts that right', () => {
    for (const billingTarget of ['next-period', 'from-day'] as const)
      expect(revertWords({ ...line, billingTarget }, 'Autotask')).toContain(
        `from the first day of the next open period on. What is billed from ${formatDay('2026-12-01')} up to then stays: put that right in Autotask.`,
      );
  });
});
