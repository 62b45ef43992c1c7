import { psaFailure } from './failures.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import { countAnswer, listAnswer, shapes } from './answer-shapes.ts';
import type { ConnectWiseApi } from './api.ts';
import { namesNextPage } from './link-header.ts';
import type { ProvenPageSize } from '../proven-page-size.ts';
import { readRows } from './records.ts';
import type { RecordKind } from './records.ts';
import type { ReadLimits } from './reads.ts';

/** One list endpoint: it has pages and, below `/count`, a count of its own (connectwise.md 4 and 5). */
export interface List<T> {
  readonly operation: string;
  readonly path: string;
  readonly right: string;
  readonly record: RecordKind<T>;
  /** Which rows belong to the list; absent: all of the endpoint. */
  readonly conditions?: string;
  /**
   * Rows of its last whole reading; null: there was none. A list that came on one page and has at least so many is
   * taken without asking for its count; a first reading that is empty is not. Absent: the count is always asked for.
   */
  readonly known?: number | null;
}

export interface Paging {
  /** Rows asked for; a server may give fewer. */
  readonly pageSize: number;
  readonly maxPages: number;
  readonly proven: ProvenPageSize;
}

type Reading<T> =
  | { readonly kind: 'whole'; readonly rows: readonly T[]; readonly onOnePage: boolean }
  /** Worth one more reading: somebody may be editing, or the answer was a stray one. */
  | { readonly kind: 'doubtful'; readonly failure: PsaFailure }
  | { readonly kind: 'failed'; readonly failure: PsaFailure };

/**
 * The whole list, or a failure. Pages go by id: each asks for the rows above the last one it has, so that a row that
 * is deleted or added meanwhile moves no other. A reading is whole when no page stood still, repeated a row or came out
 * of order, when it ended at a page that is proven to be the last, and when the rows are as many as `/count` says,
 * which is asked for unless the list came on one page and is as long as it is known to be. A doubtful reading is made once more, without
 * what was thought proven of the pages; then it is `PsaListIncomplete`.
 */
export async function readWholeList<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  paging: Paging,
  limits: ReadLimits,
): Promise<PsaResult<readonly T[]>> {
  const doubts: PsaFailure[] = [];
  for (;;) {
    const reading = await readOnce(api, list, paging, limits);
    if (reading.kind === 'whole') return { ok: true, value: reading.rows };
    if (reading.kind === 'failed') return reading.failure;
    doubts.push(reading.failure);
    if (doubts.length < 2) continue;
    const told = doubts.map(({ detail }) => detail).join('; again: ');
    return psaFailure(reading.failure.code, `${list.operation}: ${told}`);
  }
}

async function readOnce<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  paging: Paging,
  limits: ReadLimits,
): Promise<Reading<T>> {
  const pages = await readPages(api, list, paging, limits);
  if (pages.kind !== 'whole' || needsNoCount(list, pages)) return pages;
  const counted = await readCount(api, list, limits);
  if (!counted.ok) return { kind: 'failed', failure: counted };
  if (counted.value === pages.rows.length) return pages;
  // A gateway may have begun to give fewer rows a page: the next reading proves its pages anew.
  paging.proven.forget();
  return incomplete(`${pages.rows.length} rows read, the PSA counts ${counted.value}`);
}

/** Between two pages rows may have come and gone; what stands on one page stood there at one moment. */
const needsNoCount = (
  { known }: { readonly known?: number | null },
  { rows, onOnePage }: { readonly rows: readonly unknown[]; readonly onOnePage: boolean },
): boolean => known !== undefined && onOnePage && rows.length >= (known ?? 1);

const incomplete = (why: string): { readonly kind: 'doubtful'; readonly failure: PsaFailure } => ({
  kind: 'doubtful',
  failure: psaFailure('PsaListIncomplete', why),
});

async function readPages<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  { pageSize, maxPages, proven }: Paging,
  limits: ReadLimits,
): Promise<Reading<T>> {
  const { operation, path, right, record } = list;
  const rows: T[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const last = rows.at(-1)?.id ?? null;
    const query = {
      ...conditionsOf(list, last),
      orderBy: 'id asc',
      pageSize: String(pageSize),
    };
    const answer = await api.get({ operation, path, right, query, shape: shapes.list }, limits);
    if (!answer.ok) return { kind: 'failed', failure: answer };
    const facts = readRows(listAnswer.parse(answer.value.value), record);
    if (!facts.ok) return { kind: 'doubtful', failure: facts };
    const disorder = outOfOrder(facts.value, last);
    if (disorder !== null) return incomplete(`page ${page}: ${disorder}`);
    rows.push(...facts.value);
    const size = facts.value.length;
    if (size === 0 || (size < proven.rows && !namesNextPage(answer.value.link)))
      return { kind: 'whole', rows, onOnePage: page === 1 || (page === 2 && size === 0) };
    proven.note(size);
  }
  return {
    kind: 'failed',
    failure: psaFailure('PsaListIncomplete', `${operation}: more than ${maxPages} pages`),
  };
}

/** Conditions of the list and, from the second page on, that of the page. */
function conditionsOf(list: { readonly conditions?: string }, last: string | null): { conditions?: string } {
  const { conditions } = list;
  if (last === null) return conditions === undefined ? {} : { conditions };
  return { conditions: conditions === undefined ? `id>${last}` : `(${conditions}) and id>${last}` };
}

/** A server that passes over the condition repeats rows; one that passes over the order would lose some. */
function outOfOrder(facts: readonly { readonly id: string }[], last: string | null): string | null {
  let before = last;
  for (const { id } of facts) {
    if (before !== null && BigInt(id) <= BigInt(before)) return `row ${id} comes after row ${before}`;
    before = id;
  }
  return null;
}

async function readCount(
  api: ConnectWiseApi,
  list: { operation: string; path: string; right: string; conditions?: string },
  limits: ReadLimits,
): Promise<PsaResult<number>> {
  const answer = await api.get(
    {
      operation: `${list.operation}/count`,
      path: `${list.path}/count`,
      right: list.right,
      query: conditionsOf(list, null),
      shape: shapes.count,
    },
    limits,
  );
  return answer.ok ? { ok: true, value: countAnswer.parse(answer.value.value).count } : answer;
}
