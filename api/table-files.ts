import { type CalledIfKnown, headInNames } from '../domain/called.ts';
import { beginCsv, type CsvCell, putRows } from './csv.ts';
import { type Sheet, workbookOf } from './workbook.ts';
import type { z } from 'zod';
import type { Permission } from '../domain/roles.ts';
import { type Answer, type Call, type Route, route, type RouteDetails } from './route.ts';

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

/** Tables to hand out, as one file of whichever form. */
export interface TableFile {
  /** Without its ending. */
  readonly name: string;
  readonly tables: readonly Table[];
  /** In whose names its heads are. */
  readonly called: CalledIfKnown | null;
}

export interface TableColumn {
  readonly head: string;
  readonly numeric?: true;
}

export const text = (head: string): TableColumn => ({ head });
export const number = (head: string): TableColumn => ({ head, numeric: true });

/** Heads of columns, and of rows where these alone have heads, in the names of what is connected. */
const inNamesOf = (tables: readonly Table[], called: CalledIfKnown | null): readonly Table[] =>
  tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, head: headInNames(column.head, called) })),
    rows:
      table.columns[0]?.head === ''
        ? table.rows.map(([head, ...cells]) => [
            typeof head === 'string' ? headInNames(head, called) : (head ?? null),
            ...cells,
          ])
        : table.rows,
  }));

/** Tables under each other, with an empty row between two. */
export function csvOf({ name, tables, called }: TableFile): Answer {
  const rows = inNamesOf(tables, called).flatMap(
    ({ title, columns, rows: its }, nth): readonly (readonly CsvCell[])[] => [
      ...(nth === 0 ? [] : [[]]),
      ...(title === undefined ? [] : [[title]]),
      ...(columns.some(({ head }) => head !== '') ? [columns.map(({ head }) => head)] : []),
      ...its,
    ],
  );
  return {
    kind: 'stream',
    write: async (response) => {
      beginCsv(response, `${name}.csv`);
      await putRows(response, rows);
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
  workbookOf(
    tables.map(({ sheet, columns, rows }): Sheet => ({
      sheet,
      stickyRowsCount: 1,
      columns: columns.map((_, at) => ({ width: widthOf(columns, rows, at) })),
      data: [
        columns.map(({ head }) => ({ value: head, fontWeight: 'bold' as const })),
        ...rows.map((row) => row.map((cell, at) => xlsxCell(cell, columns[at]?.numeric === true))),
      ],
    })),
  );

export async function xlsxOf({ name, tables, called }: TableFile): Promise<Answer> {
  const file = await workbook(inNamesOf(tables, called));
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
  if (numeric && decimalForm.test(String(cell))) return { value: Number(cell) };
  return { value: keepable(String(cell)) };
}

/** What the writer would leave out unsaid is a question mark; a cell holds so many characters. */
const keepable = (content: string): string =>
  // oxlint-disable-next-line no-control-regex -- the characters that a workbook cannot hold
  content.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFD-\uFFFF]/gu, '?').slice(0, 32_767);

/**
 * The same tables as a CSV and as a workbook, below `path` with the ending of each. They stand before a route whose id would
 * take the ending along.
 * @param what is in them, as a summary begins
 */
export const tableFileRoutes = <P extends z.ZodObject, Q extends z.ZodType>({
  what,
  path,
  of,
  ...rest
}: Pick<RouteDetails, 'path' | 'tag' | 'problems'> & {
  readonly what: string;
  readonly needs: Permission;
  readonly params: P;
  readonly query?: Q;
  readonly of: (call: Call<z.output<P>, z.output<Q>, unknown>) => Promise<TableFile>;
}): readonly Route[] => [
  route({
    ...rest,
    method: 'get',
    path: `${path}.csv`,
    summary: `${what} as a table file`,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => csvOf(await of(call)),
  }),
  route({
    ...rest,
    method: 'get',
    path: `${path}.xlsx`,
    summary: `${what} as a workbook`,
    answers: { 200: { mediaType: xlsxType } },
    handle: async (call) => xlsxOf(await of(call)),
  }),
];
