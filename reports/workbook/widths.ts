import type { CellValue } from 'hucre/xlsx';
import type { SheetColumn } from './columns.ts';

/** In characters. */
export const widest = 60;
const narrowest = 9;
/** Rows that are measured. */
const measured = 200;

/** @param values of the column, its head first */
export function widthOf({ format }: SheetColumn, [head, ...values]: readonly CellValue[]): number {
  const lengths = values.slice(0, measured).map((value) => lengthOf(value, format));
  // A head has two lines, and next to them the button of the filter.
  const ofHead = Math.min(lengthOf(head ?? null, undefined), 24) + 3;
  return Math.min(widest, 2 + Math.max(narrowest, ofHead, ...lengths));
}

function lengthOf(value: CellValue, format: string | undefined): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'number' || format === undefined) return 0;
  const [positive = format] = format.split(';');
  // A date is as long as its format; an amount also has commas and its currency.
  if (!positive.includes('#,##0')) return positive.length;
  const digits = String(Math.trunc(value)).length;
  return Math.ceil((digits * 4) / 3) + positive.replaceAll(/#,##0|\[\$|\]/gu, '').length;
}
