import type { RenderedDocument, ReportRow, ReportSection } from '../document.ts';

/** A section of changes, as the report of a month has it. */
export const changes = (rows: readonly ReportRow<string>[]): ReportSection<string> => ({
  key: 'changes',
  title: 'Changes by invoice',
  note: null,
  whenEmpty: 'No changes.',
  columns: [
    { key: 'customer', head: 'Customer', kind: 'text', weight: 3 },
    { key: 'companyId', head: 'Company ID', kind: 'text', weight: 1, identifier: true },
    { key: 'after', head: 'After', kind: 'quantity', weight: 1 },
    { key: 'amount', head: 'Amount', kind: 'money', weight: 1 },
    { key: 'confirmedAt', head: 'Confirmed at', kind: 'instant', weight: 1 },
  ],
  groups: [{ title: 'Invoice of Dec 1, 2026', rows, totals: [totalOf('4711', 'USD')] }],
  totals: [totalOf('4711', 'USD'), totalOf('8.15', 'EUR')],
});

const totalOf = (amount: string, currency: string): ReportRow<string> => [
  { kind: 'text', text: 'Total' },
  { kind: 'none' },
  { kind: 'none' },
  { kind: 'money', amount, currency },
  { kind: 'none' },
];

export const change = (
  customer: string,
  id: string | undefined,
  amount: string | null,
): ReportRow<string> => [
  { kind: 'text', text: customer, ...(id === undefined ? {} : { id }) },
  { kind: 'text', text: 'not-on-paper' },
  { kind: 'quantity', quantity: '1234.5' },
  { kind: 'money', amount, currency: 'USD', signed: true },
  { kind: 'instant', at: '2026-12-02T04:30:00.000Z' },
];

/** Twelve months, drawn as a chart too. */
const trend: ReportSection<string> = {
  key: 'trend',
  title: 'Twelve months',
  note: null,
  whenEmpty: 'No month was closed.',
  charts: [{ title: 'Recovered', category: 'month', values: ['recovered'] }],
  columns: [
    { key: 'month', head: 'Month', kind: 'month', weight: 1 },
    { key: 'recovered', head: 'Recovered', kind: 'money', weight: 1 },
  ],
  groups: [
    {
      title: null,
      totals: [],
      rows: Array.from({ length: 12 }, (_, nth): ReportRow<string> => [
        { kind: 'month', month: `2026-${String(nth + 1).padStart(2, '0')}` },
        { kind: 'money', amount: nth === 2 ? null : String(100 * nth - 50), currency: 'USD' },
      ]),
    },
  ],
  totals: [],
};

export const reportOf = (rows: readonly ReportRow<string>[]): RenderedDocument => ({
  kind: 'control-list',
  fileName: 'control-list-2026-11',
  language: 'en',
  title: 'Control list, November 2026',
  banner: 'Control list, not a journal: the PSA posts the revenue.',
  header: {
    msp: { name: 'Bluewater & Sons <IT>', logo: null },
    month: '2026-11',
    currency: 'USD',
    timeZone: 'America/Chicago',
    checksum: `abc123${'0'.repeat(58)}`,
    facts: [
      { label: 'Integration', value: { kind: 'text', text: 'Duo and ConnectWise' } },
      { label: 'Closed', value: { kind: 'instant', at: '2026-12-04T16:01:00.000Z' } },
    ],
  },
  sections: [
    trend,
    changes(rows),
    { ...trend, key: 'empty', title: 'Not read', whenEmpty: 'All was read.', groups: [] },
  ],
});
