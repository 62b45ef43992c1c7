import { Link } from '../../components/router.tsx';
import type { Words } from '../../components/words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatCount, formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import type { HistoryRow } from './history-rows.ts';

type Called = Pick<Words, 'vendor' | 'psa'>;

const columnsOf = ({ vendor, psa }: Called): readonly TableColumn<HistoryRow>[] => [
  { id: 'at', head: 'At', cell: ({ at }) => <Instant at={at} /> },
  { id: 'what', head: 'What', cell: ({ what }) => <span className="whitespace-nowrap">{what}</span> },
  { id: 'seats', head: `${vendor} seats`, numeric: true, cell: ({ seats }) => formatCount(seats) },
  {
    id: 'psa',
    head: `${psa} quantity`,
    numeric: true,
    cell: ({ psaQuantity }) => (psaQuantity === null ? '–' : formatDecimal(psaQuantity)),
  },
  {
    id: 'note',
    head: 'Note',
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
  called,
}: {
  readonly rows: readonly HistoryRow[];
  readonly called: Called;
}) {
  if (rows.length === 0) return <EmptyState text="Nothing in this range." />;
  return (
    <DataTable
      label={`Seats and ${called.psa} quantity over time`}
      columns={columnsOf(called)}
      rows={rows}
      rowId={({ id }) => id}
    />
  );
}
