import type { ClosedFigures } from '../../domain/months/closing-facts.ts';
import type { CurrencyCode } from '../../domain/currency.ts';
import type { MonthFigures, MonthReport } from '../../domain/months/month-report.ts';
import { monthUnits } from '../../domain/months/month-units.ts';
import { amountIn, currenciesOf, type EffectTotals } from '../../domain/usage/measure-totals.ts';
import { type FigureName, hasSign, type Measure } from '../../domain/usage/measures.ts';
import { type Message, message } from '../../messages/message.ts';
import { change, column, figureIn, money, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportRow, ReportSection } from '../document.ts';

/** Money with its lines, money alone, or a count. */
type Sum = EffectTotals | Pick<EffectTotals, 'perMonth' | 'others'> | { readonly lines: number };
interface Figure {
  readonly name: Message;
  readonly sum: Sum;
  /** Of the figure above it: no part of what the column adds up to. */
  readonly isPart?: true;
  /** Neither more nor less: it has no sign. */
  readonly unsigned?: true;
}
interface FigureGroup {
  readonly figures: readonly Figure[];
  readonly sums?: true;
}

/** Of open lines; what waits is among the changes of the month. */
export const openMeasures = [
  'underBilled',
  'heldUp',
  'overBilled',
  'heldDown',
  'notBilled',
] as const satisfies readonly Measure[];

/**
 * The figures of the month next to those of the month before. Parts have columns of their own, so that whoever adds up a
 * column gets what is said below it.
 */
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
      column('part-lines', message('month-document.column.part-lines'), 'quantity', 1),
      column('part-amount', message('month-document.column.part-amount'), 'money'),
      column('amount', message('tables.column.per-month'), 'money'),
      column('unknown', message('console-figures.name.unknownLines'), 'quantity', 1),
      ...previous,
    ],
    groups: present.map(({ figures: some, sums }, group) => ({
      title: null,
      rows: some.flatMap((figure, nth) => rowsOf(figure, former[group]?.figures[nth]?.sum ?? null, currency)),
      ...(sums === undefined ? {} : { sums }),
      totals: [],
    })),
    totals: [],
  };
}

const previousColumns = (month: string) => [
  column('previous-lines', message('month-document.lines-of', { month }), 'quantity', 1),
  column('previous-amount', message('month-document.amount-of', { month }), 'money'),
];

const nameOf = (figure: FigureName): Message => message(`console-figures.name.${figure}`);
const partOf = (figure: FigureName, sum: Sum): Figure => ({
  name: message('month-document.of-which', { figure: nameOf(figure) }),
  sum,
  isPart: true,
  ...(hasSign(figure) ? {} : { unsigned: true }),
});

const figuresOf = (of: MonthFigures): readonly FigureGroup[] => [
  {
    figures: [
      { name: nameOf('recovered'), sum: of.recovered },
      partOf('created', of.created),
      { name: nameOf('credited'), sum: of.credited },
      partOf('ended', of.ended),
    ],
  },
  {
    figures: [
      {
        name: nameOf('net'),
        sum: { perMonth: of.net, ...(of.netOthers === undefined ? {} : { others: of.netOthers }) },
      },
    ],
    sums: true,
  },
  {
    figures: [
      { name: nameOf('waitingUp'), sum: of.waiting.up },
      { name: nameOf('waitingDown'), sum: of.waiting.down },
      { name: message('reports.figure.conflicts'), sum: { lines: of.conflicts } },
      { name: message('reports.figure.open'), sum: { lines: of.open.lines } },
      ...openMeasures.map((measure) => partOf(measure, of.open.measures[measure])),
      ...noAccount(of),
      { name: message('reports.figure.not-read'), sum: { lines: of.notRead.lines } },
      { name: message('reports.figure.accounts-not-read'), sum: { lines: of.notRead.accounts } },
    ],
  },
];

/** A month that was closed before the figure existed has none. */
const noAccount = ({ open: { measures } }: MonthFigures): readonly Figure[] =>
  measures.noAccount === undefined ? [] : [partOf('noAccount', measures.noAccount)];

/** One row for each currency; counts are in the first alone. */
function rowsOf(
  { name, sum, isPart, unsigned }: Figure,
  former: Sum | null,
  own: string,
): readonly ReportRow[] {
  const totals = [sum, former].filter((one) => one !== null && 'perMonth' in one);
  return currenciesOf(totals).map((currency, nth) => {
    const amount = (of: Sum) => {
      if ('unknown' in of) return figureIn(of, currency, own, unsigned !== true);
      return 'perMonth' in of ? change(amountIn(of, currency), currency ?? own) : none;
    };
    const lines = (of: Sum) => ('lines' in of && nth === 0 ? quantity(of.lines) : none);
    const unknown = 'unknown' in sum && nth === 0 ? quantity(sum.unknown) : none;
    const whole = [lines(sum), none, none, amount(sum)];
    const part = [none, lines(sum), amount(sum), none];
    const before = former === null ? [] : isPart === true ? [none, none] : [lines(former), amount(former)];
    return [text(name), ...(isPart === true ? part : whole), unknown, ...before];
  });
}

/** The month with those before it that were closed, in the tenant's own currency. */
export function trend(
  { month, figures, totals, currency }: MonthReport,
  earlier: readonly ClosedFigures[],
): ReportSection {
  const months = [...earlier, { month, figures, units: monthUnits(totals) }];
  const chart = (title: Message, values: readonly string[]) => ({ title, category: 'month', values });
  return {
    key: 'months',
    title: message('month-document.section.months'),
    note: message('month-document.own-currency', { currency }),
    whenEmpty: message('month-document.nothing'),
    charts: [
      chart(message('month-document.chart.units'), ['counted-units', 'billed-units']),
      chart(message('month-document.chart.money', { currency }), ['recovered', 'credited']),
      chart(message('month-document.chart.lines'), ['open', 'on-hold']),
    ],
    columns: [
      column('month', message('reports.month'), 'month'),
      column('counted-units', message('month-document.column.counted-units'), 'quantity', 1),
      column('billed-units', message('month-document.column.billed-units'), 'quantity', 1),
      ...(['recovered', 'credited', 'notBilled'] as const).map((name) =>
        column(name, message(`console-figures.name.${name}`), 'money'),
      ),
      column('open', message('tables.column.open-lines'), 'quantity', 1),
      column('on-hold', message('month-document.column.on-hold'), 'quantity', 1),
    ],
    groups: oneGroup(months.map((one) => rowOfMonth(one, currency))),
    totals: [],
  };
}

const rowOfMonth = (
  { month, figures: { recovered, credited, open }, units }: Omit<ClosedFigures, 'version'>,
  currency: CurrencyCode,
): ReportRow => [
  { kind: 'month', month },
  units === undefined ? none : quantity(units.counted),
  units === undefined ? none : quantity(units.billed),
  change(recovered.perMonth, currency),
  change(credited.perMonth, currency),
  money(open.measures.notBilled.perMonth, currency),
  quantity(open.lines),
  quantity(open.onHold),
];
