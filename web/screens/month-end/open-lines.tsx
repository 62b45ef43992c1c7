import type { MonthReport } from '../../api/review-months.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Figures } from '../../components/figure.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { LineLink } from '../../components/place-links.tsx';
import { Section } from '../../components/report-layout.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useWords, type Words } from '../../components/words.ts';
import { totalsOfMonth } from '../../context/month-money.ts';
import { needWords } from '../../context/need-words.ts';
import type { MeasuredTotals } from '../../values/figure.ts';
import { formatCount } from '../../values/format.ts';
import { KindTable } from './kind-table.tsx';
import { lineMoney } from './report-lines.tsx';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type OpenLines = MonthReport['figures']['open'];
type OpenNeed = NonNullable<OpenLines['byNeed']>[number];
type Line = MonthReport['lines'][number];
type HeldLine = Line & Required<Pick<Line, 'hold'>>;

/** What is still open, and who put which lines on hold. */
export function StillOpen({ report }: { readonly report: MonthReport }) {
  const text = useMonthEndTexts();
  const { open } = report.figures;
  const held = report.lines.filter((line): line is HeldLine => line.hold !== undefined);
  return (
    <>
      <Section
        title={text('console-month-end.still-open')}
        empty={text('console-month-end.close.nothing-open')}
        rows={open.byKind}
      >
        <OpenTable integrationId={report.integrationId} open={open} currency={report.currency} />
      </Section>
      {held.length === 0 ? null : (
        <Section title={text('console-month-end.section.on-hold')} empty="" rows={held}>
          <DataTable
            label={text('console-month-end.section.on-hold')}
            columns={holdColumns(report, text)}
            rows={held}
            rowId={({ usageLineId, label }) => usageLineId ?? label}
          />
        </Section>
      )}
    </>
  );
}

/** Open lines in the words and counts of *Month*; by kind where an earlier version closed the month. */
export function OpenTable({
  integrationId,
  open,
  currency,
}: {
  readonly integrationId: string;
  readonly open: Pick<OpenLines, 'byKind' | 'byNeed' | 'measures'>;
  /** Of the sums. */
  readonly currency: string;
}) {
  const text = useMonthEndTexts(integrationId);
  const words = useWords(integrationId);
  if (open.byNeed === undefined)
    return <KindTable integrationId={integrationId} open={open} currency={currency} />;
  return (
    <DataTable
      label={text('console-month-end.section.open-by-need')}
      columns={needColumns(open.measures, currency, words, text)}
      rows={open.byNeed}
      rowId={({ need }) => need}
    />
  );
}

const needColumns = (
  { underBilled, overBilled, heldUp, heldDown, notBilled, noAccount }: OpenLines['measures'],
  currency: string,
  words: Words,
  text: MonthEndText,
): readonly TableColumn<OpenNeed>[] => [
  {
    id: 'need',
    head: text('console-month-end.column.need'),
    cell: ({ need }) => <StatusPill state={need} words={needWords(need, words)} inRow />,
  },
  {
    id: 'lines',
    head: text('console-month-end.column.lines'),
    numeric: true,
    cell: ({ lines }) => formatCount(lines),
    total: (needs) => formatCount(needs.reduce((sum, { lines }) => sum + lines, 0)),
  },
  {
    id: 'money',
    head: text('console-month-end.column.money'),
    numeric: true,
    cell: ({ measures }) => <Figures totals={inCurrency(measures, currency)} />,
    // Up and down are never netted (RULES 12).
    total: () => (
      <Figures
        totals={inCurrency(
          {
            underBilled,
            overBilled,
            heldUp,
            heldDown,
            notBilled,
            ...(noAccount === undefined ? {} : { noAccount }),
          },
          currency,
        )}
      />
    ),
  },
];

const inCurrency = (measures: MeasuredTotals, currency: string): MeasuredTotals =>
  Object.fromEntries(
    Object.entries(measures).map(([measure, totals]) => [measure, totalsOfMonth(totals, currency)]),
  );

const holdColumns = (
  { integrationId, currency }: Pick<MonthReport, 'integrationId' | 'currency'>,
  text: MonthEndText,
): readonly TableColumn<HeldLine>[] => [
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
  {
    id: 'kind',
    head: text('console-month-end.column.kind'),
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  {
    id: 'money',
    head: text('console-month-end.column.money'),
    numeric: true,
    cell: (line) => lineMoney(line, currency),
  },
  {
    id: 'by',
    head: text('console-month-end.column.on-hold-by'),
    cell: ({ hold: { by } }) => <VendorText text={by.name ?? by.kind} />,
  },
  {
    id: 'since',
    head: text('console-month-end.column.since'),
    cell: ({ hold: { at } }) => <DatedInstant at={at} />,
  },
  {
    id: 'reason',
    head: text('console-month-end.column.reason'),
    cell: ({ hold: { reason } }) => (reason === null ? '' : <VendorText text={reason} />),
  },
];
