import { type Message, message } from '../messages/message.ts';
import type { Renderer } from '../messages/rendering/renderer.ts';
import type { tables as declared } from '../messages/subjects/tables.ts';
import type { CsvCell } from '../reports/csv/row.ts';
import { beginCsv, putRows } from './csv.ts';
import { type Sheet, workbookOf } from './workbook.ts';
import type { z } from 'zod';
import type { Permission } from '../domain/roles.ts';
import { type Answer, type Call, type Route, route, type RouteDetails } from './route.ts';

/** Data as it is, or words of the catalog. */
export type TableCell = CsvCell | Message;

/** One table of a file: a sheet of a workbook, a section of a CSV. */
export interface Table {
  /** Shown with at most 31 characters, as the name of a sheet. */
  readonly sheet: Message;
  /** Over its section of a CSV; absent: it stands without one. */
  readonly title?: Message;
  readonly columns: readonly TableColumn[];
  /** A decimal of a column of numbers is its exact text. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** Tables to export, as one file of whichever form. */
export interface TableFile {
  /** Without its extension. */
  readonly name: string;
  readonly tables: readonly Table[];
  /** In the language of the request and the terms of the integration. */
  readonly render: Renderer;
}

export interface TableColumn {
  /** Null: rows have heads instead. */
  readonly head: Message | null;
  readonly numeric?: true;
}

type ColumnName = keyof typeof declared extends infer Id
  ? Id extends `tables.column.${infer Name}`
    ? Name
    : never
  : never;

export const headOf = (name: ColumnName): Message => message(`tables.column.${name}`);
export const text = (name: ColumnName): TableColumn => ({ head: headOf(name) });
export const number = (name: ColumnName): TableColumn => ({ ...text(name), numeric: true });

/** Returns the cells of a row with their words rendered. */
export const shownRow = (render: Renderer, cells: readonly TableCell[]): readonly CsvCell[] =>
  cells.map((cell) => (typeof cell === 'object' && cell !== null ? render(cell) : cell));

/** Tables under each other, with an empty row between two. */
export function csvOf({ name, tables, render }: TableFile): Answer {
  const rows = tables.flatMap(({ title, columns, rows: its }, nth): readonly (readonly TableCell[])[] => [
    ...(nth === 0 ? [] : [[]]),
    ...(title === undefined ? [] : [[title]]),
    ...(columns.some(({ head }) => head !== null) ? [columns.map(({ head }) => head)] : []),
    ...its,
  ]);
  return {
    kind: 'stream',
    write: async (response) => {
      beginCsv(response, `${name}.csv`);
      await putRows(
        response,
        rows.map((row) => shownRow(render, row)),
      );
      response.end();
    },
  };
}

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A sheet for each table. Every cell has a type of its own, text or number, and none is ever a formula: what a
 * spreadsheet would run in a CSV is plain text here (architecture.md 11).
 */
export const workbook = (tables: readonly Table[], render: Renderer): Promise<Buffer> =>
  workbookOf(
    tables.map(({ sheet, columns, rows }): Sheet => {
      const heads = columns.map(({ head }) => (head === null ? '' : render(head)));
      const cells = rows.map((row) => shownRow(render, row));
      return {
        sheet: sheetName(render(sheet)),
        stickyRowsCount: 1,
        columns: heads.map((head, at) => ({ width: widthOf(head, cells, at) })),
        data: [
          heads.map((value) => ({ value, fontWeight: 'bold' as const })),
          ...cells.map((row) => row.map((cell, at) => xlsxCell(cell, columns[at]?.numeric === true))),
        ],
      };
    }),
  );

/** A workbook has no other names of sheets. */
const sheetName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/gu, '').slice(0, 31);

export async function xlsxOf({ name, tables, render }: TableFile): Promise<Answer> {
  const file = await workbook(tables, render);
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

const widthOf = (head: string, rows: readonly (readonly CsvCell[])[], at: number): number =>
  Math.min(
    widest,
    2 + Math.max(head.length, ...rows.slice(0, 200).map((row) => String(row[at] ?? '').length)),
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
 * @param summary how those of both routes begin
 */
export const tableFileRoutes = <P extends z.ZodObject, Q extends z.ZodType>({
  summary,
  path,
  of,
  ...rest
}: Pick<RouteDetails, 'path' | 'tag' | 'problems'> & {
  readonly summary: string;
  readonly needs: Permission;
  readonly params: P;
  readonly query?: Q;
  readonly of: (call: Call<z.output<P>, z.output<Q>, unknown>) => Promise<TableFile>;
}): readonly Route[] => [
  route({
    ...rest,
    method: 'get',
    path: `${path}.csv`,
    summary: `${summary} as a table file`,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => csvOf(await of(call)),
  }),
  route({
    ...rest,
    method: 'get',
    path: `${path}.xlsx`,
    summary: `${summary} as a workbook`,
    answers: { 200: { mediaType: xlsxType } },
    handle: async (call) => xlsxOf(await of(call)),
  }),
];
