import { formulaSafe } from '../../contracts/api/table-cells.ts';

export type CsvCell = string | number | boolean | null;

/** One cell, {@link formulaSafe}. */
export function csvCell(value: CsvCell): string {
  if (value === null) return '';
  const checked = formulaSafe(String(value));
  return /[",\r\n]/u.test(checked) ? `"${checked.replaceAll('"', '""')}"` : checked;
}

export const csvRow = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;
