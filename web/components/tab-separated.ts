import { formulaSafe } from '../../contracts/api/table-cells.ts';

/** Rows as a spreadsheet, or the form of a PSA, takes them from the clipboard. What would break a cell is a space in it. */
export const tabSeparated = (rows: readonly (readonly (string | null)[])[]): string =>
  rows
    .map((cells) =>
      cells.map((cell) => formulaSafe((cell ?? '').replace(/[\t\r\n]+/gu, ' ').trim())).join('\t'),
    )
    .join('\r\n');
