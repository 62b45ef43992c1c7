import writeExcelFile from 'write-excel-file/node';
import { beginCsv, type CsvCell, csvRow, putCsv } from './csv.ts';
import type { Answer } from './route.ts';

/** One table of a file: a sheet of a workbook, a section of a CSV. */
export interface Table {
  /** At most 31 characters, as the name of a sheet. */
  readonly sheet: string;
  /** Over its section of a CSV; absent: it stands without one. */
  readonly title?: string;
  readonly columns: readonly TableColumn[];
  /** A decimal of a column of numbers is its exact text. */
  readonly rows: readonly (readonly CsvCell[])[];
}

export interface TableColumn {
  readonly head: string;
  readonly numeric?: true;
}

export const text = (head: string): TableColumn => ({ head });
export const number = (head: string): TableColumn => ({ head, numeric: true });

/** Tables under each other, with an empty row between two. */
export function csvOf(name: string, tables: readonly Table[]): Answer {
  const rows = tables.flatMap(({ title, columns, rows: its }, nth): readonly (readonly CsvCell[])[] => [
    ...(nth === 0 ? [] : [[]]),
    ...(title === undefined ? [] : [[title]]),
    ...(columns.some(({ head }) => head !== '') ? [columns.map(({ head }) => head)] : []),
    ...its,
  ]);
  return {
    kind: 'stream',
    write: async (response) => {
      beginCsv(response, `${name}.csv`);
      await putCsv(response, rows.map(csvRow).join(''));
      response.end();
    },
  };
}

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A sheet for each table. Every cell has a type of its own, text or number, and none is ever a formula: what a
 * spreadsheet would run in a CSV is plain text here (architecture.md 11).
 */
export const workbook = (tables: readonly Table[]): Promise<Buffer> =>
  writeExcelFile(
    tables.map(({ sheet, columns, rows }) => ({
      sheet,
      stickyRowsCount: 1,
      columns: columns.map((_, at) => ({ width: widthOf(columns, rows, at) })),
      data: [
        columns.map(({ head }) => ({ type: String, value: head, fontWeight: 'bold' as const })),
        ...rows.map((row) => row.map((cell, at) => xlsxCell(cell, columns[at]?.numeric === true))),
      ],
    })),
  ).toBuffer();

export async function xlsxOf(name: string, tables: readonly Table[]): Promise<Answer> {
  const file = await workbook(tables);
  return {
    kind: 'stream',
    write: (response) => {
      response.status(200);
      response.setHeader('Content-Type', xlsxType);
      response.setHeader('Content-Disposition', `attachment; filename="${name}.xlsx"`);
      response.end(file);
    },
  };
}

const widest = 60;

const widthOf = (columns: readonly TableColumn[], rows: Table['rows'], at: number): number =>
  Math.min(
    widest,
    2 +
      Math.max(
        columns[at]?.head.length ?? 0,
        ...rows.slice(0, 200).map((row) => String(row[at] ?? '').length),
      ),
  );

const decimalForm = /^-?\d+(\.\d+)?$/u;

function xlsxCell(cell: CsvCell, numeric: boolean) {
  if (cell === null || cell === '') return null;
  if (numeric && decimalForm.test(String(cell))) return { type: Number, value: Number(cell) };
  return { type: String, value: keepable(String(cell)) };
}

/** What the writer would leave out unsaid is a question mark; a cell holds so many characters. */
const keepable = (content: string): string =>
  // oxlint-disable-next-line no-control-regex -- the characters that a workbook cannot hold
  content.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFD-\uFFFF]/gu, '?').slice(0, 32_767);
