import { render, screen } from '@testing-library/react';
import type { MonthFigures } from '../../api/month-figures.ts';
import { rowsOf, ScreenFrame } from '../../context/screen-frame.fixture.tsx';
import { amount } from '../usage-line/measures.fixture.ts';
import { chartsOf } from './chart-data.ts';
import { Trends } from '../month/trends.tsx';
import { Months } from './months.tsx';
import { useReportsTexts } from './texts.ts';

const integrationId = '0a000000-0000-4000-8000-0000000000aa';
const running: MonthFigures = {
  month: '2026-11',
  state: 'open',
  running: true,
  reviewMonthId: null,
  version: null,
  earlierVersions: [],
  composedAt: '2026-11-24T02:04:00.000Z',
  currency: 'USD',
  recovered: { ...amount(3, '1284.5'), unknown: 1 },
  created: amount(0, '0'),
  ended: amount(0, '0'),
  credited: { ...amount(1, '0'), others: { EUR: '-15' } },
  net: '1284.5',
  netOthers: { EUR: '-15' },
  notBilled: amount(2, '56'),
  openLines: 4,
  onHoldLines: 0,
  measures: null,
  units: null,
  closedBy: null,
  closedAt: null,
};
const notClosed: MonthFigures = {
  ...running,
  month: '2026-10',
  running: false,
  composedAt: null,
  recovered: amount(0, '0'),
  credited: amount(1, '-40'),
  notBilled: null,
  openLines: null,
  onHoldLines: null,
};
const closed: MonthFigures = {
  ...notClosed,
  month: '2026-09',
  state: 'closed',
  reviewMonthId: '0a000000-0000-4000-8000-000000000002',
  version: 2,
  earlierVersions: [
    { id: '0a000000-0000-4000-8000-000000000001', version: 1, closedAt: '2026-10-02T10:00:00.000Z' },
  ],
  // As the company's amounts were then.
  currency: 'EUR',
  recovered: { ...amount(2, '20'), others: { USD: '8' } },
  credited: amount(0, '0'),
  notBilled: amount(1, '4'),
  openLines: 1,
  onHoldLines: 0,
  closedBy: { kind: 'member', id: '0a000000-0000-4000-8000-000000000003', name: 'Dana' },
  closedAt: '2026-10-05T10:00:00.000Z',
};
const items = [running, notClosed, closed];

describe('the months of the page of reports', () => {
  it('has every amount in its own currency, and nothing that is not known as zero', () => {
    render(
      <Months integrationId={integrationId} months={{ items, earlier: null }} newest onUntil={jest.fn()} />,
      { wrapper: ScreenFrame },
    );
    expect(rowsOf('Months').map((row) => row.split(' | ').slice(0, 5))).toEqual([
      ['November 2026In progress', '+1,284.50 + 1 unknown', '−15.00 EUR', '56.00', '4'],
      ['October 2026Not closed', '0.00', '−40.00', 'unknown', 'unknown'],
      ['September 2026Version 2Version 1', '+8.00, +20.00 EUR', '0.00 EUR', '4.00 EUR', '1'],
    ]);
  });

  it('draws what was recovered upwards and what was credited downwards, each currency by itself', () => {
    render(<Trends items={items} />, { wrapper: ScreenFrame });
    const pictures = screen.getAllByRole('img');
    const words = (picture: Element | undefined) =>
      [...(picture?.querySelectorAll('title') ?? [])].map(({ textContent }) => textContent).slice(-3);
    expect(pictures.map(words)).toEqual([
      [
        'September 2026: +8.00 recovered, 0.00 overbilling ended',
        'October 2026: 0.00 recovered, −40.00 overbilling ended',
        'November 2026: +1,284.50 recovered, 0.00 overbilling ended',
      ],
      [
        'September 2026: +20.00 EUR recovered, 0.00 EUR overbilling ended',
        'October 2026: 0.00 EUR recovered, 0.00 EUR overbilling ended',
        'November 2026: 0.00 EUR recovered, −15.00 EUR overbilling ended',
      ],
    ]);
    const line = Number(pictures[0]?.querySelector('line')?.getAttribute('y1'));
    const bars = [...(pictures[0]?.querySelectorAll('.fill-info-mark, .fill-warn-mark') ?? [])].slice(-4);
    expect(
      bars.map((one) => Number(one.getAttribute('y')) < line && Number(one.getAttribute('height')) > 0),
    ).toEqual([false, false, true, false]);
  });

  it('charts units, money in each currency by itself, and lines, with nothing unknown as zero', () => {
    const units = { counted: 1788, billed: '1813.5' };
    const shown = new Map<string, readonly string[]>();
    function Charts() {
      const text = useReportsTexts();
      for (const { title, months, series } of chartsOf(
        [{ ...running, units, onHoldLines: 1 }, notClosed, closed],
        text,
      )) {
        const rows = months.map((month, nth) =>
          [month, ...series.map(({ values, shown: said }) => said(values[nth] ?? null))].join(' | '),
        );
        shown.set(title, rows.slice(-3));
      }
      return null;
    }
    render(<Charts />, { wrapper: ScreenFrame });
    expect(Object.fromEntries(shown)).toEqual({
      'Counted and billed units': ['2026-09 | – | –', '2026-10 | – | –', '2026-11 | 1,788 | 1,813.5'],
      'Recovered and overbilling ended, USD per month': [
        '2026-09 | +8.00 | 0.00',
        '2026-10 | 0.00 | −40.00',
        '2026-11 | +1,284.50 | 0.00',
      ],
      'Recovered and overbilling ended, EUR per month': [
        '2026-09 | +20.00 EUR | 0.00 EUR',
        '2026-10 | 0.00 EUR | 0.00 EUR',
        '2026-11 | 0.00 EUR | −15.00 EUR',
      ],
      'Open lines, and those on hold': ['2026-09 | 1 | 0', '2026-10 | – | –', '2026-11 | 4 | 1'],
    });
  });
});
