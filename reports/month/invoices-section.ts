import type { CurrencyCode } from '../../domain/currency.ts';
import type {
  ComparedInvoice,
  ComparedRow,
  InvoiceComparison,
} from '../../domain/months/invoice-comparison.ts';
import { equation } from '../../domain/billing-rules/rule-text.ts';
import { decimal, type DecimalText, decimalText } from '../../domain/quantity.ts';
import { asWritten, type Message, message, sentences } from '../../messages/message.ts';
import type { ReportCell, ReportColumn, ReportRow, ReportSection } from '../document.ts';
import { equationColumn } from '../rule-cells.ts';

const columns: readonly ReportColumn[] = [
  { key: 'customer', head: message('invoices.column.customer'), kind: 'text', weight: 3 },
  { key: 'agreement', head: message('invoices.column.agreement'), kind: 'text', weight: 3 },
  { key: 'product', head: message('invoices.column.product'), kind: 'text', weight: 2 },
  { key: 'line-id', head: message('invoices.column.line'), kind: 'text', identifier: true, weight: 1 },
  { key: 'invoices', head: message('invoices.column.invoices'), kind: 'text', weight: 3 },
  {
    key: 'expected-quantity',
    head: message('invoices.column.expected-quantity'),
    kind: 'quantity',
    weight: 1,
  },
  { key: 'expected', head: message('invoices.column.expected'), kind: 'money', weight: 2 },
  { key: 'billed-quantity', head: message('invoices.column.billed-quantity'), kind: 'quantity', weight: 1 },
  { key: 'billed', head: message('invoices.column.billed'), kind: 'money', weight: 2 },
  { key: 'difference', head: message('invoices.column.difference'), kind: 'money', weight: 2 },
  equationColumn,
  { key: 'reasons', head: message('invoices.column.reasons'), kind: 'text', weight: 4 },
];

/** What Seatwise expected on the invoices of the month, next to what the PSA billed (RULES 12). */
export function invoicesSection({ rows, notAvailable }: InvoiceComparison): ReportSection {
  const showsLines = rows.some(({ psaLineId }) => psaLineId !== null);
  return {
    key: 'invoices',
    title: message('invoices.title'),
    note: rows.length === 0 ? null : message(`invoices.note.${showsLines ? 'lines' : 'agreements'}`),
    whenEmpty: notAvailable ?? message('invoices.none'),
    columns,
    groups: rows.length === 0 ? [] : [{ title: null, rows: rows.map(cells), totals: [] }],
    totals: totalsOf(rows),
  };
}

const textOrNone = (text: Message | null): ReportCell => (text === null ? none : { kind: 'text', text });

const cells = (row: ComparedRow): ReportRow => [
  { kind: 'text', text: row.companyName, id: row.companyId },
  { kind: 'text', text: row.agreementName, id: row.agreementId },
  { kind: 'text', text: row.psaLineId === null ? message('invoices.whole-agreement') : (row.product ?? '') },
  row.psaLineId === null ? none : { kind: 'text', text: row.psaLineId },
  row.invoices.length === 0
    ? none
    : { kind: 'text', text: message('invoices.list', { invoices: row.invoices.map(invoiceWords) }) },
  row.psaLineId === null ? none : { kind: 'quantity', quantity: row.expectedQuantity },
  money(row.expected, row.currency),
  row.psaLineId === null || row.invoices.length === 0
    ? none
    : { kind: 'quantity', quantity: row.billedQuantity },
  money(row.billed, row.currency),
  { ...money(row.difference, row.currency), signed: true },
  equationsOf(row),
  textOrNone(sentences(row.reasons)),
];

/** Those of an agreement's usage lines. */
function equationsOf({ rules = [] }: ComparedRow): ReportCell {
  const all = rules.flatMap(({ applied, seats }) =>
    applied.units === null ? [] : [equation(applied, seats)],
  );
  return all.length === 0 ? none : { kind: 'text', text: message('tables.all', { all }) };
}

const none: ReportCell = { kind: 'none' };

const money = (amount: DecimalText | null, currency: CurrencyCode) =>
  ({ kind: 'money', amount, currency }) as const;

function invoiceWords({ number, day, state, kind }: ComparedInvoice): Message {
  if (state === 'posted') return message('invoices.invoice.posted', { day });
  const named = number === null ? message('invoices.no-number') : asWritten(number);
  return message(`invoices.invoice.${state === 'voided' ? state : kind === 'credit' ? kind : 'invoiced'}`, {
    number: named,
    day,
  });
}

/** Of each currency, what is known: an unknown amount is in no total. */
function totalsOf(rows: readonly ComparedRow[]): readonly ReportRow[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const some = rows.filter((row) => row.currency === currency);
    const sum = (amount: (row: ComparedRow) => DecimalText | null) => {
      const known = some.flatMap((row) => amount(row) ?? []);
      const total = known.reduce((before, one) => before.plus(one), decimal('0'));
      return money(known.length === 0 ? null : decimalText(total), currency);
    };
    const totals: Readonly<Record<string, ReportCell>> = {
      customer: { kind: 'text', text: message('invoices.total') },
      expected: sum(({ expected }) => expected),
      billed: sum(({ billed }) => billed),
      difference: { ...sum(({ difference }) => difference), signed: true },
    };
    return columns.map(({ key }) => totals[key] ?? none);
  });
}
