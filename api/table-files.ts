import type { tables } from '../messages/generated/tables.ts';
import { type CurrencyCode, notConfirmed } from '../domain/currency-codes.ts';
import { type Message, message } from '../messages/message.ts';
import type { Renderer } from '../messages/rendering/renderer.ts';
import type { CsvCell } from '../reports/csv/row.ts';
import type { ReportCell, ReportColumn, ReportRow } from '../reports/document.ts';
import { type TableBook, workbookOfTables } from '../reports/workbook/write.ts';
import { beginCsv, putRows } from './csv.ts';
import { fileAnswer } from './file-answer.ts';
import { formatFacts } from '../reports/files.ts';
import { localeOf } from './rendering.ts';
import type { z } from 'zod';
import type { Permission } from '../domain/roles.ts';
import { type Answer, type Call, type Route, route, type RouteDetails } from './route.ts';

/** Data as it is, or words of the catalog. */
export type TableCell = CsvCell | Message;

/** One table of a file: a sheet of a workbook, a section of a CSV. */
export interface Table {
  /** Shown with at most 31 characters, as the name of a sheet. */
  readonly sheet: Message;
  /** Title of its section of a CSV; absent: none. */
  readonly title?: Message;
  readonly columns: readonly TableColumn[];
  /** A decimal of a column of numbers is its exact text, a day or an instant ISO 8601. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** Tables to export, as one file of whichever form. */
export interface TableFile {
  /** Without its extension. */
  readonly name: string;
  readonly tables: readonly Table[];
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  /** In the language of the request and the terms of the integration. */
  readonly render: Renderer;
}

export interface TableColumn {
  /** Null: rows have heads instead. */
  readonly head: Message | null;
  /** `currency`: what the amounts of the row are in. */
  readonly kind: 'text' | 'quantity' | 'money' | 'currency' | 'day' | 'instant';
  /** An ID that no person reads: a workbook has it on the sheet of IDs. */
  readonly identifier?: true;
}

type ColumnName = keyof typeof tables.declared extends infer Id
  ? Id extends `tables.column.${infer Name}`
    ? Name
    : never
  : never;

export const headOf = (name: ColumnName): Message => message(`tables.column.${name}`);
const columnOf =
  (kind: TableColumn['kind']) =>
  (name: ColumnName): TableColumn => ({ head: headOf(name), kind });

export const text = columnOf('text');
export const number = columnOf('quantity');
export const money = columnOf('money');
export const currency = columnOf('currency');
export const day = columnOf('day');
export const instant = columnOf('instant');
export const id = (name: ColumnName): TableColumn => ({ ...text(name), identifier: true });
/** Excluding the header row. */
export const bare: TableColumn = { head: null, kind: 'text' };

/** Returns the cells of a row with their words rendered. */
export const shownRow = (render: Renderer, cells: readonly TableCell[]): readonly CsvCell[] =>
  cells.map((cell) => (typeof cell === 'object' && cell !== null ? render(cell) : cell));

/** Tables under each other, with an empty row between two. */
export function csvOf({ name, tables, render }: Omit<TableFile, 'currency'>): Answer {
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

const { mediaType: xlsxType } = formatFacts.xlsx;

/** A sheet for each table, and one for its IDs. Times are in UTC, as in the CSV and in the API. */
export const workbook = (
  { tables, render, currency: own }: TableFile,
  language: string,
): Promise<Uint8Array> =>
  workbookOfTables({
    language,
    currency: own,
    timeZone: 'UTC',
    tables: tables.map((table) => ({
      title: render(table.sheet),
      section: sectionOf(table, render, own),
    })),
  });

const xlsxOf = async (file: TableFile, language: string): Promise<Answer> =>
  fileAnswer({ name: `${file.name}.xlsx`, mediaType: xlsxType, bytes: await workbook(file, language) });

/** Returns a table as a section of a document: cells of the types of their columns. @param own the tenant's currency */
function sectionOf(
  { columns, rows }: Table,
  render: Renderer,
  own: CurrencyCode,
): TableBook['tables'][number]['section'] {
  const currencyAt = columns.findIndex(({ kind }) => kind === 'currency');
  return {
    columns: columns.map((column, at) => reportColumn(column, at, render)),
    groups: [
      {
        title: null,
        rows: rows.map((row): ReportRow<string> => {
          const currency = currencyOf(row[currencyAt] ?? null, own);
          return columns.map(({ kind }, at) => reportCell(row[at] ?? null, kind, { render, currency }));
        }),
        totals: [],
      },
    ],
    totals: [],
    whenEmpty: '',
  };
}

const reportColumn = (
  { head, kind, identifier }: TableColumn,
  at: number,
  render: Renderer,
): ReportColumn<string> => ({
  key: String(at),
  head: head === null ? '' : render(head),
  kind: kind === 'currency' ? 'text' : kind,
  weight: 1,
  ...(identifier === undefined ? {} : { identifier }),
});

/** A message says that it is not confirmed. */
const currencyOf = (cell: TableCell, own: CurrencyCode): CurrencyCode =>
  typeof cell === 'string' ? cell : cell === null ? own : notConfirmed;

const decimalForm = /^-?\d+(\.\d+)?$/u;

function reportCell(
  cell: TableCell,
  kind: TableColumn['kind'],
  { render, currency }: { readonly render: Renderer; readonly currency: CurrencyCode },
): ReportCell<string> {
  if (cell === null || cell === '') return { kind: 'none' };
  const text = typeof cell === 'object' ? render(cell) : String(cell);
  if (kind === 'day') return { kind, day: text };
  if (kind === 'instant') return { kind, at: text };
  if (!decimalForm.test(text)) return { kind: 'text', text };
  if (kind === 'quantity') return { kind, quantity: text };
  if (kind === 'money') return { kind, amount: text, currency };
  return { kind: 'text', text };
}

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
    handle: async (call) => xlsxOf(await of(call), localeOf(call.request)),
  }),
];
