import type { ComparedRow, InvoiceComparison } from '../../domain/months/invoice-comparison.ts';
import { packsOfFive } from '../../domain/months/months.fixture.ts';
import { inEnglish } from '../../messages/english.ts';
import { message } from '../../messages/message.ts';
import { invoicesSection } from './invoices-section.ts';

const row = (more: Partial<ComparedRow> = {}): ComparedRow => ({
  companyId: 'C1',
  companyName: 'Bluewater Dental',
  agreementId: 'A1',
  agreementName: 'Managed Services',
  psaLineId: 'L1',
  product: 'DUO-ESS',
  currency: 'USD',
  invoices: [{ number: 'INV-1', day: '2026-11-01', state: 'invoiced', kind: 'invoice' }],
  expectedQuantity: '41',
  expected: '164',
  billedQuantity: '38',
  billed: '152',
  difference: '-12',
  reasons: [message('invoices.reason.none')],
  ...more,
});

const sectionOf = (rows: readonly ComparedRow[], more: Partial<InvoiceComparison> = {}) =>
  invoicesSection({ month: '2026-11', readAt: '2026-12-01T08:00:00Z', notAvailable: null, rows, ...more });

/** Cells by the key of their column, in words. */
const shown = (
  { columns }: ReturnType<typeof sectionOf>,
  cells: ReturnType<typeof sectionOf>['totals'][number] = [],
) =>
  Object.fromEntries(
    columns.map(({ key }, nth) => {
      const cell = cells[nth]!;
      if (cell.kind === 'text')
        return [key, typeof cell.text === 'string' ? cell.text : inEnglish(cell.text)];
      return [
        key,
        cell.kind === 'money'
          ? [cell.amount, cell.currency]
          : cell.kind === 'quantity'
            ? cell.quantity
            : null,
      ];
    }),
  );

it('says of each line what was expected, what was billed by which invoices, and why they differ', () => {
  const credit = { number: null, day: '2026-11-20', state: 'invoiced', kind: 'credit' } as const;
  const rules = [{ seats: 36, applied: packsOfFive(36) }];
  const section = sectionOf([row({ invoices: [...row().invoices, credit], rules })]);
  expect(shown(section, section.groups[0]?.rows[0])).toEqual({
    customer: 'Bluewater Dental',
    agreement: 'Managed Services',
    product: 'DUO-ESS',
    'line-id': 'L1',
    invoices: 'INV-1, Nov 1, 2026 and Without a number, Nov 20, 2026 (credit)',
    'expected-quantity': '41',
    expected: ['164', 'USD'],
    'billed-quantity': '38',
    billed: ['152', 'USD'],
    difference: ['-12', 'USD'],
    equation: '36 seats − 2 free = 34 → 7 packs of 5 → minimum 10 = 10',
    reasons: 'Not explained. Compare with the invoice in the PSA.',
  });
});

it('adds what is known in each currency, and never takes what is unknown for nothing', () => {
  const unknown = { expected: null, difference: null };
  const section = sectionOf([row(), row(unknown), row({ ...unknown, currency: 'CAD', billed: '7' })]);
  expect(section.totals.map((cells) => shown(section, cells))).toMatchObject([
    { customer: 'Total', expected: [null, 'CAD'], billed: ['7', 'CAD'], difference: [null, 'CAD'] },
    { customer: 'Total', expected: ['164', 'USD'], billed: ['304', 'USD'], difference: ['-12', 'USD'] },
  ]);
});

it('names whole agreements where invoices have no lines, and why there is nothing to compare with', () => {
  const section = sectionOf([
    row({ psaLineId: null, product: null, expectedQuantity: null, billedQuantity: null }),
  ]);
  expect(shown(section, section.groups[0]?.rows[0])).toMatchObject({
    product: 'All lines',
    'expected-quantity': null,
    'line-id': null,
  });
  const empty = sectionOf([], { notAvailable: message('invoices.not-ended') });
  expect({ ...empty, columns: [], title: '' }).toMatchObject({ groups: [], totals: [], note: null });
  expect(empty.whenEmpty).toEqual(message('invoices.not-ended'));
});
