import { Link } from '../../components/router.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount, formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import type { HistoryRow } from './history-rows.ts';
import type { HistoryText } from './texts.ts';

const columnsOf = (text: HistoryText): readonly TableColumn<HistoryRow>[] => [
  { id: 'at', head: text('console-history.column.at'), cell: ({ at }) => <Instant at={at} /> },
  {
    id: 'what',
    head: text('console-history.column.what'),
    cell: ({ what }) => <span className="whitespace-nowrap">{what}</span>,
  },
  {
    id: 'seats',
    head: text('console-history.column.seats'),
    numeric: true,
    cell: ({ seats }) => formatCount(seats),
  },
  {
    id: 'psa',
    head: text('console-history.column.psa'),
    numeric: true,
    cell: ({ psaQuantity }) => (psaQuantity === null ? '–' : formatDecimal(psaQuantity)),
  },
  {
    id: 'note',
    head: text('console-history.column.note'),
    cell: ({ note, approvalId }) =>
      approvalId === null ? (
        note
      ) : (
        <Link to={`/write-backs/${approvalId}`} className="text-accent hover:underline">
          {note}
        </Link>
      ),
  },
];

/** The same figures as the chart, and the causes it cannot show. */
export function HistoryTable({
  rows,
  text,
}: {
  readonly rows: readonly HistoryRow[];
  readonly text: HistoryText;
}) {
  if (rows.length === 0) return <EmptyState text={text('console-history.none-in-range')} />;
  return (
    <DataTable
      label={text('console-history.table')}
      columns={columnsOf(text)}
      rows={rows}
      rowId={({ id }) => id}
    />
  );
}
