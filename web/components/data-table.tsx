import type { ReactNode } from 'react';
import { commonText } from '../values/common-texts.ts';

export interface TableColumn<T> {
  readonly id: string;
  readonly head: ReactNode;
  readonly cell: (row: T) => ReactNode;
  readonly numeric?: boolean;
  /** Left out on phones: what the other columns can do without. */
  readonly wideOnly?: boolean;
  /** Left out in print: paper is narrow, and the PDF report has all columns. */
  readonly screenOnly?: boolean;
  /** The column's total for all rows or a group. Absent when its values cannot be added. */
  readonly total?: (rows: readonly T[]) => ReactNode;
}

const cellLook = 'px-3 py-1 print:h-auto print:px-1.5 print:py-0.5';

const look = <T,>({ numeric, wideOnly, screenOnly }: TableColumn<T>): string =>
  `${numeric === true ? 'text-right tabular-nums' : 'text-left'} ${wideOnly === true ? 'max-sm:hidden' : ''} ${screenOnly === true ? 'print:hidden' : ''}`;

/**
 * A plain table for lists of up to a few hundred rows; only its own frame scrolls sideways. Where columns have totals,
 * its last row has those of every row, whether shown or not.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowId,
  most = rows.length,
  groupOf,
  totalName = commonText('console-common.total'),
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  /** Maximum number of rows shown. */
  readonly most?: number;
  /** Title of a row's group; rows of one group follow each other. Each group has its own totals. */
  readonly groupOf?: (row: T) => string;
  /** What the row of totals is called: "Net" where ups and downs are added. */
  readonly totalName?: string;
}) {
  const hasTotals = rows.length > 0 && columns.some(({ total }) => total !== undefined);
  const groups = groupOf === undefined ? [] : [...new Set(rows.slice(0, most).map(groupOf))];
  const row = (one: T) => (
    <tr key={rowId(one)} className="border-b border-line last:border-b-0">
      {columns.map((column) => (
        <td key={column.id} className={`h-(--row) ${cellLook} ${look(column)}`}>
          {column.cell(one)}
        </td>
      ))}
    </tr>
  );
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
                className={`h-8 px-3 font-semibold print:px-1.5 2xl:whitespace-nowrap ${look(column)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        {groupOf === undefined ? <tbody>{rows.slice(0, most).map(row)}</tbody> : null}
        {groups.map((title) => (
          <tbody key={title} className="border-b border-line">
            <tr className="border-b border-line">
              <th colSpan={columns.length} scope="rowgroup" className={`h-(--row) ${cellLook} text-left`}>
                {title}
              </th>
            </tr>
            {rows
              .slice(0, most)
              .filter((one) => groupOf?.(one) === title)
              .map(row)}
            {hasTotals && groups.length > 1 ? (
              <Totals
                columns={columns}
                rows={rows.filter((one) => groupOf?.(one) === title)}
                words={totalName}
              />
            ) : null}
          </tbody>
        ))}
        {hasTotals ? (
          <tfoot className="border-t border-edge">
            <Totals columns={columns} rows={rows} words={totalName} />
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function Totals<T>({
  columns,
  rows,
  words,
}: {
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly words: string;
}) {
  // Its name spans the columns that are always shown and have no total.
  const named = Math.max(
    1,
    columns.findIndex(({ total, wideOnly, screenOnly }) => total !== undefined || wideOnly || screenOnly),
  );
  return (
    <tr>
      <th scope="row" colSpan={named} className={`h-(--row) ${cellLook} text-left font-semibold`}>
        {words}
      </th>
      {columns.slice(named).map((column) => (
        <td key={column.id} className={`${cellLook} font-semibold ${look(column)}`}>
          {column.total?.(rows)}
        </td>
      ))}
    </tr>
  );
}
