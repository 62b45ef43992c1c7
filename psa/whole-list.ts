import { type Message, message } from '../messages/message.ts';
import type { PsaFailure, PsaFailureCode, PsaResult } from './port.ts';
import type { ProvenPageSize } from './proven-page-size.ts';

/** Rows of one page as the PSA gave them, and whether it named a next one. */
interface ListPage<T> {
  readonly rows: readonly T[];
  readonly namesNext: boolean;
  /** The address of the next page, where that is how the PSA pages ({@link ListSource.anyOrder}). */
  readonly link?: string;
}

/** Where a page begins: behind a row, or at the address that the page before named; neither: the first page. */
export interface PagePlace {
  readonly after: string | null;
  readonly link: string | null;
}

/** A page that could be read, or whose rows could not: the answer may have been a stray one. */
export type PageReading<T> =
  | { readonly kind: 'page'; readonly page: ListPage<T> }
  | { readonly kind: 'doubtful'; readonly failure: PsaFailure }
  | { readonly kind: 'failed'; readonly failure: PsaFailure };

/** One list: its pages by id, and the PSA's own count of the same rows. */
interface ListSource<T> {
  readonly operation: string;
  readonly page: (place: PagePlace) => Promise<PageReading<T>>;
  /**
   * Rows come in no particular order and further pages by links: nothing but the count and the absence of repetitions
   * proves such a list. Absent: pages go by id, and each page is in the order of ids.
   */
  readonly anyOrder?: true;
  readonly count: () => Promise<PsaResult<number>>;
  /**
   * Number of rows of the last complete read; `null` when there was none. A list on one page with at least this many rows
   * is accepted without requesting its count, unless it is an empty first read. Absent: the count is always requested.
   */
  readonly known?: number | null;
  /**
   * A page that names no next one is the last; believed of the first reading alone, which the count then proves. Absent:
   * only a page that is shorter than one seen before is known to be the last.
   */
  readonly saysWhatIsLast?: true;
  /**
   * A page with fewer rows is the last: no server gives fewer that has more. The first reading alone relies on it. Absent:
   * nothing is known of servers.
   */
  readonly fewestOnFullPage?: number;
}

interface Paging {
  readonly maxPages: number;
  readonly proven: ProvenPageSize;
  /** Makes the failures, in the words of the PSA. */
  readonly failure: (code: PsaFailureCode, detail: Message) => PsaFailure;
}

type Reading<T> =
  | { readonly kind: 'whole'; readonly rows: readonly T[]; readonly onOnePage: boolean }
  /** Worth one more read: the list may be changing, or the response was an outlier. */
  | { readonly kind: 'doubtful'; readonly failure: PsaFailure }
  | { readonly kind: 'failed'; readonly failure: PsaFailure };

/**
 * The whole list, or a failure. Pages go by id: each asks for the rows above the last one it has, so that a row that
 * is deleted or added meanwhile moves no other; or by the links of a PSA whose rows come in any order. A reading is
 * whole when no page stood still, repeated a row or came out of the order that is promised, when it ended at a page that
 * is proven to be the last, and when the rows are as many as the PSA counts, which is asked for unless the list came on
 * one page and is as long as it is known to be. A doubtful reading is repeated once, without relying on earlier proof of
 * the pages; then it is `PsaListIncomplete`.
 */
export async function readWholeList<T extends { readonly id: string }>(
  source: ListSource<T>,
  paging: Paging,
): Promise<PsaResult<readonly T[]>> {
  let doubt: PsaFailure | null = null;
  for (;;) {
    const reading: Reading<T> = await readOnce(source, paging, doubt === null);
    if (reading.kind === 'whole') return { ok: true, value: reading.rows };
    if (reading.kind === 'failed') return reading.failure;
    if (doubt !== null) {
      const { code, detail: second } = reading.failure;
      const call = source.operation;
      return paging.failure(code, message('psas.list.twice', { call, first: doubt.detail, second }));
    }
    doubt = reading.failure;
  }
}

async function readOnce<T extends { readonly id: string }>(
  source: ListSource<T>,
  paging: Paging,
  isFirst: boolean,
): Promise<Reading<T>> {
  const pages = await readPages(source, paging, isFirst);
  if (pages.kind !== 'whole' || needsNoCount(source, pages)) return pages;
  const counted = await source.count();
  if (!counted.ok) return { kind: 'failed', failure: counted };
  if (counted.value === pages.rows.length) return pages;
  // A gateway may have begun to give fewer rows a page: the next reading checks its page size again.
  paging.proven.forget();
  return incomplete(
    paging,
    message('psas.list.count-differs', { read: pages.rows.length, counted: counted.value }),
  );
}

/** Rows may be added or deleted between two pages; a single page is consistent. */
const needsNoCount = (
  { known }: { readonly known?: number | null },
  { rows, onOnePage }: { readonly rows: readonly unknown[]; readonly onOnePage: boolean },
): boolean => known !== undefined && onOnePage && rows.length >= (known ?? 1);

const incomplete = (
  { failure }: Paging,
  why: Message,
): { readonly kind: 'doubtful'; readonly failure: PsaFailure } => ({
  kind: 'doubtful',
  failure: failure('PsaListIncomplete', why),
});

async function readPages<T extends { readonly id: string }>(
  { operation, page: read, anyOrder, saysWhatIsLast, fewestOnFullPage = 0 }: ListSource<T>,
  paging: Paging,
  isFirst: boolean,
): Promise<Reading<T>> {
  const { maxPages, proven, failure } = paging;
  const believed = isFirst && saysWhatIsLast === true;
  const isShort = (rows: number): boolean => rows < Math.max(proven.rows, isFirst ? fewestOnFullPage : 0);
  const rows: T[] = [];
  const fault = anyOrder === true ? repetitions() : disorder();
  let place: PagePlace = { after: null, link: null };
  for (let number = 1; number <= maxPages; number += 1) {
    const reading = await read(place);
    if (reading.kind !== 'page') return reading;
    const { page } = reading;
    const found = fault(page);
    if (found !== null) return incomplete(paging, message('psas.list.page', { page: number, fault: found }));
    rows.push(...page.rows);
    const size = page.rows.length;
    if (page.link !== undefined) {
      place = { after: null, link: page.link };
      continue;
    }
    if (size === 0 || (!page.namesNext && (believed || isShort(size))))
      return { kind: 'whole', rows, onOnePage: number === 1 || (number === 2 && size === 0) };
    proven.note(size);
    place = { after: highestId(rows), link: null };
  }
  return {
    kind: 'failed',
    failure: failure(
      'PsaListIncomplete',
      message('psas.list.too-many-pages', { call: operation, pages: maxPages }),
    ),
  };
}

const highestId = (rows: readonly { readonly id: string }[]): string =>
  rows.reduce((highest, { id }) => (BigInt(id) > BigInt(highest) ? id : highest), '0');

type PageFault = (page: ListPage<{ readonly id: string }>) => Message | null;

/** A server that passes over the condition repeats rows; one that passes over the order would lose some. */
function disorder(): PageFault {
  let before: string | null = null;
  return ({ rows }) => {
    for (const { id } of rows) {
      if (before !== null && BigInt(id) <= BigInt(before))
        return message('psas.list.out-of-order', { id, before });
      before = id;
    }
    return null;
  };
}

/** A repeated row or link: paging does not advance, or rows shifted between two pages. */
function repetitions(): PageFault {
  const seen = new Set<string>();
  const links = new Set<string>();
  return ({ rows, link }) => {
    for (const { id } of rows) {
      if (seen.has(id)) return message('psas.list.repeated-row', { id });
      seen.add(id);
    }
    if (link === undefined) return null;
    if (links.has(link)) return message('psas.list.repeated-link');
    links.add(link);
    return null;
  };
}
