import type { Cell, CellStyle, CellValue, WriteSheet } from 'hucre/xlsx';
import { textValue } from './cells.ts';
import { styles } from './styles.ts';

/** The rows of a sheet, and cells that are not as their column is. */
export interface Draft {
  readonly rows: CellValue[][];
  readonly cells: Map<string, Partial<Cell>>;
}

/** @param above lines above the table; the first is the title */
export function begun(above: readonly string[]): Draft {
  const draft: Draft = { rows: [], cells: new Map() };
  above.forEach((line, nth) => addRow(draft, [textValue(line)], nth === 0 ? styles.title : styles.line));
  return draft;
}

/** @param style of its cells; absent: that of their columns */
export function addRow(draft: Draft, row: CellValue[], style?: CellStyle): void {
  draft.rows.push(row);
  row.forEach((value, column) => {
    if (style !== undefined) put(draft, column, { style });
    // The writer takes "#N/A" for an error; a run of text stays text.
    if (typeof value === 'string' && value.startsWith('#'))
      put(draft, column, { richText: [{ text: value }] });
  });
}

/** Overrides a cell of the last row. */
export function put({ rows, cells }: Draft, column: number, cell: Partial<Cell>): void {
  const key = `${rows.length - 1},${column}`;
  cells.set(key, { ...cells.get(key), ...cell });
}

/** The sheet as far as every sheet is alike: landscape, as wide as the paper, with its pages counted. */
export const sheetOfDraft = (name: string, { rows, cells }: Draft): WriteSheet => ({
  name,
  rows,
  cells,
  pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  headerFooter: { oddFooter: '&L&A&R&P / &N' },
});

/** Letters of a column: 0 is A, 26 is AA. */
export const lettersOf = (column: number): string =>
  (column < 26 ? '' : lettersOf(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
