import { type CurrencyCode, notConfirmed } from '../../domain/currency-codes.ts';
import type { ReportCell, ReportColumn, ReportRow, ReportSection } from '../document.ts';
import { formatOf } from './cells.ts';

/** A column of a sheet. */
export interface SheetColumn {
  readonly head: string;
  readonly kind: ReportCell['kind'];
  /** Of its cells of that kind; undefined: they are text. */
  readonly format: string | undefined;
  readonly cellOf: (row: ReportRow<string>) => ReportCell<string>;
}

export interface ColumnContext {
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly currencyNotConfirmed: string;
  /** Returns the head of a column with what its cells are in. */
  readonly headIn: (head: string, unit: string) => string;
}

export type Table = Pick<ReportSection<string>, 'columns' | 'groups' | 'totals'>;

const none: ReportCell<string> = { kind: 'none' };

/**
 * Columns of a section without its IDs. A column with amounts in several currencies becomes one for each: SUBTOTAL, a
 * pivot table, and a person who marks cells add up a column as it is.
 */
export function sheetColumns(table: Table, context: ColumnContext): readonly SheetColumn[] {
  const rows = [...table.groups.flatMap((group) => group.rows), ...table.totals];
  return table.columns.flatMap((column, at): readonly SheetColumn[] => {
    if (column.identifier === true) return [];
    const cellOf = (row: ReportRow<string>): ReportCell<string> => row[at] ?? none;
    const cells = rows.map(cellOf).filter(({ kind }) => kind === column.kind);
    if (column.kind === 'money') return moneyColumns(column, cells, cellOf, context);
    const head = column.kind === 'instant' ? context.headIn(column.head, context.timeZone) : column.head;
    return [{ head, kind: column.kind, format: formatOf(cells), cellOf }];
  });
}

function moneyColumns(
  { head }: ReportColumn<string>,
  cells: readonly ReportCell<string>[],
  cellOf: SheetColumn['cellOf'],
  { currency: own, currencyNotConfirmed, headIn }: ColumnContext,
): readonly SheetColumn[] {
  const currencies = [...new Set(cells.flatMap(currencyOf))].sort(
    (a, b) => rank(a, own) - rank(b, own) || (a < b ? -1 : 1),
  );
  const [only, ...others] = currencies;
  if (only !== notConfirmed && others.length === 0)
    return [{ head, kind: 'money', format: formatOf(cells), cellOf }];
  return currencies.map((currency) => ({
    head: headIn(head, currency === notConfirmed ? currencyNotConfirmed : currency),
    kind: 'money',
    format: formatOf(cells.filter((cell) => currencyOf(cell).includes(currency))),
    cellOf: (row) => {
      const cell = cellOf(row);
      return cell.kind === 'money' && cell.currency !== currency ? none : cell;
    },
  }));
}

const currencyOf = (cell: ReportCell<string>): readonly CurrencyCode[] =>
  cell.kind === 'money' ? [cell.currency] : [];

/** The own one first, what is not confirmed last. */
const rank = (currency: CurrencyCode, own: CurrencyCode): number =>
  currency === own ? 0 : currency === notConfirmed ? 2 : 1;
