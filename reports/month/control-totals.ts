import type { MonthReport } from '../../domain/months/month-report.ts';
import { usageKinds } from '../../domain/usage/line-kinds.ts';
import { type Message, message } from '../../messages/message.ts';
import { column, none, oneGroup, quantity, text } from '../cells.ts';
import type { ReportCell, ReportRow, ReportSection } from '../document.ts';

/** Totals that always balance (RULES 12), one row for each; what does not balance is said. */
export const controlTotals = ({ totals }: MonthReport): ReportSection => {
  const { accounts, seats, units, billable, lines, variance, notRead, closes, mismatches } = totals;
  const row = (name: Message, value: ReportCell, words: Message | null = null): ReportRow => [
    text(name),
    value,
    text(words),
  ];
  return {
    key: 'control-totals',
    title: message('month-document.section.control-totals'),
    note: null,
    whenEmpty: message('month-document.nothing'),
    columns: [
      column('total', message('month-document.total'), 'text', 4),
      column('quantity', message('tables.column.quantity'), 'quantity', 1),
      column('detail', message('tables.column.detail'), 'text', 4),
    ],
    groups: oneGroup([
      ...namesIn(accounts).map((name) =>
        row(message(`reports.total.accounts.${name}`), quantity(accounts[name])),
      ),
      ...namesIn(seats).map((name) => row(message(`reports.total.seats.${name}`), quantity(seats[name]))),
      ...namesIn(units).map((name) =>
        row(message(`reports.total.units.${name}`), quantity(units[name] ?? null)),
      ),
      ...(billable === undefined
        ? []
        : namesIn(billable).map((name) =>
            row(message(`reports.total.billable.${name}`), quantity(billable[name])),
          )),
      row(message('reports.total.lines.total'), quantity(lines.total)),
      ...usageKinds.flatMap((kind): readonly ReportRow[] => {
        const count = lines.byKind[kind];
        const name = message('reports.total.lines.of', { kind: message(`console-kinds.${kind}`) });
        return count === undefined ? [] : [row(name, quantity(count))];
      }),
      row(message('reports.total.lines.held'), quantity(lines.held)),
      row(message('reports.total.variance'), quantity(variance)),
      row(message('reports.total.last-known-seats'), quantity(notRead.lastKnownSeats)),
      row(message('reports.total.balance'), none, message(closes ? 'tables.yes' : 'tables.no')),
      ...mismatches.map((mismatch) => row(message('reports.total.mismatch'), none, mismatch)),
    ]),
    totals: [],
  };
};

const namesIn = <T extends object>(figures: T): readonly (keyof T)[] => Object.keys(figures) as (keyof T)[];
