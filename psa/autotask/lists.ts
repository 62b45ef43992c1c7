import { z } from 'zod';
import { readWholeList, type PageReading } from '../whole-list.ts';
import type { ProvenPageSize } from '../proven-page-size.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import { readRows, type Entity } from './records.ts';
import type { ReadLimits } from '../waiting.ts';
import type { Reads } from './reads.ts';
import type { AutotaskSettings } from './settings.ts';
import { hostOf, isOfDatabase } from './zone.ts';

/** A condition of a query (autotask.md 4). */
export interface Condition {
  readonly op: 'eq' | 'gt' | 'gte' | 'lte' | 'in' | 'exist' | 'notExist' | 'or';
  readonly field?: string;
  readonly value?: string | number | boolean | readonly number[];
  readonly items?: readonly Condition[];
}

const queryAnswer = z.object({
  items: z.array(z.unknown()),
  pageDetails: z.object({ nextPageUrl: z.string().nullish() }),
});
const countAnswer = z.object({
  queryCount: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

export interface ListsOptions {
  readonly reads: Reads;
  readonly settings: Pick<AutotaskSettings, 'pageSize' | 'maxPages'>;
  readonly proven: ProvenPageSize;
}

/** Queries of one database, whole or failed. */
export class Lists {
  readonly #options: ListsOptions;

  constructor(options: ListsOptions) {
    this.#options = options;
  }

  /**
   * Every row of an entity that fulfils the conditions. Pages go by `id > last seen`: the next-page link is never followed,
   * but must not name another host (autotask.md 1, 4).
   *
   * @param known null: what comes on one page is believed without asking for the count, unless it is nothing
   */
  all<T extends { readonly id: string }>(
    entity: Entity<T>,
    conditions: readonly Condition[],
    limits: ReadLimits,
    known?: null,
  ): Promise<PsaResult<readonly T[]>> {
    const { reads, settings, proven } = this.#options;
    const { name } = entity;
    const right = `${name} (query)`;
    return readWholeList<T>(
      {
        operation: name,
        saysWhatIsLast: true,
        ...(known === undefined ? {} : { known }),
        page: async (after): Promise<PageReading<T>> => {
          const filter = [
            ...conditions,
            { op: 'gt', field: 'id', value: after === null ? 0 : Number(after) },
          ];
          const body = { MaxRecords: settings.pageSize, filter };
          const answer = await reads.read({ path: `${name}/query`, body, right, shape: queryAnswer }, limits);
          if (!answer.ok) return { kind: 'failed', failure: answer };
          const next = answer.value.pageDetails.nextPageUrl ?? null;
          if (next !== null && next !== '' && !isOfDatabase(hostOf(next) ?? '', reads.typedHost))
            return {
              kind: 'failed',
              failure: psaFailure('PsaHostRefused', `${name}: the next page is said to be at another host`),
            };
          const rows = readRows(answer.value.items, entity);
          return rows.ok
            ? { kind: 'page', page: { rows: rows.value, namesNext: next !== null && next !== '' } }
            : { kind: 'doubtful', failure: rows };
        },
        count: async () => {
          const filter = [...conditions, { op: 'gt', field: 'id', value: 0 }];
          const counting = { path: `${name}/query/count`, body: { filter }, right, shape: countAnswer };
          const answer = await reads.read(counting, limits);
          return answer.ok ? { ok: true, value: answer.value.queryCount } : answer;
        },
      },
      { maxPages: settings.maxPages, proven, failure: psaFailure },
    );
  }
}
