import type { ReactNode } from 'react';
import type { MonthReport } from '../../api/review-months.ts';
import type { MeasureTotals } from '../../api/usage.ts';
import { totalMoney } from '../../context/measure-words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { formatCount, plural } from '../../values/format.ts';
import { KindMark } from '../../components/kind-mark.tsx';
import { Section } from '../../components/report-layout.tsx';
import { monthName } from '../../values/month.ts';

type MonthFigures = MonthReport['figures'];
type OpenKind = MonthFigures['open']['byKind'][number];
type Sum = MonthFigures['recovered'];

/** What the month brought and left, each beside the month before. */
export function Figures({ report: { figures, before, currency } }: { readonly report: MonthReport }) {
  const { recovered, prevented, waiting, conflicts, open, notRead } = figures;
  const was = (of: (former: MonthFigures) => string): string | null =>
    before === null ? null : `${of(before.figures)} in ${monthName(before.month)}`;
  return (
    <section aria-label="Figures" className="flex flex-col gap-2">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Tile
          name={`Recovered, ${currency} a month`}
          figure={totalMoney(recovered, { signed: true })}
          facts={[changes(recovered), was((one) => totalMoney(one.recovered, { signed: true }))]}
        />
        <Tile
          name="Over-billing prevented"
          figure={totalMoney(prevented, { signed: true })}
          facts={[changes(prevented), was((one) => totalMoney(one.prevented, { signed: true }))]}
        />
        <Tile
          name="Net"
          figure={netMoney(figures)}
          facts={[
            plural(waiting.up.lines + waiting.down.lines, 'change waits', 'changes wait'),
            conflicts === 0 ? null : plural(conflicts, 'conflict'),
            was(netMoney),
          ]}
        />
        <Tile
          name="Still open"
          figure={plural(open.lines, 'line')}
          facts={[...openMoney(open.measures), was((one) => plural(one.open.lines, 'line'))]}
        />
      </dl>
      <p className="text-ink-2">
        {notRead.lines + notRead.accounts === 0
          ? 'Everything was read.'
          : `Not read: ${plural(notRead.lines, 'line')}, ${plural(notRead.accounts, 'account')} with ${plural(notRead.lastKnownSeats, 'last known seat')}. They are in no sum.`}
        {before === null ? ' The month before was not closed.' : ''}
      </p>
    </section>
  );
}

/** Net in each currency by itself. */
const netMoney = ({ net, netOthers }: MonthFigures): string =>
  totalMoney({ perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) }, { signed: true });

/** "+860.00 under-billed, +376.00 held"; each direction for itself. */
export const openMoney = (measures: MeasureTotals): readonly string[] => {
  const held = (measure: 'underBilledHeld' | 'overBilledHeld'): string =>
    measures[measure].lines === 0 ? '' : `, ${totalMoney(measures[measure], { signed: true })} held`;
  return [
    `${totalMoney(measures.underBilled, { signed: true })} under-billed${held('underBilledHeld')}`,
    `${totalMoney(measures.overBilled, { signed: true })} over-billed${held('overBilledHeld')}`,
    `${totalMoney(measures.notBilled)} not billed at all`,
  ];
};

const changes = ({ lines, unknown }: Sum): string =>
  `${plural(lines, 'change')}${unknown === 0 ? '' : `, ${formatCount(unknown)} of unknown effect`}`;

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
  const { byKind } = report.figures.open;
  return (
    <Section title="Still open" empty="Nothing is left to decide." rows={byKind}>
      <KindTable integrationId={report.integrationId} byKind={byKind} />
    </Section>
  );
}

/** What is open and what it costs a month, kind by kind. */
export const KindTable = ({
  integrationId,
  byKind,
}: {
  readonly integrationId: string;
  readonly byKind: readonly OpenKind[];
}) => (
  <DataTable
    label="Open lines by kind"
    columns={kindColumns(integrationId)}
    rows={byKind}
    rowId={({ kind }) => kind}
  />
);

/** Of kinds that it does not concern, nothing. */
const sum = (total: Sum): string => (total.lines === 0 ? '' : totalMoney(total, { signed: true }));

const kindColumns = (integrationId: string): readonly TableColumn<OpenKind>[] => [
  {
    id: 'kind',
    head: 'Kind',
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  { id: 'lines', head: 'Lines', numeric: true, cell: ({ lines }) => formatCount(lines) },
  { id: 'held', head: 'Blocked', numeric: true, cell: ({ held }) => (held === 0 ? '' : formatCount(held)) },
  { id: 'effect', head: 'To approve, a month', numeric: true, cell: ({ effect }) => sum(effect) },
  { id: 'risk', head: 'Not billed, a month', numeric: true, cell: ({ atRisk }) => sum(atRisk) },
];
