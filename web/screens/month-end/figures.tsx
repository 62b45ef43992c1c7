import type { ReactNode } from 'react';
import type { FigureName } from '../../../contracts/api/figures.ts';
import type { MonthReport } from '../../api/review-months.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Figure } from '../../components/figure.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { Section } from '../../components/report-layout.tsx';
import { sumOfTotals, totalsOfMonth } from '../../context/month-money.ts';
import { netTotals } from '../../context/net-totals.ts';
import { figure, type Totals } from '../../values/figure.ts';
import { formatCount } from '../../values/format.ts';
import { monthName } from '../../values/month.ts';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type MonthFigures = MonthReport['figures'];
type OpenLines = MonthFigures['open'];
type OpenKind = OpenLines['byKind'][number];

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

export function OpenByKind({ report }: { readonly report: MonthReport }) {
  const text = useMonthEndTexts();
  const { open } = report.figures;
  return (
    <Section
      title={text('console-month-end.still-open')}
      empty={text('console-month-end.close.nothing-open')}
      rows={open.byKind}
    >
      <KindTable integrationId={report.integrationId} open={open} currency={report.currency} />
    </Section>
  );
}

/** What is open and what it costs a month, kind by kind. */
export function KindTable({
  integrationId,
  open,
  currency,
}: {
  readonly integrationId: string;
  readonly open: Pick<OpenLines, 'byKind' | 'measures'>;
  /** Of the sums. */
  readonly currency: string;
}) {
  const text = useMonthEndTexts(integrationId);
  return (
    <DataTable
      label={text('console-month-end.section.open-by-kind')}
      columns={kindColumns(integrationId, open, currency, text)}
      rows={open.byKind}
      rowId={({ kind }) => kind}
    />
  );
}

const count = (lines: number): string => (lines === 0 ? '' : formatCount(lines));

const kindColumns = (
  integrationId: string,
  { measures }: Pick<OpenLines, 'measures'>,
  currency: string,
  text: MonthEndText,
): readonly TableColumn<OpenKind>[] => {
  // Of kinds that it does not concern, nothing.
  const money = (measure: FigureName, totals: Totals) =>
    totals.lines === 0 ? null : <Figure measure={measure} totals={totalsOfMonth(totals, currency)} />;
  return [
    {
      id: 'kind',
      head: text('console-month-end.column.kind'),
      cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
    },
    {
      id: 'lines',
      head: text('console-month-end.column.lines'),
      numeric: true,
      cell: ({ lines }) => formatCount(lines),
      total: (kinds) => formatCount(kinds.reduce((sum, { lines }) => sum + lines, 0)),
    },
    {
      id: 'held',
      head: text('console-month-end.column.blocked'),
      numeric: true,
      cell: ({ held }) => count(held),
      total: (kinds) => count(kinds.reduce((sum, { held }) => sum + held, 0)),
    },
    {
      id: 'effect',
      head: text('console-month-end.column.to-approve'),
      numeric: true,
      cell: ({ kind, effect }) => money(kind === 'increase' ? 'underBilled' : 'overBilled', effect),
      // Up and down are never netted (RULES 12).
      total: () => (
        <>
          {money('underBilled', measures.underBilled)} {money('overBilled', measures.overBilled)}
        </>
      ),
    },
    {
      id: 'risk',
      head: text('console-month-end.column.not-billed-month'),
      numeric: true,
      cell: ({ atRisk }) => money('notBilled', atRisk),
      total: (kinds) => money('notBilled', sumOfTotals(kinds.map(({ atRisk }) => atRisk))),
    },
  ];
};
