import type { CurrencyCode } from '../../domain/currency.ts';
import type { MonthCustomer, MonthReport } from '../../domain/months/month-report.ts';
import { bothTotals, currenciesOf, type EffectTotals, noMoney } from '../../domain/usage/measure-totals.ts';
import { hasSign } from '../../domain/usage/measures.ts';
import { message } from '../../messages/message.ts';
import { column, figureIn, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportRow, ReportSection } from '../document.ts';
import { openMeasures } from './summary.ts';

const figures = [
  'recovered', 'created', 'credited', 'ended', 'waitingUp', 'waitingDown', ...openMeasures,
] as const; // prettier-ignore

const totalsOf = ({ results, open }: Pick<MonthCustomer, 'results' | 'open'>): readonly EffectTotals[] => [
  results.recovered,
  results.created,
  results.credited,
  results.ended,
  results.waiting.up,
  results.waiting.down,
  ...openMeasures.map((measure) => open.measures[measure]),
];

/** What the month brought and left open, by customer. */
export function customers({ customers: all, currency }: MonthReport): ReportSection {
  return {
    key: 'customers',
    title: message('month-document.section.customers'),
    note: null,
    whenEmpty: message('month-document.nothing'),
    columns: [
      column('customer', message('tables.column.customer'), 'text', 4),
      ...figures.map((figure) => column(figure, message(`console-figures.name.${figure}`), 'money')),
      column('open', message('tables.column.open-lines'), 'quantity', 1),
      column('conflicts', message('tables.column.conflicts'), 'quantity', 1),
      column('not-read', message('tables.column.lines-not-read'), 'quantity', 1),
    ],
    groups: oneGroup(all.flatMap((customer) => rowsOf(customer, currency))),
    totals: sumRows(all, currency),
  };
}

const cellsOf = (totals: readonly EffectTotals[], currency: CurrencyCode | null, own: CurrencyCode) =>
  figures.map((figure, nth) => figureIn(totals[nth] ?? noMoney, currency, own, hasSign(figure)));

/** One row for each currency; counts are in the first alone. */
function rowsOf(customer: MonthCustomer, own: CurrencyCode): readonly ReportRow[] {
  const totals = totalsOf(customer);
  return currenciesOf(totals).map((currency, nth) => [
    text(customer.label, customer.companyId),
    ...cellsOf(totals, currency, own),
    ...[customer.open.lines, customer.results.conflicts, customer.notReadLines].map((count) =>
      nth === 0 ? quantity(count) : none,
    ),
  ]);
}

function sumRows(all: readonly MonthCustomer[], own: CurrencyCode): readonly ReportRow[] {
  if (all.length === 0) return [];
  const sums = all
    .map(totalsOf)
    .reduce((sum, totals) =>
      figures.map((_, nth) => bothTotals(sum[nth] ?? noMoney, totals[nth] ?? noMoney)),
    );
  const count = (of: (one: MonthCustomer) => number): number => all.reduce((sum, one) => sum + of(one), 0);
  const counts = [
    count(({ open }) => open.lines),
    count(({ results }) => results.conflicts),
    count(({ notReadLines }) => notReadLines),
  ];
  return currenciesOf(sums).map((currency, nth) => [
    text(message('month-document.total')),
    ...cellsOf(sums, currency, own),
    ...counts.map((one) => (nth === 0 ? quantity(one) : none)),
  ]);
}
