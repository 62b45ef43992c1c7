import { render, screen, within } from '@testing-library/react';
import type { MonthReport } from '../../api/review-months.ts';
import { ScreenFrame, rowsOf } from '../../context/screen-frame.fixture.tsx';
import { amount, measuresWith } from '../usage-line/measures.fixture.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { MonthReportBody } from './month-report.tsx';

type Figures = MonthReport['figures'];
const none = amount(0, '0');
const results: Omit<Figures, 'open' | 'notRead'> = {
  recovered: { ...amount(3, '8'), others: { JPY: '1800', EUR: '20' } },
  credited: { ...amount(1, '0'), others: { EUR: '-15' } },
  created: amount(1, '8'),
  ended: none,
  net: '8',
  netOthers: { EUR: '5', JPY: '1800' },
  waiting: { up: { ...amount(1, '0'), others: { EUR: '2.5' } }, down: none },
  conflicts: 0,
};
const open: Figures['open'] = {
  lines: 4,
  onHold: 0,
  byKind: [
    {
      kind: 'increase',
      lines: 4,
      held: 0,
      effect: { ...amount(4, '16'), others: { EUR: '20' } },
      atRisk: none,
    },
  ],
  measures: measuresWith({
    underBilled: { ...amount(3, '16'), others: { EUR: '20' } },
    overBilled: { ...amount(1, '0'), others: { XXX: '-23' } },
  }),
};
const figures: Figures = { ...results, open, notRead: { lines: 0, accounts: 0, lastKnownSeats: 0 } };
const by = { kind: 'member', id: '0a000000-0000-4000-8000-000000000001', name: 'Dana' } as const;

const change = (label: string, some: object) => ({
  approvalLineId: label,
  label,
  companyId: '250',
  agreementId: '71',
  agreementName: 'Managed IT',
  productName: 'Seats',
  before: '10',
  after: '12',
  state: 'confirmed',
  invoiceDate: '2026-12-01',
  approvedAt: '2026-11-20T02:04:00.000Z',
  finishedAt: '2026-11-20T02:05:00.000Z',
  by,
  reason: null,
  unitPrice: '4',
  effectPerMonth: null,
  effectPerInvoice: null,
  made: true,
  conflict: false,
  ...some,
});

const report = {
  integrationId: '0a000000-0000-4000-8000-0000000000aa',
  month: '2026-11',
  composedAt: '2026-11-24T02:04:00.000Z',
  currency: 'USD',
  closes: true,
  openLines: 4,
  totals: {
    accounts: { listed: 0, counted: 0, incomplete: 0, failed: 0, gone: 0, notYetRead: 0 },
    seats: { counted: 0, mapped: 0, internal: 0, nfr: 0, excluded: 0, unmapped: 0 },
    units: { live: '0', inGroups: '0', noAccount: '0', ignored: '0', linesWithoutQuantity: 0 },
    lines: { total: 0, byKind: {}, held: 0 },
    variance: '0',
    notRead: { accounts: [], lastKnownSeats: 0 },
    closes: true,
    mismatches: [],
  },
  figures,
  before: { month: '2026-10', version: 1, figures: { ...figures, netOthers: { EUR: '-1' }, net: '2' } },
  customers: [{ companyId: '250', label: 'Dunes Atelier', results, open, notReadLines: 0 }],
  reviewers: [{ by, decisions: {}, results }],
  lines: [
    {
      usageLineId: null,
      label: 'Fuji Trading',
      companyId: '251',
      kind: 'increase',
      flags: [],
      decision: 'open',
      version: 1,
      vendorQuantity: 31,
      billableUnits: 13,
      rule: { applied: { equation: '31 seats → maximum 13 = 13' }, later: null },
      psaQuantity: '10',
      variance: '3',
      currency: 'JPY',
      effectPerMonth: '1800',
      atRiskPerMonth: null,
      vendorReadAt: null,
      psaReadAt: null,
      notRead: null,
      open: true,
    },
  ],
  lineCount: 1,
  writeBacks: [
    change('Quarry Ridge', { invoiceDate: '2027-01-01', effectPerMonth: null }),
    change('Fuji Trading', { effectPerMonth: '1800', effectPerInvoice: '1800', currency: 'JPY' }),
    change('Dunes Atelier', { effectPerMonth: '8', effectPerInvoice: '8' }),
    change('Vista Nonprofit', { effectPerMonth: '-4', effectPerInvoice: '-4', after: '9' }),
    change('Alder', { made: false, state: 'queued', effectPerMonth: '400' }),
  ],
  decisions: [],
  audit: null,
} as unknown as MonthReport;

describe('the report of a month in several currencies', () => {
  beforeEach(() => {
    render(<MonthReportBody report={report} />, { wrapper: ScreenFrame });
  });

  it('has every figure in each currency by itself, never added', () => {
    const tiles = within(screen.getByRole('region', { name: 'Figures' })).getAllByRole('definition');
    expect(tiles.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^\+8\.00, \+20\.00 EUR, \+1,800 JPY3 changes1 line created/u),
      expect.stringMatching(/^−15\.00 EUR1 change/u),
      '+8.00, +5.00 EUR, +1,800 JPY1 change waiting+2.00, −1.00 EUR in October 2026',
      expect.stringMatching(
        /^4 lines\+16\.00, \+20\.00 EUR underbilled−23\.00 \(currency not confirmed\) overbilled/u,
      ),
    ]);
  });

  it('has them so in the tables of kinds, customers, reviewers and lines', () => {
    expect(rowsOf('Open lines by kind')).toEqual([
      expect.stringContaining('| 4 |  | +16.00, +20.00 EUR | '),
      '4 |  | +16.00, +20.00 EUR −23.00 (currency not confirmed) | ',
    ]);
    const brought = '+8.00, +20.00 EUR, +1,800 JPY | +8.00 | −15.00 EUR |  | +2.50 EUR | ';
    const all = `${brought} | 4 | +16.00, +20.00 EUR | −23.00 (currency not confirmed) |  |  | `;
    expect(rowsOf('Customers')).toEqual([`Dunes Atelier | ${all}`, all]);
    expect(rowsOf('Reviewers')).toEqual([`Dana |  | ${brought}`, brought]);
    expect(rowsOf('Lines, open ones first')).toEqual([
      expect.stringContaining('| 31 | 13 | 31 seats → maximum 13 = 13 | 10 | +1,800 JPY | Open'),
    ]);
  });

  it('nets what each invoice and the month bring, by currency, with what is not known', () => {
    const amounts = rowsOf('Changes by invoice').map((row) => row.split(' | ').slice(-4, -2).join(' | '));
    const [title, dunes, fuji, vista, first, , quarry, second, net] = amounts;
    expect(title).toBe('');
    expect([dunes, fuji, vista]).toEqual(['+8.00 | +8.00', '+1,800 JPY | +1,800 JPY', '−4.00 | −4.00']);
    expect(first).toBe('+4.00, +1,800 JPY | +4.00, +1,800 JPY');
    expect([quarry, second]).toEqual(['unknown | unknown', 'unknown | unknown']);
    expect(net).toBe('+4.00, +1,800 JPY + 1 unknown | +4.00, +1,800 JPY + 1 unknown');
    expect(screen.getAllByRole('rowheader', { name: 'Net' })).toHaveLength(4);
  });
});

it('names the currency of a month that was closed in another one', () => {
  render(<MonthReportBody report={{ ...report, currency: 'CAD' }} />, { wrapper: ScreenFrame });
  expect(rowsOf('Reviewers')[0]).toContain('+8.00 CAD');
  expect(rowsOf('Changes by invoice').at(1)).toContain('+8.00 CAD');
});

it('has no literal in the report other than names and codes', () => {
  inPseudoLocale();
  const { container } = render(<MonthReportBody report={report} />, { wrapper: ScreenFrame });
  expect(
    literalsIn(container, [
      'Dunes Atelier',
      'Fuji Trading',
      'Dana',
      'Quarry Ridge',
      'Vista Nonprofit',
      'Alder',
      'Managed IT',
      'Dec 1, 2026',
      'Jan 1, 2027',
      'Seats',
      '31 seats → maximum 13 = 13',
      '(currency not confirmed)',
      'EUR',
      'JPY',
    ]),
  ).toEqual([]);
});
