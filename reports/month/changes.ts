import type { CurrencyCode } from '../../domain/currency.ts';
import type { MonthChange, MonthReport } from '../../domain/months/month-report.ts';
import { approvalLineStates } from '../../domain/states.ts';
import { billingTargets } from '../../domain/usage/billing-target.ts';
import { groupBy } from '../../domain/group-by.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
import {
  change as changed,
  column,
  identifier,
  instant,
  money,
  none,
  quantity,
  sumOf,
  text,
} from '../cells.ts';
import type { ReportColumn, ReportGroup, ReportRow, ReportSection } from '../document.ts';
import { equationCell, equationColumn } from '../rule-cells.ts';

/** Changes that the PSA shows since this month, by the invoice that bills them. */
export function changesByInvoice({ changes, currency: own }: MonthReport): ReportSection {
  const made = changes
    .filter((one) => one.made)
    .sort((a, b) => compare(a.invoiceDate, b.invoiceDate) || compare(a.label, b.label));
  const columns = [
    column('invoice', message('month-document.column.invoice'), 'day'),
    column('customer', message('tables.column.customer'), 'text', 3),
    column('agreement', message('tables.column.agreement'), 'text', 3),
    column('product', message('month-document.column.product'), 'text', 2),
    column('before', message('tables.column.before'), 'quantity', 1),
    column('after', message('tables.column.after'), 'quantity', 1),
    equationColumn,
    column('unit-price', message('tables.column.unit-price'), 'money'),
    column('amount', message('tables.column.per-month'), 'money'),
    column('amount-per-invoice', message('month-document.column.per-invoice'), 'money'),
    column('approved-by', message('tables.column.approved-by'), 'text', 2),
    column('confirmed-at', message('month-document.column.confirmed-at'), 'instant', 2),
    identifier('line-id', message('tables.column.line-id')),
    identifier('approval-line', message('tables.column.approval-line')),
  ];
  return {
    key: 'changes',
    title: message('month-document.section.changes'),
    note: message('month-document.changes-note'),
    whenEmpty: message('month-document.no-changes'),
    columns,
    groups: groupsOf(
      made,
      ({ invoiceDate }) => invoiceDate,
      ({ invoiceDate: day }) => message('month-document.invoice-of', { day }),
      (one) => invoiceRow(one, own),
      (some) => netRows(columns, 'customer', some, own),
    ),
    totals: netRows(columns, 'customer', made, own),
  };
}

function invoiceRow(one: MonthChange, own: CurrencyCode): ReportRow {
  const currency = one.currency ?? own;
  return [
    { kind: 'day', day: one.invoiceDate },
    text(one.label, one.companyId),
    text(one.agreementName, one.agreementId),
    text(one.productName),
    quantity(one.before),
    quantity(one.after),
    equationCell(one.rule ?? null, one.seats),
    money(one.unitPrice, currency),
    changed(one.effectPerMonth, currency),
    changed(one.effectPerInvoice, currency),
    text(one.byName ?? one.by.id),
    instant(one.finishedAt),
    text(one.psaLineId),
    text(one.approvalLineId),
  ];
}

/** The outcome of every change of the month, including pending ones. */
export function writeBacks({ changes, currency: own }: MonthReport): ReportSection {
  const columns = [
    column('state', message('tables.column.state'), 'text', 2),
    column('customer', message('tables.column.customer'), 'text', 3),
    column('product', message('month-document.column.product'), 'text', 2),
    column('before', message('tables.column.before'), 'quantity', 1),
    column('after', message('tables.column.after'), 'quantity', 1),
    column('takes-effect', message('tables.column.takes-effect'), 'text', 2),
    column('invoice', message('month-document.column.invoice'), 'day'),
    column('amount', message('tables.column.per-month'), 'money'),
    column('approved-at', message('tables.column.approved-at'), 'instant'),
    column('approved-by', message('tables.column.approved-by'), 'text', 2),
    column('reason', message('tables.column.reason'), 'text', 3),
    column('finished-at', message('tables.column.finished-at'), 'instant'),
    identifier('line-id', message('tables.column.line-id')),
    identifier('approval-line', message('tables.column.approval-line')),
  ];
  const inOrder = approvalLineStates.flatMap((state) => changes.filter((one) => one.state === state));
  return {
    key: 'write-backs',
    title: message('month-document.section.write-backs'),
    note: null,
    whenEmpty: message('month-document.no-write-backs'),
    columns,
    groups: groupsOf(
      inOrder,
      ({ state }) => state,
      ({ state }) => stateWords(state),
      (one) => writeBackRow(one, own),
      (some) => netRows(columns, 'state', some, own),
    ),
    totals: [],
  };
}

const writeBackRow = (one: MonthChange, own: CurrencyCode): ReportRow => [
  text(stateWords(one.state)),
  text(one.label, one.companyId),
  text(one.productName),
  quantity(one.before),
  quantity(one.after),
  text(targetWords(one.billingTarget)),
  { kind: 'day', day: one.invoiceDate },
  changed(one.effectPerMonth, one.currency ?? own),
  instant(one.approvedAt),
  text(one.byName ?? one.by.id),
  text(one.reason),
  instant(one.finishedAt),
  text(one.psaLineId),
  text(one.approvalLineId),
];

/** Codes in the rows of a closed month are text; one of another version is shown as it is. */
export function inWords<T extends string>(
  codes: readonly T[],
  code: string,
  words: (code: T) => Message,
): Message {
  const known = codes.find((one) => one === code);
  return known === undefined ? asWritten(code) : words(known);
}

const stateWords = (state: string): Message =>
  inWords(approvalLineStates, state, (one) => message(`tables.state.${one}`));

const targetWords = (target: string): Message =>
  inWords(billingTargets, target, (one) => message(`tables.target.${one}`));

/** Rows that follow each other with the same key are one group. */
function groupsOf(
  changes: readonly MonthChange[],
  keyOf: (one: MonthChange) => string,
  title: (one: MonthChange) => Message,
  row: (one: MonthChange) => ReportRow,
  totals: (some: readonly MonthChange[]) => readonly ReportRow[],
): readonly ReportGroup[] {
  return [...groupBy(changes, keyOf).values()].flatMap((some) => {
    const [first] = some;
    return first === undefined ? [] : [{ title: title(first), rows: some.map(row), totals: totals(some) }];
  });
}

/** What goes up and what goes down together, in each currency by itself. @param labelled the column that says so */
function netRows(
  columns: readonly ReportColumn[],
  labelled: string,
  changes: readonly MonthChange[],
  own: CurrencyCode,
): readonly ReportRow[] {
  return [...groupBy(changes, ({ currency }) => currency ?? own)].map(([currency, some]) =>
    columns.map(({ key }) => {
      if (key === labelled) return text(message('console-figures.name.net'));
      const amount = amounts[key];
      return amount === undefined
        ? none
        : sumOf(
            some.map((one) => one[amount]),
            currency,
          );
    }),
  );
}

/** Of columns that add up. */
const amounts: Readonly<Record<string, 'effectPerMonth' | 'effectPerInvoice'>> = {
  amount: 'effectPerMonth',
  'amount-per-invoice': 'effectPerInvoice',
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
