import { render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { RunWatchProvider } from '../../context/run-watch.tsx';
import { Served } from '../../context/served.fixture.tsx';
import type { MonthFigures } from '../../api/month-figures.ts';
import { writeTimesIn } from '../../values/format.ts';
import { amount, measuresWith } from '../usage-line/measures.fixture.ts';
import ClosedNews from './closed-news.tsx';
import EarlierMonth from './earlier-month.tsx';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const none = amount(0, '0');
const month = (name: string, change: Partial<MonthFigures>): MonthFigures => ({
  month: name,
  state: 'open',
  running: false,
  reviewMonthId: null,
  version: null,
  earlierVersions: [],
  composedAt: null,
  currency: 'USD',
  recovered: none,
  credited: none,
  created: none,
  ended: none,
  net: '0',
  notBilled: null,
  openLines: null,
  onHoldLines: null,
  measures: null,
  units: null,
  closedBy: null,
  closedAt: null,
  ...change,
});
const november = month('2026-11', {
  state: 'closed',
  reviewMonthId: 'the-report',
  version: 2,
  composedAt: '2026-11-30T23:11:00Z',
  recovered: amount(7, '426'),
  created: amount(2, '84'),
  credited: amount(1, '-22.5'),
  net: '403.5',
  notBilled: amount(7, '376'),
  openLines: 14,
  onHoldLines: 11,
  measures: measuresWith({
    underBilled: amount(2, '48'),
    heldDown: amount(1, '-361', 1),
    notBilled: amount(7, '376'),
    waitingUp: amount(1, '8'),
  }),
  closedBy: { kind: 'member', id: 'dana', name: 'Dana Reyes' },
  closedAt: '2026-12-04T16:01:22Z',
});
const october = month('2026-10', { recovered: amount(3, '90'), net: '90' });

const integrations = {
  items: [{ id, finishedAt: '2026-09-01T00:00:00Z', phase: 'active', activeRunId: null, dataVersion: '1' }],
};
const months = {
  items: [october, november, month('2026-12', { running: true })],
};
const shown = (part: ReactNode, figures: readonly MonthFigures[], until: string | null) =>
  render(
    <Served
      known={[
        [['integrations'], integrations],
        [['months', id], months],
        [['months', id, 'figures', until], { items: figures, earlier: null }],
      ]}
    >
      <RunWatchProvider>{part}</RunWatchProvider>
    </Served>,
  );

describe('a month that is over', () => {
  beforeEach(() => writeTimesIn('America/Chicago'));

  it('says who closed it and when, in absolute terms, and leads to its report, paper and files', () => {
    shown(<EarlierMonth month="2026-11" />, [november, october], '2026-11');
    expect(screen.getByText('November 2026 is closed')).toBeTruthy();
    expect(screen.getByText(/^Closed by/u).textContent).toBe(
      'Closed by Dana Reyes, Dec 4, 2026, 10:01 AM CST · Version 2',
    );
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toEqual(
      expect.arrayContaining([
        '/reports/the-report',
        '/api/v1/review-months/the-report.pdf?inline=true',
        '/api/v1/review-months/the-report/files.zip',
      ]),
    );
  });

  it('compares its results with the month before, and shows missing amounts as unknown', () => {
    const { unmount } = shown(<EarlierMonth month="2026-11" />, [november, october], '2026-11');
    const [figures] = screen.getAllByText('Recovered');
    expect(figures!.parentElement!.textContent).toBe(
      'Recovered+426.007 changes2 lines created+90.00 in October 2026',
    );
    unmount();
    shown(<EarlierMonth month="2026-10" />, [october], '2026-10');
    expect(screen.getByText(/^October 2026 is not closed yet/u)).toBeTruthy();
    expect(screen.getByText('Not billed').parentElement!.textContent).toMatch(/^Not billed\s*unknown$/u);
    expect(screen.queryByRole('region', { name: /^Carried over/u })).toBeNull();
  });

  it('carries open lines, those on hold, and waiting changes over to the next month, figure by figure', () => {
    shown(<EarlierMonth month="2026-11" />, [november, october], '2026-11');
    const carried = within(screen.getByRole('region', { name: 'Carried over to December 2026' }));
    expect(carried.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
      '14Underbilled +48.00 (2)Overbilled, blocked unknown (1)Not billed 376.00 (7)',
      '11of 14 open lines',
      '1Waiting increases +8.00 (1)',
    ]);
  });

  it('is in a list, with buttons for the month before and after', () => {
    shown(<EarlierMonth month="2026-11" />, [november, october], '2026-11');
    const list = within(screen.getByRole('navigation', { name: 'Months' }));
    expect(list.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/month?month=2026-10',
      '/month',
    ]);
    expect(list.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
      'December 2026 (in progress)',
      'November 2026 (closed)',
      'October 2026',
    ]);
  });

  it('shows its months as a table as well as bars', () => {
    shown(<EarlierMonth month="2026-11" />, [november, october], '2026-11');
    expect(screen.getByRole('img')).toBeTruthy();
    const table = within(screen.getByRole('table', { name: 'By month' }));
    expect(table.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
      'MonthRecoveredOverbilling ended',
      'November 2026+426.00−22.50',
      'October 2026+90.000.00',
    ]);
  });
});

describe('above the running month', () => {
  afterEach(() => jest.restoreAllMocks());
  const running = month('2026-12', { running: true });

  it.each([
    ['the month before was closed these days', '2026-12-05', running, 'November 2026 is closed'],
    ['nothing, once that is no news', '2026-12-20', running, null],
    [
      'it is closed already',
      '2026-12-20',
      { ...november, month: '2026-12', running: true },
      'December 2026 is closed',
    ],
  ])('it says that %s', (_, today, now, words) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(`${today}T12:00:00Z`));
    shown(<ClosedNews month="2026-12" />, [now, november], null);
    expect(screen.queryByText(/ is closed$/u)?.textContent ?? null).toBe(words);
  });
});
