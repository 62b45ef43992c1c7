import type { ReportCell, ReportColumn, ReportRow, ReportSection } from '../document.ts';
import type { CellText } from './cell-text.ts';
import { actualOf, type Block, lineHeightOf, type Pages, type Struct, type TextStyle } from './page.ts';
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
  /** Null: of a group or total, which no bar shows. */
  readonly source: ReportRow<string> | null;
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

export const cellGap = 7;
const pad = 2.2;
/** From the size that is read easily to the one that still is. */
const sizes = [8.5, 8, 7.5, 7, 6.5, 6] as const;
const leastText = 62;

const isText = (column: ReportColumn<string>): boolean => column.kind === 'text';
/** Figures, which are compared by their last digits. */
const isFigure = ({ kind }: ReportColumn<string>): boolean => kind === 'money' || kind === 'quantity';

/** Lays out the columns that people read, in so much of the width. */
export function tableOf(
  pages: Pages,
  section: ReportSection<string>,
  width: number,
  textOf: CellText,
  words: PdfWords,
): PaperTable {
  const shown = section.columns.flatMap((column, at) => (column.identifier === true ? [] : [{ column, at }]));
  const { style, widths } = fitted(pages, section, shown, width, textOf);
  const bold = { ...style, bold: true };
  const columns: PaperColumn[] = [];
  let x = pages.left;
  shown.forEach(({ column }, nth) => {
    const own = widths[nth] ?? 0;
    const head = pages.block(column.head, bold, own);
    columns.push({ key: column.key, head, x, width: own, isRight: isFigure(column) });
    x += own + cellGap;
  });
  const row = (kind: PaperRow['kind'], cells: ReportRow<string>): PaperRow => {
    const blocks = shown.map(({ at }, nth) => {
      const cell = cells[at] ?? { kind: 'none' };
      const id = cell.kind === 'text' && cell.id !== undefined ? words.idOf(cell.id) : null;
      return pages.block(textOf(cell), kind === 'total' ? bold : style, widths[nth] ?? 0, id);
    });
    return { kind, cells: blocks, height: heightOf(blocks), source: kind === 'plain' ? cells : null };
  };
  const title = (text: string): PaperRow => {
    const block = pages.block(text, bold, width);
    const cells = shown.map((_, nth): Block => (nth === 0 ? block : { ...block, lines: [], actual: null }));
    return { kind: 'group', cells, height: heightOf([block]) + 3, source: null };
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

interface ShownColumn {
  readonly column: ReportColumn<string>;
  readonly at: number;
}

/** The greatest size at which figures and dates stay on one line and texts have room. */
function fitted(
  pages: Pages,
  section: ReportSection<string>,
  shown: readonly ShownColumn[],
  width: number,
  textOf: CellText,
): { readonly style: TextStyle; readonly widths: readonly number[] } {
  const longest = shown.map(({ column, at }) => longestOf(section, column, at, textOf));
  const room = width - cellGap * (shown.length - 1);
  for (const size of sizes) {
    const style = { size };
    const natural = longest.map((text) => pages.widthOf(text, { size, bold: true }) + 1);
    const fixed = sumOf(shown.map(({ column }, nth) => (isText(column) ? 0 : (natural[nth] ?? 0))));
    const texts = shown.filter(({ column }) => isText(column));
    if (room - fixed < texts.length * leastText && size !== sizes.at(-1)) continue;
    const scale = Math.min(1, (room - Math.min(texts.length * leastText, room / 2)) / Math.max(1, fixed));
    const left = room - fixed * scale;
    const weights = sumOf(texts.map(({ column }) => column.weight));
    return {
      style,
      widths: shown.map(({ column }, nth) =>
        isText(column) ? (left * column.weight) / weights : (natural[nth] ?? 0) * scale,
      ),
    };
  }
  throw new Error('no size of text is left');
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Of figures and dates the longest; of the head its longest word, since it may take several lines. */
function longestOf(
  { groups, totals }: ReportSection<string>,
  { head }: ReportColumn<string>,
  at: number,
  textOf: CellText,
): string {
  let longest = head.split(' ').reduce((most, word) => (word.length > most.length ? word : most), '');
  const look = (cells: ReportRow<string>): void => {
    const cell: ReportCell<string> = cells[at] ?? { kind: 'none' };
    const text = cell.kind === 'text' ? '' : textOf(cell);
    if (text.length > longest.length) longest = text;
  };
  for (const group of groups) for (const cells of [...group.rows, ...group.totals]) look(cells);
  totals.forEach(look);
  return longest;
}

/** Draws the head where the text is. On every page but the first it is an artifact. */
export function drawHead(pages: Pages, table: PaperTable, parent: Struct | null): void {
  const { y } = pages;
  const draw = ({ head, x, width, isRight }: PaperColumn): void =>
    pages.lines(head.lines, head.style, { x, y: y + pad, ...(isRight ? { right: x + width } : {}) });
  if (parent === null) pages.artifact(() => table.columns.forEach(draw));
  else {
    const row = pages.doc.struct('TR');
    parent.add(row);
    for (const column of table.columns)
      row.add(pages.doc.struct('TH', { scope: 'Column', ...actualOf(column.head) }, [() => draw(column)]));
    row.end();
  }
  pages.y += table.headHeight;
  pages.rule(pages.y, 1);
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
  if (row.kind === 'total') pages.rule(pages.y);
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
  if (row.kind !== 'group') pages.rule(pages.y, 0.25);
}
