import type { Right } from './rights.ts';
import { type Message, message } from '../../messages/message.ts';
import { z } from 'zod';
import type { PsaFailure, PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import { readRows, type RecordKind } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';

/** One list (halopsa.md 3.1). */
export interface List<T> {
  readonly path: string;
  /** Its rows in the answer. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly right: Right;
  readonly record: RecordKind<T>;
}

type Reading<T> =
  | { readonly kind: 'whole'; readonly rows: readonly T[] }
  /** Worth one more reading: somebody may be editing, or the answer was a stray one. */
  | { readonly kind: 'doubtful'; readonly failure: PsaFailure }
  | { readonly kind: 'failed'; readonly failure: PsaFailure };

interface Paging {
  readonly pageSize: number;
  readonly maxPages: number;
}

/**
 * The whole list, or a failure. Pages go by number, so that a row that is deleted moves the others: a reading is whole
 * when every page said the same number of rows, when no row came twice, and when there are as many as were said. A
 * doubtful reading is made once more; then it is `PsaListIncomplete`.
 */
export async function readWholeList<T extends { readonly id: string }>(
  reads: Reads,
  list: List<T>,
  paging: Paging,
  limits: ReadLimits,
): Promise<PsaResult<readonly T[]>> {
  let doubt: PsaFailure | null = null;
  for (;;) {
    const reading: Reading<T> = await readOnce(reads, list, paging, limits);
    if (reading.kind === 'whole') return { ok: true, value: reading.rows };
    if (reading.kind === 'failed') return reading.failure;
    if (doubt !== null) {
      const { code, detail: second } = reading.failure;
      return psaFailure(code, message('psas.list.twice', { call: list.path, first: doubt.detail, second }));
    }
    doubt = reading.failure;
  }
}

async function readOnce<T extends { readonly id: string }>(
  reads: Reads,
  { path, key, query, right, record }: List<T>,
  { pageSize, maxPages }: Paging,
  limits: ReadLimits,
): Promise<Reading<T>> {
  const shape = z.object({
    record_count: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
    [key]: z.array(z.unknown()),
  });
  const rows = new Map<string, T>();
  let counted: number | null = null;
  for (let page = 1; page <= maxPages; page += 1) {
    const paged = { pageinate: 'true', page_size: String(pageSize), page_no: String(page), order: 'id' };
    const answer = await reads.read({ path, query: { ...query, ...paged }, right, shape }, limits);
    if (!answer.ok) return { kind: 'failed', failure: answer };
    const { record_count: count, [key]: given } = answer.value.value;
    if (typeof count !== 'number' || !Array.isArray(given))
      throw new Error(`the shape of ${path} gave another one`);
    if (counted !== null && counted !== count)
      return incomplete(message('psas.list.count-changed', { page, counted: count, before: counted }));
    counted = count;
    const facts = readRows(given, record);
    if (!facts.ok) return { kind: 'doubtful', failure: facts };
    for (const fact of facts.value) {
      if (rows.has(fact.id)) {
        const fault = message('psas.list.repeated-row', { id: fact.id });
        return incomplete(message('psas.list.page', { page, fault }));
      }
      rows.set(fact.id, fact);
    }
    if (rows.size === count) return { kind: 'whole', rows: [...rows.values()] };
    if (rows.size > count || facts.value.length === 0)
      return incomplete(message('psas.list.count-differs', { read: rows.size, counted: count }));
  }
  return {
    kind: 'failed',
    failure: psaFailure(
      'PsaListIncomplete',
      message('psas.list.too-many-pages', { call: path, pages: maxPages }),
    ),
  };
}

const incomplete = (why: Message): { readonly kind: 'doubtful'; readonly failure: PsaFailure } => ({
  kind: 'doubtful',
  failure: psaFailure('PsaListIncomplete', why),
});
