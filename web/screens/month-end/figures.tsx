import type { ReactNode } from 'react';
import type { FigureName } from '../../../contracts/api/figures.ts';
import type { MonthReport } from '../../api/review-months.ts';
import { Figure } from '../../components/figure.tsx';
import { totalsOfMonth } from '../../context/month-money.ts';
import { netTotals } from '../../context/net-totals.ts';
import { figure, type Totals } from '../../values/figure.ts';
import { monthName } from '../../values/month.ts';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type MonthFigures = MonthReport['figures'];
type OpenLines = MonthFigures['open'];

/** What the month brought and left, each next to the month before. */
export function Figures({ report: { figures, before, currency } }: { readonly report: MonthReport }) {
  const text = useMonthEndTexts();
  const { recovered, created, credited, ended, waiting, conflicts, open, notRead } = figures;
  const was = (of: (former: MonthFigures) => string): string | null =>
    before === null
      ? null
      : text('console-month-end.in-month', {
          amount: of(before.figures),
          month: monthName(before.month),
        });
  const tile = (
    name: string,
    measure: FigureName,
    of: (some: MonthFigures) => Totals,
    facts: readonly (string | null)[],
  ) => (
    <Tile
      name={name}
      figure={<Figure measure={measure} totals={totalsOfMonth(of(figures), currency)} />}
      facts={[...facts, was((one) => figure(measure, totalsOfMonth(of(one), currency)))]}
    />
  );
  return (
    <section aria-label={text('console-month-end.figures')} className="flex flex-col gap-2">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {tile(text('console-month-end.recovered', { currency }), 'recovered', (one) => one.recovered, [
          text('console-month-end.changes', { count: recovered.lines }),
          created.lines === 0 ? null : text('console-month-end.lines-created', { count: created.lines }),
        ])}
        {tile(text('console-month-end.overbilling-ended'), 'credited', (one) => one.credited, [
          text('console-month-end.changes', { count: credited.lines }),
          ended.lines === 0 ? null : text('console-month-end.lines-ended', { count: ended.lines }),
        ])}
        {tile(text('console-month-end.net'), 'net', netTotals, [
          text('console-month-end.changes-waiting', { count: waiting.up.lines + waiting.down.lines }),
          conflicts === 0 ? null : text('console-month-end.conflicts', { count: conflicts }),
        ])}
        <Tile
          name={text('console-month-end.still-open')}
          figure={text('console-month-end.lines', { count: open.lines })}
          facts={[
            ...openMoney(open, currency, text),
            was((one) => text('console-month-end.lines', { count: one.open.lines })),
          ]}
        />
      </dl>
      <p className="text-ink-2">
        {notRead.lines + notRead.accounts === 0
          ? text('console-month-end.all-read')
          : text('console-month-end.not-read', {
              lines: notRead.lines,
              accounts: notRead.accounts,
              seats: notRead.lastKnownSeats,
            })}
        {before === null ? ` ${text('console-month-end.previous-not-closed')}` : ''}
      </p>
    </section>
  );
}

/** "+860.00 underbilled, +376.00 blocked"; each direction for itself. @param currency of the report */
export function openMoney(
  { measures }: Pick<OpenLines, 'measures'>,
  currency: string,
  text: MonthEndText,
): readonly string[] {
  const amountOf = (measure: Exclude<keyof OpenLines['measures'], 'noAccount'>): string =>
    figure(measure, totalsOfMonth(measures[measure], currency));
  const withBlocked = (money: string, blocked: 'heldUp' | 'heldDown'): string =>
    measures[blocked].lines === 0
      ? money
      : text('console-month-end.money.blocked', { money, amount: amountOf(blocked) });
  return [
    withBlocked(text('console-month-end.money.underbilled', { amount: amountOf('underBilled') }), 'heldUp'),
    withBlocked(text('console-month-end.money.overbilled', { amount: amountOf('overBilled') }), 'heldDown'),
    text('console-month-end.money.not-billed', { amount: amountOf('notBilled') }),
  ];
}

function Tile({
  name,
  figure,
  facts,
}: {
  readonly name: string;
  readonly figure: ReactNode;
  readonly facts: readonly (string | null)[];
}) {
  return (
    <div className="flex break-inside-avoid flex-col rounded-card border border-line bg-surface px-4 py-3">
      <dt className="text-label text-ink-2">{name}</dt>
      <dd className="flex flex-col">
        <span className="text-page font-semibold tabular-nums">{figure}</span>
        {facts
          .filter((fact) => fact !== null)
          .map((fact) => (
            <span key={fact} className="text-label text-ink-2 tabular-nums">
              {fact}
            </span>
          ))}
      </dd>
    </div>
  );
}
