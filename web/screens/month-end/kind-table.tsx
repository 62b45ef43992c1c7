import type { FigureName } from '../../../contracts/api/figures.ts';
import type { MonthReport } from '../../api/review-months.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Figure } from '../../components/figure.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { sumOfTotals, totalsOfMonth } from '../../context/month-money.ts';
import type { Totals } from '../../values/figure.ts';
import { formatCount } from '../../values/format.ts';
import { type MonthEndText, useMonthEndTexts } from './texts.ts';

type OpenLines = MonthReport['figures']['open'];
type OpenKind = OpenLines['byKind'][number];

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
