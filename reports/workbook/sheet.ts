import { setImmediate } from 'node:timers/promises';
import type { CellStyle, CellValue, ColumnDef, WriteOptions, WriteSheet } from 'hucre/xlsx';
import type { ReportCell, ReportRow, ReportSection } from '../document.ts';
import { type CellContext, formatOf, textValue, valueOf } from './cells.ts';
import { type ColumnContext, type SheetColumn, sheetColumns } from './columns.ts';
import { addRow, begun, type Draft, lettersOf, put, sheetOfDraft } from './draft.ts';
import { numberStyle, styles, totalStyle } from './styles.ts';
import { type Span, sumFormula } from './sums.ts';
import { widest, widthOf } from './widths.ts';

export type SheetSection = Pick<ReportSection<string>, 'columns' | 'groups' | 'totals' | 'whenEmpty'>;

/** A section as a sheet. */
export interface SheetContent {
  /** As `sheetNames` returns it. */
  readonly name: string;
  /** Lines above the heads; the first is the title. */
  readonly above: readonly string[];
  readonly section: SheetSection;
}

export type SheetContext = ColumnContext & CellContext;

/** As `hucre` takes it, without functions, since a thread writes it. */
export interface WrittenSheet {
  readonly sheet: WriteSheet;
  readonly names: NonNullable<WriteOptions['namedRanges']>;
}

/** Rows after which other requests get their turn. */
const rowsPerTurn = 500;

/** A section with its heads frozen, filters below them, and its totals at the end. */
export async function sheetOf(
  { name, above, section }: SheetContent,
  context: SheetContext,
): Promise<WrittenSheet> {
  const columns = sheetColumns(section, context);
  const rows = section.groups.flatMap((group) => group.rows);
  const draft = begun(above);
  if (rows.length === 0) {
    addRow(draft, [textValue(section.whenEmpty)], styles.line);
    return { sheet: sheetOfDraft(name, draft), names: [] };
  }
  const heads = columns.map(({ head }) => textValue(head));
  addRow(draft, heads, styles.head);
  const headRow = draft.rows.length;
  for (const [nth, row] of rows.entries()) {
    addCells(draft, columns, row, context);
    if (nth % rowsPerTurn === rowsPerTurn - 1) await setImmediate();
  }
  const span: Span = { rows, first: headRow + 1, last: draft.rows.length };
  for (const row of section.totals) addTotals(draft, columns, row, span, context);
  const below = draft.rows.slice(headRow - 1);
  return {
    sheet: {
      ...sheetOfDraft(name, draft),
      columns: columns.map((column, at) => columnOf(column, below.map((row) => row[at] ?? null))), // prettier-ignore
      freezePane: { rows: headRow },
      autoFilter: { range: `A${headRow}:${lettersOf(columns.length - 1)}${span.last}` },
    },
    // The writer puts no quotes around the name of a sheet.
    names: [
      { name: '_xlnm.Print_Titles', range: `'${name.replaceAll("'", "''")}'!$1:$${headRow}`, scope: name },
    ],
  };
}

/** Labels and values below each other. */
export function factsSheet(
  name: string,
  above: readonly string[],
  facts: readonly { readonly label: string; readonly value: ReportCell<string> }[],
  context: CellContext,
): WrittenSheet {
  const draft = begun(above);
  for (const { label, value } of facts) {
    addRow(draft, [textValue(label), valueOf(value, context)], styles.label);
    const format = formatOf([value]);
    put(draft, 1, { style: format === undefined ? styles.wrapped : numberStyle(format, 'left') });
  }
  return {
    sheet: { ...sheetOfDraft(name, draft), columns: [{ width: 30 }, { width: widest }] },
    names: [],
  };
}

function columnOf(column: SheetColumn, values: readonly CellValue[]): ColumnDef {
  const width = widthOf(column, values);
  return { width, style: styleOf(column.format, width === widest ? styles.wrapped : styles.text) };
}

const styleOf = (format: string | undefined, ofText: CellStyle): CellStyle =>
  format === undefined ? ofText : numberStyle(format);

/** Cells of another kind than their column have a format of their own. */
function addCells(
  draft: Draft,
  columns: readonly SheetColumn[],
  row: ReportRow<string>,
  context: CellContext,
): void {
  const cells = columns.map(({ cellOf }) => cellOf(row));
  const values = cells.map((cell) => valueOf(cell, context));
  addRow(draft, values);
  cells.forEach((cell, at) => {
    const format = cell.kind === columns[at]?.kind ? undefined : formatOf([cell]);
    if (format !== undefined) put(draft, at, { style: numberStyle(format) });
  });
}

function addTotals(
  draft: Draft,
  columns: readonly SheetColumn[],
  row: ReportRow<string>,
  span: Span,
  context: CellContext,
): void {
  addRow(draft, columns.map(({ cellOf }) => valueOf(cellOf(row), context))); // prettier-ignore
  columns.forEach((column, at) => {
    const cell = column.cellOf(row);
    const format = cell.kind === column.kind ? column.format : formatOf([cell]);
    const style = totalStyle(styleOf(format, styles.text));
    const formula = sumFormula(column, cell, lettersOf(at), span);
    put(draft, at, formula === null ? { style } : { style, formula, formulaResult: valueOf(cell, context) });
  });
}
