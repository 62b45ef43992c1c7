import type { ReactNode } from 'react';
import type { MonthReport } from '../../api/review-months.ts';
import type { MeasureTotals } from '../../api/usage.ts';
import { totalMoney } from '../../context/measure-words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { formatCount } from '../../values/format.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Section } from '../../components/report-layout.tsx';
import { monthName } from '../../values/month.ts';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type MonthFigures = MonthReport['figures'];
type OpenKind = MonthFigures['open']['byKind'][number];
type Sum = MonthFigures['recovered'];

/** What the month brought and left, each beside the month before. */
export function Figures({ report: { figures, before, currency } }: { readonly report: MonthReport }) {
  const text = useMonthEndTexts();
  const { recovered, credited, waiting, conflicts, open, notRead } = figures;
  const was = (of: (former: MonthFigures) => string): string | null =>
    before === null
      ? null
      : text('console-month-end.in-month', {
          amount: of(before.figures),
          month: monthName(before.month),
        });
  return (
    <section aria-label={text('console-month-end.figures')} className="flex flex-col gap-2">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Tile
          name={text('console-month-end.recovered', { currency })}
          figure={totalMoney(recovered, { signed: true })}
          facts={[changes(recovered, text), was((one) => totalMoney(one.recovered, { signed: true }))]}
        />
        <Tile
          name={text('console-month-end.overbilling-ended')}
          figure={totalMoney(credited, { signed: true })}
          facts={[changes(credited, text), was((one) => totalMoney(one.credited, { signed: true }))]}
        />
        <Tile
          name={text('console-month-end.net')}
          figure={netMoney(figures)}
          facts={[
            text('console-month-end.changes-waiting', { count: waiting.up.lines + waiting.down.lines }),
            conflicts === 0 ? null : text('console-month-end.conflicts', { count: conflicts }),
            was(netMoney),
          ]}
        />
        <Tile
          name={text('console-month-end.still-open')}
          figure={text('console-month-end.lines', { count: open.lines })}
          facts={[
            ...openMoney(open.measures, text),
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

/** Net in each currency by itself. */
const netMoney = ({ net, netOthers }: MonthFigures): string =>
  totalMoney({ perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) }, { signed: true });

/** "+860.00 underbilled, +376.00 blocked"; each direction for itself. */
export const openMoney = (measures: MeasureTotals, text: MonthEndText): readonly string[] => {
  const withBlocked = (money: string, blocked: Sum): string =>
    blocked.lines === 0
      ? money
      : text('console-month-end.money.blocked', { money, amount: totalMoney(blocked, { signed: true }) });
  const { underBilled, heldUp, overBilled, heldDown, notBilled } = measures;
  return [
    withBlocked(
      text('console-month-end.money.underbilled', { amount: totalMoney(underBilled, { signed: true }) }),
      heldUp,
    ),
    withBlocked(
      text('console-month-end.money.overbilled', { amount: totalMoney(overBilled, { signed: true }) }),
      heldDown,
    ),
    text('console-month-end.money.not-billed', { amount: totalMoney(notBilled) }),
  ];
};

const changes = ({ lines, unknown }: Sum, text: MonthEndText): string =>
  unknown === 0
    ? text('console-month-end.changes', { count: lines })
    : text('console-month-end.changes-unknown', { count: lines, unknown });

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
  const { byKind } = report.figures.open;
  return (
    <Section
      title={text('console-month-end.still-open')}
      empty={text('console-month-end.close.nothing-open')}
      rows={byKind}
    >
      <KindTable integrationId={report.integrationId} byKind={byKind} />
    </Section>
  );
}

/** What is open and what it costs a month, kind by kind. */
export function KindTable({
  integrationId,
  byKind,
}: {
  readonly integrationId: string;
  readonly byKind: readonly OpenKind[];
}) {
  const text = useMonthEndTexts(integrationId);
  return (
    <DataTable
      label={text('console-month-end.section.open-by-kind')}
      columns={kindColumns(integrationId, text)}
      rows={byKind}
      rowId={({ kind }) => kind}
    />
  );
}

/** Of kinds that it does not concern, nothing. */
const sum = (total: Sum): string => (total.lines === 0 ? '' : totalMoney(total, { signed: true }));

const kindColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<OpenKind>[] => [
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
  },
  {
    id: 'held',
    head: text('console-month-end.column.blocked'),
    numeric: true,
    cell: ({ held }) => (held === 0 ? '' : formatCount(held)),
  },
  {
    id: 'effect',
    head: text('console-month-end.column.to-approve'),
    numeric: true,
    cell: ({ effect }) => sum(effect),
  },
  {
    id: 'risk',
    head: text('console-month-end.column.not-billed-month'),
    numeric: true,
    cell: ({ atRisk }) => sum(atRisk),
  },
];
