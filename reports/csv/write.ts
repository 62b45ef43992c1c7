import { setImmediate } from 'node:timers/promises';
import { zip } from 'fflate';
import { notConfirmed } from '../../domain/currency-codes.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import type { RenderedDocument, ReportCell, ReportRow, ReportSection } from '../document.ts';
import { offsetTime } from '../local-time.ts';
import { type CsvCell, csvRow } from './row.ts';

/** The mark makes spreadsheets read UTF-8. */
const mark = '\uFEFF';
/** The file of what the header says; no section has its key. */
const about = 'about';
/** Rows after which other requests get their turn. */
const rowsPerTurn = 500;
/** The first that a ZIP can say, in whichever time zone: the time of writing would make two files of one document. */
const modified = new Date(1980, 0, 1);

/**
 * Returns a ZIP with a CSV for each section, named by its key, and `about.csv` with what the header says. Dates are ISO 8601,
 * instants in the time zone of the document with their offset; each amount has its currency in the column after it. A table
 * has no totals, which whoever adds up a column would count twice. The same document gives the same bytes.
 */
export async function csvZipOf(document: RenderedDocument): Promise<Uint8Array> {
  const context = contextOf(document);
  const files: Record<string, Uint8Array> = { [`${about}.csv`]: bytesOf(aboutRows(document, context)) };
  for (const section of document.sections)
    files[`${section.key}.csv`] = bytesOf(await tableRows(section, 'two-cells', context));
  return zipped(files);
}

/**
 * Returns the first section of the document as one CSV, with the columns that it has and no others: what an amount is in, a
 * column must say.
 */
export async function csvOf(document: RenderedDocument): Promise<Uint8Array> {
  const [section] = document.sections;
  return bytesOf(section === undefined ? [] : await tableRows(section, 'amount', contextOf(document)));
}

const bytesOf = (rows: readonly string[]): Uint8Array => new TextEncoder().encode(`${mark}${rows.join('')}`);

/** Large files are compressed in threads. */
const zipped = (files: Record<string, Uint8Array>): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    zip(files, { mtime: modified }, (error, data) => {
      if (error === null) resolve(data);
      else reject(error);
    });
  });

interface CsvContext {
  readonly timeZone: string;
  readonly words: ReturnType<typeof wordsIn>;
}

const contextOf = ({ header, language }: RenderedDocument): CsvContext => ({
  timeZone: header.timeZone,
  words: wordsIn(language),
});

function wordsIn(language: string) {
  const render = createRenderer(catalogOf(language), { timeZone: 'UTC', terms: null });
  return {
    month: render(message('reports.month')),
    currency: render(message('reports.currency')),
    timeZone: render(message('reports.time-zone')),
    checksum: render(message('reports.checksum')),
    unknown: render(message('reports.unknown')),
    currencyNotConfirmed: render(message('tables.currency-not-confirmed')),
    headIn: (head: string, unit: string) => render(message('reports.head-in', { head, unit })),
  };
}

/** What becomes of money: its amount and currency in a cell each, both in one, or the amount alone. */
type MoneyForm = 'two-cells' | 'one-cell' | 'amount';

function aboutRows({ title, banner, header }: RenderedDocument, context: CsvContext): readonly string[] {
  const { words } = context;
  const rows: readonly (readonly CsvCell[])[] = [
    [header.msp.name, title],
    ...(banner === null ? [] : [[banner]]),
    [words.month, header.month],
    [words.currency, header.currency],
    [words.timeZone, header.timeZone],
    ...header.facts.map(({ label, value }) => [label, ...cellsOf(value, 'one-cell', context)]),
    ...(header.checksum === null ? [] : [[words.checksum, header.checksum]]),
  ];
  return rows.map(csvRow);
}

async function tableRows(
  { columns, groups }: ReportSection<string>,
  form: MoneyForm,
  context: CsvContext,
): Promise<readonly string[]> {
  const { words } = context;
  const divided = columns.map(({ kind }) => kind === 'money' && form === 'two-cells');
  const heads = columns.flatMap(({ head }, at) =>
    divided[at] === true ? [head, words.headIn(head, words.currency)] : [head],
  );
  const cells = (row: ReportRow<string>): readonly CsvCell[] =>
    columns.flatMap((_, at) => {
      const cell = row[at] ?? { kind: 'none' };
      const found = cellsOf(cell, form, context);
      return divided[at] === true && found.length === 1 ? [...found, null] : found;
    });
  const rows = [csvRow(heads)];
  for (const row of groups.flatMap((group) => group.rows)) {
    rows.push(csvRow(cells(row)));
    if (rows.length % rowsPerTurn === 0) await setImmediate();
  }
  return rows;
}

function cellsOf(
  cell: ReportCell<string>,
  form: MoneyForm,
  { timeZone, words }: CsvContext,
): readonly CsvCell[] {
  switch (cell.kind) {
    case 'none':
      return [null];
    case 'text':
      return [cell.text];
    case 'quantity':
      return [cell.quantity ?? words.unknown];
    case 'day':
      return [cell.day];
    case 'month':
      return [cell.month];
    case 'instant':
      return [offsetTime(timeZone, cell.at)];
    case 'money': {
      const amount = cell.amount ?? words.unknown;
      const currency = cell.currency === notConfirmed ? words.currencyNotConfirmed : cell.currency;
      if (form === 'amount') return [amount];
      return form === 'two-cells' ? [amount, currency] : [`${amount} ${currency}`];
    }
  }
}
