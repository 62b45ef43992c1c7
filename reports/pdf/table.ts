import type { ReportColumn, ReportRow, ReportSection } from '../document.ts';
import type { CellText } from './cell-text.ts';
import { edge, quiet, tint } from './colors.ts';
import { actualOf, type Block, lineHeightOf, type Pages, type Struct, type TextStyle } from './page.ts';
import {
  cellGap,
  type ColumnNeed,
  fittingSize,
  idOf,
  type ShownColumn,
  squeezed,
  withoutUnit,
} from './widths.ts';
import type { PdfWords } from './words.ts';

/** A column as it is drawn. */
export interface PaperColumn {
  readonly key: string;
  readonly head: Block;
  readonly x: number;
  readonly width: number;
  readonly isRight: boolean;
}

/** A row as it is drawn; `plain` are rows of data. */
export interface PaperRow {
  readonly kind: 'group' | 'plain' | 'total';
  readonly cells: readonly Block[];
  readonly height: number;
}

export interface PaperTable {
  readonly columns: readonly PaperColumn[];
  readonly headHeight: number;
  readonly style: TextStyle;
  /** Rows of which a page break separates none: totals stay with the last row above them, a title with the first below. */
  readonly parts: readonly (readonly PaperRow[])[];
  /** Whether some name is shown by its ID. */
  readonly lacksLetters: boolean;
}

const pad = 3;

/** Figures, which are compared by their last digits. */
const isFigure = ({ kind }: ReportColumn<string>): boolean => kind === 'money' || kind === 'quantity';

/** A section with what its columns need, measured once for whatever paper. */
export interface MeasuredSection {
  readonly section: ReportSection<string>;
  readonly shown: readonly ShownColumn[];
  readonly needs: readonly ColumnNeed[];
}

/** Lays out the columns that people read, in so much of the width. */
export function tableOf(
  pages: Pages,
  { section, shown, needs }: MeasuredSection,
  width: number,
  textOf: CellText,
  words: PdfWords,
): PaperTable {
  const { size, widths } = fittingSize(needs, width, 0) ?? squeezed(needs, width);
  const style = { size };
  const bold = { ...style, bold: true };
  const columns: PaperColumn[] = [];
  let x = pages.left;
  shown.forEach(({ column, head: said }, nth) => {
    const own = widths[nth] ?? 0;
    const head = pages.block(said, bold, own);
    columns.push({ key: column.key, head, x, width: own, isRight: isFigure(column) });
    x += own + cellGap;
  });
  const row = (kind: PaperRow['kind'], cells: ReportRow<string>): PaperRow => {
    const blocks = shown.map(({ column, at, head }, nth) => {
      const cell = cells[at] ?? { kind: 'none' };
      const text = withoutUnit(cell, column, head, textOf(cell));
      return pages.block(text, kind === 'total' ? bold : style, widths[nth] ?? 0, idOf(cell, words));
    });
    return { kind, cells: blocks, height: heightOf(blocks) };
  };
  const title = (text: string): PaperRow => {
    const block = pages.block(text, bold, width);
    const cells = shown.map((_, nth): Block => (nth === 0 ? block : { ...block, lines: [], actual: null }));
    return { kind: 'group', cells, height: heightOf([block]) + 3 };
  };
  const parts = partsOf(section, row, title);
  const heads = columns.map(({ head }) => head);
  const lacksLetters = [...parts.flat().flatMap(({ cells }) => cells), ...heads].some(
    ({ actual }) => actual !== null,
  );
  return { columns, style, parts, lacksLetters, headHeight: heightOf(heads) };
}

const heightOf = (blocks: readonly Block[]): number =>
  2 * pad + Math.max(...blocks.map(({ lines, style }) => Math.max(1, lines.length) * lineHeightOf(style)));

function partsOf(
  { groups, totals }: ReportSection<string>,
  row: (kind: PaperRow['kind'], cells: ReportRow<string>) => PaperRow,
  title: (text: string) => PaperRow,
): readonly (readonly PaperRow[])[] {
  const parts: PaperRow[][] = [];
  for (const group of groups.filter(({ rows }) => rows.length > 0)) {
    const rows = group.rows.map((cells) => [row(group.sums === true ? 'total' : 'plain', cells)]);
    if (group.title !== null) rows[0]?.unshift(title(group.title));
    rows.at(-1)?.push(...group.totals.map((cells) => row('total', cells)));
    parts.push(...rows);
  }
  parts.at(-1)?.push(...totals.map((cells) => row('total', cells)));
  return parts;
}

/** Draws the head where the text is. On every page but the first it is an artifact. */
export function drawHead(pages: Pages, table: PaperTable, parent: Struct | null): void {
  const { y } = pages;
  pages.band(y, table.headHeight, tint);
  const draw = ({ head, x, width, isRight }: PaperColumn): void =>
    pages.lines(head.lines, head.style, {
      x,
      y: y + pad,
      color: quiet,
      ...(isRight ? { right: x + width } : {}),
    });
  if (parent === null) pages.artifact(() => table.columns.forEach(draw));
  else {
    const row = pages.doc.struct('TR');
    parent.add(row);
    for (const column of table.columns)
      row.add(pages.doc.struct('TH', { scope: 'Column', ...actualOf(column.head) }, [() => draw(column)]));
    row.end();
  }
  pages.y += table.headHeight;
  pages.rule(pages.y, 0.75, edge);
}

/** Draws one row, on several pages where it is higher than one. */
export function drawRow(
  pages: Pages,
  table: PaperTable,
  row: PaperRow,
  body: Struct,
  onBreak: () => void,
): void {
  const { doc } = pages;
  const element = doc.struct('TR');
  body.add(element);
  const cells = row.cells.map((block, nth) => {
    const isHead = nth === 0 && row.kind !== 'plain';
    const cell = doc.struct(isHead ? 'TH' : 'TD', {
      ...(isHead ? { scope: 'Row' as const } : {}),
      ...actualOf(block),
    });
    element.add(cell);
    return cell;
  });
  const height = lineHeightOf(table.style);
  const most = Math.max(...row.cells.map(({ lines }) => lines.length), 1);
  if (row.kind === 'total') pages.rule(pages.y, 0.75, edge);
  for (let from = 0; from < most;) {
    if (pages.free < height + 2 * pad) onBreak();
    const count = Math.max(1, Math.min(most - from, Math.floor((pages.free - 2 * pad) / height)));
    const y = pages.y + pad + (row.kind === 'group' ? 3 : 0);
    row.cells.forEach(({ lines, style }, nth) => {
      const column = table.columns[nth];
      const now = lines.slice(from, from + count);
      if (column === undefined || now.length === 0) return;
      const { x, width, isRight } = column;
      cells[nth]?.add(() => pages.lines(now, style, { x, y, ...(isRight ? { right: x + width } : {}) }));
    });
    from += count;
    pages.y = y + count * height + pad;
  }
  cells.forEach((cell) => cell.end());
  element.end();
  if (row.kind !== 'group') pages.rule(pages.y, 0.5);
}
