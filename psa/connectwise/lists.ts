import type { PsaResult } from '../port.ts';
import type { ProvenPageSize } from '../proven-page-size.ts';
import { type PageReading, readWholeList as readWhole } from '../whole-list.ts';
import { countAnswer, listAnswer, shapes } from './answer-shapes.ts';
import type { ConnectWiseApi } from './api.ts';
import { psaFailure } from './failures.ts';
import { readRows, type RecordKind } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';

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
  /** It is read right before a write, which is not to wait for an empty page that proves the end of a short list. */
  readonly beforeWriting?: true;
}

/**
 * Pages that name no next one and have fewer rows are the last, before a write: ConnectWise itself gives that many where
 * nothing is asked for (connectwise.md 4), and no gateway is known to give fewer.
 */
const fewestOnFullPage = 25;

export interface Paging {
  /** Rows asked for; a server may give fewer. */
  readonly pageSize: number;
  readonly maxPages: number;
  readonly proven: ProvenPageSize;
}

/** The whole list, or a failure (psa/whole-list.ts). Its count is asked for below `/count`. */
export function readWholeList<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  { pageSize, maxPages, proven }: Paging,
  limits: ReadLimits,
): Promise<PsaResult<readonly T[]>> {
  const { operation, known, beforeWriting } = list;
  return readWhole<T>(
    {
      operation,
      page: ({ after }) => readPage(api, list, after, pageSize, limits),
      count: () => readCount(api, list, limits),
      ...(known === undefined ? {} : { known }),
      ...(beforeWriting === true ? { fewestOnFullPage } : {}),
    },
    { maxPages, proven, failure: psaFailure },
  );
}

async function readPage<T>(
  api: ConnectWiseApi,
  list: List<T>,
  after: string | null,
  pageSize: number,
  limits: ReadLimits,
): Promise<PageReading<T>> {
  const { operation, path, right, record } = list;
  const query = { ...conditionsOf(list, after), orderBy: 'id asc', pageSize: String(pageSize) };
  const answer = await api.get({ operation, path, right, query, shape: shapes.list }, limits);
  if (!answer.ok) return { kind: 'failed', failure: answer };
  const facts = readRows(listAnswer.parse(answer.value.value), record);
  return facts.ok
    ? { kind: 'page', page: { rows: facts.value, namesNext: namesNextPage(answer.value.link) } }
    : { kind: 'doubtful', failure: facts };
}

/** Conditions of the list and, from the second page on, that of the page. */
function conditionsOf(list: { readonly conditions?: string }, last: string | null): { conditions?: string } {
  const { conditions } = list;
  if (last === null) return conditions === undefined ? {} : { conditions };
  return { conditions: conditions === undefined ? `id>${last}` : `(${conditions}) and id>${last}` };
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

/**
 * Whether the `Link` header names a next page, read by `rel` and never by position (connectwise.md 5). The address in
 * it is not followed: an answer must not decide where the keys are sent.
 */
export function namesNextPage(header: string | null): boolean {
  for (const [, parameters = ''] of (header ?? '').matchAll(/<[^>]*>([^<]*)/g)) {
    const rels = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const names = (rels?.[1] ?? rels?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return true;
  }
  return false;
}
