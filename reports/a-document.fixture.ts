import type { RenderedDocument, ReportCell, ReportColumn, ReportSection } from './document.ts';

export const text = (words: string): ReportCell<string> => ({ kind: 'text', text: words });
export const money = (amount: string | null, currency = 'USD'): ReportCell<string> => ({
  kind: 'money',
  amount,
  currency,
});
export const quantity = (units: string | number | null): ReportCell<string> => ({
  kind: 'quantity',
  quantity: units,
});
export const instant = (at: string): ReportCell<string> => ({ kind: 'instant', at });
export const day = (one: string): ReportCell<string> => ({ kind: 'day', day: one });
export const none: ReportCell<string> = { kind: 'none' };

export const column = (key: string, kind: ReportColumn['kind'] = 'text'): ReportColumn<string> => ({
  key,
  head: key,
  kind,
  weight: 1,
});

/** A section of one group. */
export const section = (
  key: string,
  columns: readonly ReportColumn<string>[],
  rows: readonly (readonly ReportCell<string>[])[],
  totals: readonly (readonly ReportCell<string>[])[] = [],
): ReportSection<string> => ({
  key,
  title: `Section ${key}`,
  note: null,
  whenEmpty: 'Nothing changed.',
  columns,
  groups: [{ title: null, rows, totals: [] }],
  totals,
});

/** A month's report of these sections. */
export const documentOf = (...sections: readonly ReportSection<string>[]): RenderedDocument => ({
  kind: 'month',
  language: 'en',
  fileName: 'month-2026-11',
  title: 'November 2026',
  banner: null,
  header: {
    msp: { name: 'Lakeside IT', logo: null },
    month: '2026-11',
    currency: 'USD',
    timeZone: 'America/Chicago',
    facts: [{ label: 'Closed', value: instant('2026-12-04T16:01:00.000Z') }],
    checksum: 'ab'.repeat(32),
  },
  sections,
});
