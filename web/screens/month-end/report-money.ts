import type { TableColumn } from '../../components/data-table.tsx';
import { amount, sumText, totalsOf } from '../../values/figure.ts';

interface Priced {
  readonly currency?: string | undefined;
}

/** A column of amounts. @param own currency of the report: of rows that name none */
export const priceColumn = <T extends Priced>(
  id: string,
  head: string,
  of: (row: T) => string | null,
  own: string,
): TableColumn<T> => ({
  id,
  head,
  numeric: true,
  cell: (row) => amount(of(row), { currency: row.currency ?? own }),
});

/** A column of what changes, with its total in each currency by itself; what is not known is said, never 0. */
export const changeColumn = <T extends Priced>(
  id: string,
  head: string,
  of: (row: T) => string | null,
  own: string,
): TableColumn<T> => ({
  id,
  head,
  numeric: true,
  cell: (row) => amount(of(row), { signed: true, currency: row.currency ?? own }),
  total: (rows) =>
    sumText(
      totalsOf(rows, of, ({ currency }) => currency ?? own),
      { signed: true },
    ),
});
