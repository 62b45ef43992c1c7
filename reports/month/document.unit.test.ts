import { monthChange, monthLine, packsOfFive } from '../../domain/months/months.fixture.ts';
import { monthReport } from '../../domain/months/month-report.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import type { ReportCell, ReportRow } from '../document.ts';
import { rendered } from '../render.ts';
import { openLines } from './open-lines.ts';
import { monthDocument, type MonthFacts } from './document.ts';

/** What a person gets who adds up a column of these rows, in one currency. */
const added = (rows: readonly ReportRow[], at: number, currency: string): number =>
  rows
    .map((row) => row[at])
    .reduce(
      (sum, cell) =>
        cell?.kind === 'money' && cell.currency === currency ? sum + Number(cell.amount ?? 0) : sum,
      0,
    );

const totals: ControlTotals = {
  accounts: { listed: 3, counted: 2, incomplete: 0, failed: 1, gone: 0, notYetRead: 0 },
  seats: { counted: 40, mapped: 40, internal: 0, nfr: 0, excluded: 0, unmapped: 0 },
  units: { live: '37', inGroups: '37', noAccount: '0', ignored: '0', linesWithoutQuantity: 0 },
  billable: { seats: 40, less: 26, more: 5, units: 19, notRead: 0 },
  lines: { total: 6, byKind: { increase: 2, 'not-read': 1 }, held: 1 },
  variance: '3',
  notRead: {
    accounts: [
      { accountId: 'a9', name: 'Vista', outcome: 'failed', code: 'VendorTimeout', lastKnownSeats: null },
    ],
    lastKnownSeats: 0,
  },
  closes: true,
  mismatches: [],
};

const later = { invoiceDate: '2026-12-15' } as const;
const down = { ...later, after: '7', effectPerMonth: '-12.5', effectPerInvoice: '-37.5' } as const;
const reported: Parameters<typeof monthReport>[0] = {
  month: '2026-11',
  currency: 'USD',
  composedAt: '2026-11-30T22:12:00.000Z',
  totals,
  lines: [
    monthLine({ psaReadAt: '2026-11-30T22:11:00.000Z', vendorReadAt: '2026-11-30T22:10:00.000Z' }),
    monthLine({ label: 'Zenith', flags: ['held'], effectPerMonth: '500' }),
    monthLine({ label: 'Euro', currency: 'EUR', effectPerMonth: null }),
    monthLine({
      label: 'Quiet',
      kind: 'match',
      open: false,
      effectPerMonth: '0',
      vendorQuantity: 36,
      rule: { day: '2026-12-01', applied: packsOfFive(36), later: { from: '2026-12-15', applied: null } },
    }),
    monthLine({ label: 'Packs', vendorQuantity: 61, rule: { day: '2026-12-01', applied: packsOfFive(61) } }),
    monthLine({ label: 'Vista', kind: 'not-read', open: true, notRead: message('usage.money.not-read') }),
  ],
  lineCount: 5,
  changes: [
    monthChange(down),
    monthChange({ after: '12', seats: 61, rule: packsOfFive(61) }),
    monthChange({
      ...later,
      label: 'Euro',
      currency: 'EUR',
      effectPerMonth: '9',
      effectPerInvoice: null,
      change: 'create-line',
    }),
    monthChange({ state: 'queued', made: false, finishedAt: null }),
  ],
  decisions: [
    {
      at: '2026-11-03T09:00:00.000Z',
      action: 'mapping.give-role',
      by: { kind: 'member', id: 'm1' },
      byName: 'Ada',
      label: 'Acme',
      detail: message('reports.decided.role', { line: '901', role: message('tables.role.duplicate') }),
      reason: 'twice',
    },
  ],
  before: null,
  audit: null,
};
const report = monthReport(reported);
const facts: MonthFacts = {
  report,
  msp: { name: 'Harbor Lane', logo: null },
  timeZone: 'America/Chicago',
  ruleVersion: 3,
  closing: {
    version: 2,
    at: '2026-12-04T16:01:00.000Z',
    by: 'Ada',
    checksum: '0a1b2c',
  },
  earlier: [{ month: '2026-10', version: 1, figures: report.figures }],
};
const render = createRenderer(catalogOf('en'), {
  timeZone: facts.timeZone,
  terms: { vendor: 'Duo', psa: 'ConnectWise' },
});
const document = rendered(monthDocument(facts), render, 'en');
const section = (key: string) => document.sections.find((one) => one.key === key)!;
const said = (cell: ReportCell<string>): unknown =>
  cell.kind === 'text' ? cell.text : cell.kind === 'money' ? [cell.amount, cell.currency] : cell.kind;
/** Cells that say something, by the key of their column. */
const cells = (key: string, row: ReportRow<string>) =>
  Object.fromEntries(
    row.flatMap((cell, nth) =>
      cell.kind === 'none' ? [] : [[section(key).columns[nth]!.key, said(cell)] as const],
    ),
  );

describe('the document of a month', () => {
  it('has a cell for each column in every row and total, and says all of it in words', () => {
    for (const { key, columns, groups, totals: sums } of document.sections) {
      const rows = [...groups.flatMap((group) => [...group.rows, ...group.totals]), ...sums];
      expect([key, ...rows.map((row) => row.length)]).toEqual([key, ...rows.map(() => columns.length)]);
      expect(new Set(columns.map((one) => one.key)).size).toBe(columns.length);
    }
    expect(JSON.stringify(document)).not.toMatch(/not available|today|yesterday/iu);
  });

  it('says below every column what a person gets who adds it up, in each currency', () => {
    let compared = 0;
    for (const { key, columns, groups, totals: sums } of document.sections) {
      const adds = (rows: readonly ReportRow[], totalRows: readonly ReportRow[]): void => {
        for (const row of totalRows)
          columns.forEach((one, at) => {
            const cell = row[at];
            if (cell?.kind !== 'money' || cell.amount === null) return;
            compared += 1;
            const said = [key, one.key, cell.currency];
            expect([...said, added(rows, at, cell.currency)]).toEqual([...said, Number(cell.amount)]);
          });
      };
      adds(
        groups.flatMap(({ rows }) => rows),
        sums,
      );
      groups.forEach(({ rows, sums: areSums, totals: own }, nth) => {
        adds(rows, own);
        if (areSums === true)
          adds(
            groups.slice(0, nth).flatMap((group) => group.rows),
            rows,
          );
      });
    }
    expect(compared).toBeGreaterThan(5);
  });

  it('is named by month and version, and says who closed it, when, and when each side was read', () => {
    expect(document.fileName).toBe('review-month-2026-11-v2');
    expect(document.header.checksum).toBe('0a1b2c');
    expect(
      document.header.facts.map(({ label, value }) => [
        label,
        value.kind === 'instant' ? value.at : said(value),
      ]),
    ).toEqual([
      ['Integration', 'Duo and ConnectWise'],
      ['Version', '2'],
      ['Closed at', '2026-12-04T16:01:00.000Z'],
      ['Closed by', 'Ada'],
      ['Data read by', '2026-11-30T22:12:00.000Z'],
      ['Duo read', '2026-11-30T22:10:00.000Z'],
      ['ConnectWise read', '2026-11-30T22:11:00.000Z'],
      ['Version of the rules', '3'],
    ]);
  });

  it('lists confirmed changes by invoice; the sums of each currency are those of the figures', () => {
    const { groups, totals: sums } = section('changes');
    expect(groups.map(({ title, rows }) => [title, rows.length])).toEqual([
      ['Invoice of Dec 1, 2026', 1],
      ['Invoice of Dec 15, 2026', 2],
    ]);
    expect(groups[1]!.totals.map((row) => cells('changes', row))).toEqual([
      { customer: 'Net', amount: ['-12.5', 'USD'], 'amount-per-invoice': ['-37.5', 'USD'] },
      { customer: 'Net', amount: ['9', 'EUR'], 'amount-per-invoice': [null, 'EUR'] },
    ]);
    expect(sums.map((row) => cells('changes', row)['amount'])).toEqual([
      [report.figures.net, 'USD'],
      [report.figures.netOthers!['EUR'], 'EUR'],
    ]);
  });

  it('adds up open lines within one figure: what is blocked apart, what is unknown as such', () => {
    const { groups } = section('open-lines');
    expect(
      groups.map(({ title, totals: sums }) => [
        title,
        ...sums.map((row) => cells('open-lines', row)['amount']),
      ]),
    ).toEqual([
      ['Incomplete data'],
      ['Underbilled', ['24', 'USD'], [null, 'EUR']],
      ['Underbilled, blocked', ['500', 'USD']],
    ]);
    expect(groups[1]!.rows.map((row) => cells('open-lines', row)['amount'])).toEqual([
      ['12', 'USD'],
      [null, 'EUR'],
      ['12', 'USD'],
    ]);
  });

  it('says from which day a line bills twice', () => {
    const twin = monthLine({ kind: 'billed-twice', beginsOn: '2027-01-01' });
    const { groups } = openLines(monthReport({ ...reported, lines: [twin] }));
    expect(groups[0]?.rows[0]?.[0]).toEqual({
      kind: 'text',
      text: message('month-document.billed-twice-from', { day: '2027-01-01' }),
    });
  });

  it('says of each line and change under a billing rule what it made of the seats', () => {
    const quantities = (key: string, row: ReportRow<string>) =>
      row.flatMap((cell, nth) =>
        cell.kind === 'quantity' ? [`${section(key).columns[nth]!.key} ${String(cell.quantity)}`] : [],
      );
    const ofPacks = section('open-lines').groups[1]!.rows[2]!;
    expect(quantities('open-lines', ofPacks)).toContain('billable-units 12');
    const [confirmed] = section('changes').groups[0]!.rows;
    expect(cells('changes', confirmed!)['equation']).toBe(
      '61 seats − 2 free = 59 → 12 packs of 5 → minimum 10 = 12',
    );
    const { groups } = section('billing-rules');
    const rows = groups[0]!.rows.map((row) => ({
      ...cells('billing-rules', row),
      quantities: quantities('billing-rules', row).slice(0, 2),
    }));
    const rule = {
      'billing-rule': expect.stringMatching(/^First 2 free, .* \(MSA 2025-114, section 3\)$/u),
      valid: 'From Jan 1, 2026',
      'rule-version': '2',
    };
    expect(rows).toMatchObject([
      {
        ...rule,
        customer: 'Quiet',
        quantities: ['vendor-seats 36', 'billable-units 10'],
        equation: '36 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10',
      },
      {
        customer: 'Quiet',
        'billing-rule': 'No billing rule',
        quantities: ['vendor-seats 36', 'billable-units 36'],
      },
      { ...rule, customer: 'Packs', quantities: ['vendor-seats 61', 'billable-units 12'] },
    ]);
  });

  it('leads from seats to billable units in the control totals', () => {
    const totalsOf = section('control-totals').groups[0]!.rows.map((row) =>
      row.map((cell) => (cell.kind === 'quantity' ? cell.quantity : said(cell))),
    );
    const [first] = totalsOf.flatMap(([name], at) => (name === 'Seats on lines read completely' ? [at] : []));
    expect(totalsOf.slice(first, first! + 5).map(([name, value]) => [name, value])).toEqual([
      ['Seats on lines read completely', 40],
      ['Seats that billing rules do not bill', 26],
      ['Units that billing rules add', 5],
      ['Billable units', 19],
      ['Seats on lines not read', 0],
    ]);
  });

  it('adds up customers in each currency, and draws the months', () => {
    expect(section('customers').totals.map((row) => said(row[1]!))).toEqual([
      [report.figures.recovered.perMonth, 'USD'],
      [report.figures.recovered.others!['EUR'], 'EUR'],
    ]);
    const names = section('customers').columns.map(({ key }) => key);
    expect(names.slice(1, 5)).toEqual(['recovered', 'created', 'credited', 'ended']);
    const created = section('customers').totals.map((row) => said(row[2]!));
    expect(created).toEqual([
      ['0', 'USD'],
      ['9', 'EUR'],
    ]);
    expect(section('months').groups[0]!.rows).toHaveLength(2);
    expect(section('months').charts?.map(({ values }) => values)).toEqual([
      ['counted-units', 'billed-units'],
      ['recovered', 'credited'],
      ['open', 'on-hold'],
    ]);
  });
});
