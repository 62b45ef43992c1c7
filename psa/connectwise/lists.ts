import { z } from 'zod';
import { psaFailure } from '../failures.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import type { ConnectWiseApi } from './api.ts';
import { nextPage } from './link-header.ts';
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
}

export interface PagingSettings {
  readonly pageSize: number;
  readonly maxPages: number;
}

type Reading<T> =
  | { readonly kind: 'whole'; readonly rows: readonly T[] }
  | { readonly kind: 'doubtful'; readonly why: string }
  | PsaFailureReading;
interface PsaFailureReading {
  readonly kind: 'failed';
  readonly failure: PsaFailure;
}

/**
 * The whole list, or a failure: never fewer rows than the PSA counts. A reading is whole when paging ended as the
 * server says, no page stood still or came twice, and the rows are as many as `/count` says. Somebody may add or remove
 * a row meanwhile, which shifts the pages, so a doubtful reading is made once more; then it is `PsaListIncomplete`.
 */
export async function readWholeList<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  paging: PagingSettings,
  limits: ReadLimits,
): Promise<PsaResult<readonly T[]>> {
  const doubts: string[] = [];
  while (doubts.length < 2) {
    const reading = await readOnce(api, list, paging, limits);
    if (reading.kind === 'whole') return { ok: true, value: reading.rows };
    if (reading.kind === 'failed') return reading.failure;
    doubts.push(reading.why);
  }
  return psaFailure('PsaListIncomplete', `${list.operation}: ${doubts.join('; again: ')}`);
}

async function readOnce<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  paging: PagingSettings,
  limits: ReadLimits,
): Promise<Reading<T>> {
  const pages = await readPages(api, list, paging, limits);
  if (pages.kind !== 'whole') return pages;
  const counted = await readCount(api, list, limits);
  if (!counted.ok) return { kind: 'failed', failure: counted };
  return counted.value === pages.rows.length
    ? pages
    : { kind: 'doubtful', why: `${pages.rows.length} rows read, the PSA counts ${counted.value}` };
}

async function readPages<T extends { readonly id: string }>(
  api: ConnectWiseApi,
  list: List<T>,
  { pageSize, maxPages }: PagingSettings,
  limits: ReadLimits,
): Promise<Reading<T>> {
  const byId = new Map<string, T>();
  for (let page = 1; page <= maxPages; page += 1) {
    const conditions = list.conditions === undefined ? {} : { conditions: list.conditions };
    const query = { ...conditions, orderBy: 'id asc', page: String(page), pageSize: String(pageSize) };
    const answer = await api.get(
      { operation: list.operation, path: list.path, right: list.right, query },
      limits,
    );
    if (!answer.ok) return { kind: 'failed', failure: answer };
    const rows = z.array(z.unknown()).safeParse(answer.value.value);
    if (!rows.success)
      return { kind: 'failed', failure: psaFailure('PsaAnswerUnreadable', `${list.operation}: not a list`) };
    const facts = readRows(rows.data, list.record);
    if (!facts.ok) return { kind: 'failed', failure: facts };
    for (const fact of facts.value) {
      if (byId.has(fact.id)) return { kind: 'doubtful', why: `page ${page} repeats row ${fact.id}` };
      byId.set(fact.id, fact);
    }
    const next = nextPage(answer.value.link);
    if (next.kind === 'last') return { kind: 'whole', rows: [...byId.values()] };
    // Without a header only a full page hints at more; whether the last one was really the last, the count tells.
    if (next.kind === 'no-header' && facts.value.length < pageSize)
      return { kind: 'whole', rows: [...byId.values()] };
    if (next.kind === 'next' && next.page !== null && next.page !== page + 1) {
      return { kind: 'doubtful', why: `page ${page} names page ${next.page} as the next` };
    }
    if (next.kind === 'next' && facts.value.length === 0)
      return { kind: 'doubtful', why: `page ${page} is empty and names a next one` };
  }
  return {
    kind: 'failed',
    failure: psaFailure('PsaListIncomplete', `${list.operation}: more than ${maxPages} pages`),
  };
}

const countAnswer = z.object({
  count: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

async function readCount(
  api: ConnectWiseApi,
  list: { operation: string; path: string; right: string; conditions?: string },
  limits: ReadLimits,
): Promise<PsaResult<number>> {
  const operation = `${list.operation}/count`;
  const answer = await api.get(
    {
      operation,
      path: `${list.path}/count`,
      right: list.right,
      query: list.conditions === undefined ? {} : { conditions: list.conditions },
    },
    limits,
  );
  if (!answer.ok) return answer;
  const counted = countAnswer.safeParse(answer.value.value);
  return counted.success
    ? { ok: true, value: counted.data.count }
    : psaFailure('PsaAnswerUnreadable', `${operation}: not a count`);
}
