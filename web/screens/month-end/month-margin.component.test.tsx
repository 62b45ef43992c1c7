import { render, screen } from '@testing-library/react';
import { rowsOf } from '../../context/screen-frame.fixture.tsx';
import { serve, Served } from '../../context/served.fixture.tsx';
import type { MarginReport } from '../../api/month-margin.ts';
import { MonthMargin } from './month-margin.tsx';

const money = (amount: string | null) => ({ kind: 'money', amount, currency: 'USD' }) as const;
const none = { kind: 'none' } as const;
const text = (words: string) => ({ kind: 'text', text: words }) as const;
const units = (quantity: string | null) => ({ kind: 'quantity', quantity }) as const;
const document: MarginReport = {
  kind: 'margin',
  fileName: 'margin-internal-2026-11-v1',
  language: 'en',
  title: 'Margin, November 2026',
  banner: 'Internal: contains costs. Not for customers.',
  header: {
    msp: 'Harbor Lane',
    month: '2026-11',
    currency: 'USD',
    timeZone: 'UTC',
    facts: [],
    checksum: null,
  },
  sections: [
    {
      key: 'margins',
      title: 'Margin by line',
      note: 'Totals contain lines with a known margin only; 1 line has none.',
      whenEmpty: 'There is nothing to report.',
      columns: [
        { key: 'customer', head: 'Customer', kind: 'text' },
        { key: 'psa-quantity', head: 'Quantity', kind: 'quantity' },
        { key: 'cost', head: 'Cost per month', kind: 'money' },
        { key: 'usage-line', head: 'Usage line', kind: 'text', identifier: true },
      ],
      groups: [
        {
          title: null,
          rows: [
            [text('Acme'), units('30'), money('52.17'), none],
            [text('Birch'), units(null), money(null), none],
          ],
          totals: [],
        },
      ],
      totals: [[text('Margin known: 1 line'), none, money('52.17'), none]],
    },
  ],
};
const path = '/margin-reports/closed/m1';
const shown = (role: 'admin' | 'approver') =>
  render(
    <Served role={role}>
      <MonthMargin of={{ closed: 'm1' }} integrationId="i1" />
    </Served>,
  );

it('shows what lines cost, unknown where it is, with the totals below and the files', async () => {
  serve({ [`GET ${path}`]: () => [200, document] });
  shown('admin');
  await screen.findByText(/Not for customers\. Totals contain/u);
  expect(rowsOf('Margin by line')).toEqual([
    'Acme | 30 | 52.17',
    'Birch | unknown | unknown',
    'Margin known: 1 line |  | 52.17',
  ]);
  expect(screen.getByRole('link', { name: 'Margin (PDF)' }).getAttribute('href')).toBe(`/api/v1${path}.pdf`);
});

it('asks for no cost where the reader may not see margins', () => {
  const asked: string[] = [];
  globalThis.fetch = (url) => {
    asked.push(url as string);
    return new Promise(() => undefined);
  };
  const { container } = shown('approver');
  expect([container.textContent, asked]).toEqual(['', []]);
});
