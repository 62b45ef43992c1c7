import { catalogOf } from '../../messages/catalog.ts';
import { type Message, message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';

/** What paper says besides the document, in its language: a thread is handed words and no catalog. */
export interface PdfWords {
  /** BCP 47, for `Intl`. */
  readonly locale: string;
  readonly checksum: string;
  readonly timeZone: string;
  readonly unknown: string;
  /** Below what holds a name that the font cannot show. */
  readonly lettersMissing: string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly checksumFrom: (start: string) => string;
  readonly idOf: (id: string) => string;
  readonly amountWithoutCurrency: (amount: string) => string;
}

/** As a thread takes them: the functions are texts with {@link places}. */
export type SentWords = { readonly [Name in keyof PdfWords]: string };

/** Not in any text. */
const places = ['\u0001', '\u0002'] as const;

/** Returns the words of a language of the catalog; English where there is none. */
export function wordsOf(language: string, timeZone: string): SentWords {
  const catalog = catalogOf(language);
  const render = createRenderer(catalog, { timeZone, terms: null });
  const [first, second] = places;
  const said = (text: Message): string => render(text);
  return {
    locale: catalog.locale,
    checksum: said(message('reports.checksum')),
    timeZone: said(message('reports.time-zone')),
    unknown: said(message('reports.unknown')),
    lettersMissing: said(message('reports.letters-missing')),
    pageOf: said(message('reports.page-of', { page: first, pages: second })),
    checksumFrom: said(message('reports.checksum-from', { start: first })),
    idOf: said(message('reports.id', { id: first })),
    amountWithoutCurrency: said(message('reports.amount-without-currency', { amount: first })),
  };
}

/** Returns what {@link wordsOf} has put into texts. */
export function received(sent: SentWords): PdfWords {
  const [first, second] = places;
  const filled =
    (text: string) =>
    (value: string): string =>
      text.replace(first, () => value);
  return {
    ...sent,
    pageOf: (page, pages) => filled(sent.pageOf)(String(page)).replace(second, String(pages)),
    checksumFrom: filled(sent.checksumFrom),
    idOf: filled(sent.idOf),
    amountWithoutCurrency: filled(sent.amountWithoutCurrency),
  };
}
