import readWorkbook from 'read-excel-file/node';
import request from 'supertest';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { type ReadPdf, readPdf } from '../../reports/pdf/read-pdf.fixture.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { csvRows } from './csv-rows.ts';
import {
  billingRulesOf,
  changesOf,
  customersOf,
  type ExpectedTable,
  monthsOf,
  openLinesOf,
  type Row,
  summaryOf,
} from './expected-tables.ts';
import { type ListedLine, type Month, storedChanges } from './figures-agreement.ts';
import { zippedTables } from './zipped-tables.ts';

/** A table as a file has it: its first row are the heads. */
type Cells = readonly (readonly string[])[];

/** The PDF, the workbook, and the tables of a closed month, and its control list, against rows of list and ledger. */
export async function filesAgree(
  api: ApiUnderTest,
  closedId: string,
  { month, lines }: { readonly month: Month; readonly lines: readonly ListedLine[] },
): Promise<void> {
  const file = async (path: string): Promise<Buffer> =>
    (
      await request(api.app)
        .get(`/api/v1/review-months/${closedId}${path}`)
        .set('Cookie', api.cookies.viewer)
        .responseType('blob')
        .expect(200)
    ).body as Buffer;
  const rows = { month, lines, changes: await storedChanges(api.db, api.tenantId, month.month) };
  const expected: Readonly<Record<string, { readonly title: string; readonly table: ExpectedTable }>> = {
    summary: { title: 'Summary', table: summaryOf(rows) },
    months: { title: 'Months', table: monthsOf(rows) },
    changes: { title: 'Changes by invoice', table: changesOf(rows) },
    'open-lines': { title: 'Open lines', table: openLinesOf(rows) },
    customers: { title: 'Customers', table: customersOf(rows) },
    ...(lines.some(({ rule }) => rule !== null) && {
      'billing-rules': { title: 'Lines under a billing rule', table: billingRulesOf(lines) },
    }),
  };
  const own = month.currency;
  const printed = await readPdf(await file('.pdf'));
  const [zipped, workbook, paper] = [
    zippedTables(await file('.csv')),
    await sheetsOf(await file('.xlsx')),
    paperOf(printed),
  ];
  isReadable(printed, workbook);
  for (const [key, { title, table }] of Object.entries(expected)) {
    agrees(`${key}.csv`, zipped[key] ?? [], table.rows, own);
    agrees(`sheet ${title}`, workbook.get(title) ?? [], [...table.rows, ...table.totals], own);
    agrees(
      `${title} on paper`,
      paper.get(title) ?? [],
      [...table.rows, ...table.subtotals, ...table.totals],
      own,
    );
  }
  const { rows: changes, totals } = expected['changes']!.table;
  agrees('control list', csvRows((await file('/control-list.csv')).toString()), changes, own);
  const list = await sheetsOf(await file('/control-list.xlsx'));
  agrees('sheet of the control list', list.get('Changes by invoice') ?? [], [...changes, ...totals], own);
}

/** The rows of a table, each once and no other, by the columns that are expected. */
function agrees(name: string, table: Cells, expected: readonly Row[], own: string): void {
  const heads = Object.keys(expected[0] ?? {});
  expect([name, heads.length > 0]).toEqual([name, true]);
  const money = heads.filter((head) => expected.some((row) => /^-?[\d.]+ [A-Z]{3}$/u.test(row[head]!)));
  const found = rowsOf(table, heads, (head, value, unit) =>
    money.includes(head) && /^-?[\d.]+$/u.test(value)
      ? `${value} ${unit?.replace('Not confirmed', 'XXX') ?? own}`
      : value,
  );
  expect([name, found.map(lineOf).sort()]).toEqual([name, expected.map(lineOf).sort()]);
}

const lineOf = (row: Row): string =>
  Object.entries(row)
    .map(([head, value]) => `${head}: ${plain(value)}`)
    .join(' | ');

const squashed = (text: string): string => text.normalize('NFC').replaceAll(/[\p{C}\s]/gu, '');

/** A text as every format can show it: a CSV has no formula, and paper has no arrows and marks a name that its font lacks. */
function plain(text: string): string {
  const shown = squashed(text)
    .replace(/^'(?=[=+\-@])/u, '')
    .replaceAll('->', '→');
  return /\*$|[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/u.test(shown)
    ? '*'
    : shown;
}

/** The currency of an amount is in its head, in the cell after it, or in a column of the row; undefined: in none of them. */
function rowsOf(
  table: Cells,
  wanted: readonly string[],
  valueOf: (head: string, value: string, unit: string | undefined) => string,
): readonly Row[] {
  const isHead = (cell: string, head: string): boolean =>
    squashed(cell.replace(/ ?\((?:[A-Z]{3}|Not confirmed)\)$/u, '')) === squashed(head);
  const at = table.findIndex((cells) => wanted.every((head) => cells.some((cell) => isHead(cell, head))));
  const heads = table[at] ?? [];
  return table.slice(at + 1).map((cells) => {
    const cell = (name: string): string | undefined => cells[heads.indexOf(name)];
    const shown = (head: string): string =>
      heads
        .flatMap((one, nth) => {
          const value = cells[nth] ?? '';
          const unit = /\((?<code>[A-Z]{3}|Not confirmed)\)$/u.exec(one)?.groups?.['code'];
          return isHead(one, head) && value !== ''
            ? [valueOf(head, value, [unit, cell(`${head} (Currency)`), cell('Currency')].find(Boolean))]
            : [];
        })
        .join(' and ');
    return Object.fromEntries(wanted.map((head) => [head, shown(head)]));
  });
}

type Sheet = Awaited<ReturnType<typeof readWorkbook>>[number]['data'][number][number];

function cellOf(cell: Sheet): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'string') return cell;
  return cell === null ? '' : JSON.stringify(cell);
}

const sheetsOf = async (file: Buffer): Promise<ReadonlyMap<string, Cells>> =>
  new Map((await readWorkbook(file)).map(({ sheet, data }) => [sheet, data.map((row) => row.map(cellOf))]));

/** The tables of a PDF by their titles, without the rows that only name a group. */
const paperOf = ({ tables }: ReadPdf): ReadonlyMap<string, Cells> =>
  new Map(
    tables.map(({ title, heads, rows }) => [
      title,
      [
        heads,
        ...rows.filter(([, ...rest]) => rest.some((cell) => cell !== '')).map((row) => row.map(unprinted)),
      ],
    ]),
  );

/** No column of paper is empty, and every word of a cell is on one line. */
function isReadable({ tables, pages }: ReadPdf, workbook: ReadonlyMap<string, Cells>): void {
  const text = pages.map((page) => page.text).join('\n');
  for (const { title, heads, rows } of tables) {
    const empty = heads.filter((_, nth) => rows.every((row) => row[nth] === ''));
    expect([title, empty]).toEqual([title, []]);
    const sheet = workbook.get(title) ?? [];
    const top = sheet.findIndex((cells) => cells.some((cell) => squashed(cell) === squashed(heads[0] ?? '')));
    const onPaper = new Set(heads.map(squashed));
    const words = sheet.slice(top + 1).flatMap((cells) =>
      cells.flatMap((cell, nth) => {
        const isText =
          onPaper.has(squashed(sheet[top]?.[nth] ?? '')) && /^[\p{Script=Latin}\d .,-]+$/u.test(cell);
        return isText ? cell.split(' ').filter((word) => /\p{L}/u.test(word)) : [];
      }),
    );
    expect([title, words.filter((word) => !text.includes(word))]).toEqual([title, []]);
  }
}

/** A number, an amount, or a day as data has it. */
function unprinted(cell: string): string {
  const shown = cell.replace('(currency not confirmed)', 'XXX');
  const [, number, unit = ''] = /^([+-]?[\d,]+(?:\.\d+)?) ?([A-Z]{3})?$/u.exec(shown) ?? [];
  if (number !== undefined) return `${decimalText(decimal(number.replaceAll(/[+,]/gu, '')))} ${unit}`.trim();
  return /^[A-Z][a-z]{2} \d{1,2}, \d{4}$/u.test(cell)
    ? new Date(`${cell} UTC`).toISOString().slice(0, 10)
    : cell;
}
