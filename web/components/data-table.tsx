import type { ReactNode } from 'react';

export interface TableColumn<T> {
  readonly id: string;
  readonly head: ReactNode;
  readonly cell: (row: T) => ReactNode;
  readonly numeric?: boolean;
  /** Left out on phones: what the other columns can do without. */
  readonly wideOnly?: boolean;
}

/** A plain table for lists of up to a few hundred rows; scrolls sideways in its own frame alone. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowId,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
}) {
  const look = ({ numeric, wideOnly }: TableColumn<T>): string =>
    `${numeric === true ? 'text-right tabular-nums' : 'text-left'} ${wideOnly === true ? 'max-sm:hidden' : ''}`;
  return (
    <div
      role="region"
      aria-label={label}
      // The frame scrolls, so keys must reach it.
      tabIndex={0}
      className="relative overflow-x-auto rounded-card border border-line bg-surface print:overflow-visible"
    >
      <table className="w-full border-collapse text-table">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line bg-sunken text-meta text-ink-2">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={`h-8 px-3 font-semibold print:px-1.5 whitespace-nowrap ${look(column)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)} className="border-b border-line last:border-b-0">
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={`h-(--row) px-3 py-1 print:h-auto print:px-1.5 print:py-0.5 ${look(column)}`}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
