import type { CurrencyCode } from '../../domain/currency-codes.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import type { RenderedDocument, ReportCell } from '../document.ts';
import { factsSheet, type SheetContext, sheetOf, type SheetSection, type WrittenSheet } from './sheet.ts';
import { sheetNames } from './sheet-names.ts';
import { idsOf, withRowNumbers } from './sheet-of-ids.ts';
import { writtenInThread } from './thread.ts';

/**
 * Returns the document as an XLSX file: what its header says on the first sheet, then a sheet for each section, and the IDs
 * on the last. The same document gives the same bytes. Rejects when the thread that writes it fails.
 */
export function workbookOf(document: RenderedDocument): Promise<Uint8Array> {
  const { title, header, language } = document;
  const banner = document.banner === null ? [] : [document.banner];
  const words = wordsIn(language);
  const fact = (label: string, value: ReportCell<string>) => ({ label, value });
  const text = (one: string): ReportCell<string> => ({ kind: 'text', text: one });
  return written({
    title,
    author: header.msp.name,
    context: contextOf(header, words),
    words,
    about: {
      above: [header.msp.name, title, ...banner],
      facts: [
        fact(words.month, { kind: 'month', month: header.month }),
        fact(words.currency, text(header.currency)),
        fact(words.timeZone, text(header.timeZone)),
        ...header.facts,
        ...(header.checksum === null ? [] : [fact(words.checksum, text(header.checksum))]),
      ],
    },
    tables: document.sections.map((section) => ({
      title: section.title,
      above: [section.title, ...banner, ...(section.note === null ? [] : [section.note])],
      section,
    })),
  });
}

/** Tables that are no document: a sheet for each, its heads in the first row. */
export interface TableBook {
  readonly language: string;
  /** The tenant's own. */
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly tables: readonly { readonly title: string; readonly section: SheetSection }[];
}

/** Returns an XLSX file, as {@link workbookOf} does. */
export function workbookOfTables(book: TableBook): Promise<Uint8Array> {
  const words = wordsIn(book.language);
  return written({
    title: null,
    author: null,
    context: contextOf(book, words),
    words,
    about: null,
    tables: book.tables.map((table) => ({ ...table, above: [] })),
  });
}

interface Content {
  readonly title: string | null;
  readonly author: string | null;
  readonly context: SheetContext;
  readonly words: Words;
  /** Null: there is no sheet before that of the first table. */
  readonly about: {
    readonly above: readonly string[];
    readonly facts: RenderedDocument['header']['facts'];
  } | null;
  readonly tables: readonly {
    readonly title: string;
    readonly above: readonly string[];
    readonly section: SheetSection;
  }[];
}

async function written({ title, author, context, words, about, tables }: Content): Promise<Uint8Array> {
  const [nameOfAbout = '', nameOfIds = '', ...names] = sheetNames([
    words.about,
    words.identifiers,
    ...tables.map((table) => table.title),
  ]);
  const sections = tables.map(({ title: name, above, section }, nth) => ({
    name: names[nth] ?? '',
    title: name,
    above,
    section: withRowNumbers(section, words),
  }));
  const ids = idsOf(sections, words);
  const sheets: WrittenSheet[] =
    about === null ? [] : [factsSheet(nameOfAbout, about.above, about.facts, context)];
  for (const section of sections) sheets.push(await sheetOf(section, context));
  if (ids !== null) sheets.push(await sheetOf({ name: nameOfIds, above: [], section: ids }, context));
  return writtenInThread({
    sheets: sheets.map(({ sheet }) => sheet),
    namedRanges: sheets.flatMap((one) => one.names),
    properties: {
      ...(title === null ? {} : { title }),
      ...(author === null ? {} : { creator: author }),
      // The time of writing would make two files of one document.
      modified: new Date(0),
    },
  });
}

const contextOf = (
  { currency, timeZone }: Pick<SheetContext, 'currency' | 'timeZone'>,
  { unknown, currencyNotConfirmed, headIn }: Words,
): SheetContext => ({ currency, timeZone, unknown, currencyNotConfirmed, headIn });

type Words = ReturnType<typeof wordsIn>;

function wordsIn(language: string) {
  const render = createRenderer(catalogOf(language), { timeZone: 'UTC', terms: null });
  return {
    about: render(message('reports.about')),
    identifiers: render(message('reports.identifiers')),
    section: render(message('reports.section')),
    rowNumber: render(message('reports.row-number')),
    month: render(message('reports.month')),
    currency: render(message('reports.currency')),
    timeZone: render(message('reports.time-zone')),
    checksum: render(message('reports.checksum')),
    unknown: render(message('reports.unknown')),
    currencyNotConfirmed: render(message('tables.currency-not-confirmed')),
    headIn: (head: string, unit: string) => render(message('reports.head-in', { head, unit })),
  };
}
