import type { ClosedFigures } from '../../domain/months/closing-facts.ts';
import type { MonthFigures, MonthReport } from '../../domain/months/month-report.ts';
import { amountIn, currenciesOf, type EffectTotals } from '../../domain/usage/measure-totals.ts';
import type { Measure } from '../../domain/usage/measures.ts';
import { type Message, message } from '../../messages/message.ts';
import { change, column, figureIn, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportRow, ReportSection } from '../document.ts';

/** Money with its lines, money alone, or a count. */
type Sum = EffectTotals | Pick<EffectTotals, 'perMonth' | 'others'> | { readonly lines: number };
type Figure = readonly [name: Message, sum: Sum];

/** Of open lines; what waits is among the changes of the month. */
export const openMeasures = [
  'underBilled',
  'heldUp',
  'overBilled',
  'heldDown',
  'notBilled',
] as const satisfies readonly Measure[];

/** The figures of the month next to those of the month before. */
export function summary({ figures, before, currency }: MonthReport): ReportSection {
  const present = figuresOf(figures);
  const former = before === null ? [] : figuresOf(before.figures);
  const previous = before === null ? [] : previousColumns(before.month);
  return {
    key: 'summary',
    title: message('month-document.section.summary'),
    note: before === null ? message('month-document.no-previous') : null,
    whenEmpty: message('month-document.nothing'),
    columns: [
      column('figure', message('tables.column.figure'), 'text', 4),
      column('lines', message('tables.column.lines'), 'quantity', 1),
      column('amount', message('tables.column.per-month'), 'money'),
      column('unknown', message('console-figures.name.unknownLines'), 'quantity', 1),
      ...previous,
    ],
    groups: oneGroup(
      present.flatMap(([name, sum], nth) => rowsOf(name, sum, former[nth]?.[1] ?? null, currency)),
    ),
    totals: [],
  };
}

const previousColumns = (month: string) => [
  column('previous-lines', message('month-document.lines-of', { month }), 'quantity', 1),
  column('previous-amount', message('month-document.amount-of', { month }), 'money'),
];

const figuresOf = (of: MonthFigures): readonly Figure[] => [
  [message('console-figures.name.recovered'), of.recovered],
  [message('console-figures.name.created'), of.created],
  [message('console-figures.name.credited'), of.credited],
  [message('console-figures.name.ended'), of.ended],
  [
    message('console-figures.name.net'),
    { perMonth: of.net, ...(of.netOthers === undefined ? {} : { others: of.netOthers }) },
  ],
  [message('console-figures.name.waitingUp'), of.waiting.up],
  [message('console-figures.name.waitingDown'), of.waiting.down],
  [message('reports.figure.conflicts'), { lines: of.conflicts }],
  [message('reports.figure.open'), { lines: of.open.lines }],
  ...openMeasures.map((measure): Figure => [
    message(`console-figures.name.${measure}`),
    of.open.measures[measure],
  ]),
  [message('reports.figure.not-read'), { lines: of.notRead.lines }],
  [message('reports.figure.accounts-not-read'), { lines: of.notRead.accounts }],
];

/** One row for each currency; counts are in the first alone. */
function rowsOf(name: Message, sum: Sum, former: Sum | null, own: string): readonly ReportRow[] {
  const totals = [sum, former].filter((one) => one !== null && 'perMonth' in one);
  return currenciesOf(totals).map((currency, nth) => {
    const amount = (of: Sum) => {
      if ('unknown' in of) return figureIn(of, currency, own);
      return 'perMonth' in of ? change(amountIn(of, currency), currency ?? own) : none;
    };
    const lines = (of: Sum) => ('lines' in of && nth === 0 ? quantity(of.lines) : none);
    const unknown = 'unknown' in sum && nth === 0 ? quantity(sum.unknown) : none;
    return [
      text(name),
      lines(sum),
      amount(sum),
      unknown,
      ...(former === null ? [] : [lines(former), amount(former)]),
    ];
  });
}

const barred = ['recovered', 'credited', 'notBilled'] as const;

/** The month with those before it that were closed, in the tenant's own currency. */
export function trend(
  { month, figures, currency }: MonthReport,
  earlier: readonly ClosedFigures[],
): ReportSection {
  const months = [...earlier, { month, figures }];
  return {
    key: 'months',
    title: message('month-document.section.months'),
    note: message('month-document.own-currency', { currency }),
    whenEmpty: message('month-document.nothing'),
    columns: [
      column('month', message('reports.month'), 'month'),
      ...barred.map((name) => column(name, message(`console-figures.name.${name}`), 'money')),
      column('open', message('tables.column.open-lines'), 'quantity', 1),
    ],
    groups: oneGroup(
      months.map((one) => [
        { kind: 'month', month: one.month },
        change(one.figures.recovered.perMonth, currency),
        change(one.figures.credited.perMonth, currency),
        change(one.figures.open.measures.notBilled.perMonth, currency),
        quantity(one.figures.open.lines),
      ]),
    ),
    bars: { category: 'month', values: barred },
    totals: [],
  };
}
