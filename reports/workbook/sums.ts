import { decimal, type DecimalText } from '../../domain/quantity.ts';
import type { ReportCell, ReportRow } from '../document.ts';
import { numberOf } from './cells.ts';
import type { SheetColumn } from './columns.ts';

/** Rows of a sheet that lie below each other. */
export interface Span {
  readonly rows: readonly ReportRow<string>[];
  /** Numbers of the first and the last, as the sheet counts. */
  readonly first: number;
  readonly last: number;
}

/**
 * Returns the formula of a total, which counts rows that a filter leaves. Null where it would not come to what the document
 * says, so that no reader shows another number: the total is of something else, or a spreadsheet would round an amount.
 */
export function sumFormula(
  { kind, cellOf }: SheetColumn,
  total: ReportCell<string>,
  letters: string,
  { rows, first, last }: Span,
): string | null {
  const said = amountOf(total);
  if (said === null || total.kind !== kind) return null;
  let sum = decimal(0);
  for (const row of rows) {
    const amount = amountOf(cellOf(row));
    if (amount === null) continue;
    if (typeof numberOf(amount) === 'string') return null;
    sum = sum.plus(amount);
  }
  const isExact = sum.equals(said) && typeof numberOf(said) === 'number';
  return isExact ? `SUBTOTAL(109,${letters}${first}:${letters}${last})` : null;
}

function amountOf(cell: ReportCell<string>): DecimalText | number | null {
  if (cell.kind === 'money') return cell.amount;
  return cell.kind === 'quantity' ? cell.quantity : null;
}
