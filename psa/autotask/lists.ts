import { message } from '../../messages/message.ts';
import { z } from 'zod';
import { readWholeList, type PagePlace, type PageReading } from '../whole-list.ts';
import type { ProvenPageSize } from '../proven-page-size.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import { readRows, type Entity } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Read, Reads } from './reads.ts';
import type { AutotaskSettings } from './settings.ts';
import { hostOf, isOfDatabase } from './zone.ts';

/** A condition of a query (autotask.md 4). */
export interface Condition {
  readonly op: 'eq' | 'noteq' | 'gt' | 'gte' | 'lte' | 'in' | 'exist' | 'notExist' | 'and' | 'or';
  readonly field?: string;
  readonly value?: string | number | boolean | readonly number[];
  readonly items?: readonly Condition[];
}

const queryAnswer = z.object({
  items: z.array(z.unknown()),
  pageDetails: z.object({ nextPageUrl: z.string().nullish() }),
});
type QueryAnswer = z.output<typeof queryAnswer>;
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
   * Every row of an entity that fulfils the conditions, in any order. Further pages are asked for at the address that the
   * page before names, which must not be at another host (autotask.md 1, 4).
   *
   * @param known rows that it is known to have: as many on one page are believed without asking for the count; null: not
   *   known, so that any number but none is
   */
  all<T extends { readonly id: string }>(
    entity: Entity<T>,
    conditions: readonly Condition[],
    limits: ReadLimits,
    known?: number | null,
  ): Promise<PsaResult<readonly T[]>> {
    const { reads, settings, proven } = this.#options;
    const { name } = entity;
    const right = `${name} (query)`;
    /** A linked page wants the body of the first one again. */
    let body: object = {};
    const asked = ({ after, link }: PagePlace): PsaResult<Read<QueryAnswer>> => {
      const shared = { right, shape: queryAnswer };
      if (link !== null) {
        const at = this.#linked(name, link);
        return at.ok ? { ok: true, value: { ...at.value, ...shared, body } } : at;
      }
      const filter = [...conditions, { op: 'gt', field: 'id', value: Number(after ?? 0) }];
      body = { MaxRecords: settings.pageSize, filter };
      return { ok: true, value: { path: `${name}/query`, ...shared, body } };
    };
    return readWholeList<T>(
      {
        operation: name,
        saysWhatIsLast: true,
        anyOrder: true,
        ...(known === undefined ? {} : { known }),
        page: async (place): Promise<PageReading<T>> => {
          const read = asked(place);
          if (!read.ok) return { kind: 'failed', failure: read };
          const answer = await reads.read(read.value, limits);
          if (!answer.ok)
            return { kind: isOfFormerZone(place, answer) ? 'doubtful' : 'failed', failure: answer };
          const rows = readRows(answer.value.items, entity);
          if (!rows.ok) return { kind: 'doubtful', failure: rows };
          const stray = answer.value.items.findIndex(
            (row) => !conditions.every((one) => mayFulfill(row, one)),
          );
          const strayId = rows.value[stray]?.id;
          if (strayId !== undefined) return { kind: 'doubtful', failure: notAskedFor(name, strayId) };
          const next = answer.value.pageDetails.nextPageUrl ?? '';
          if (next === '') return { kind: 'page', page: { rows: rows.value, namesNext: false } };
          const at = this.#linked(name, next);
          return at.ok
            ? { kind: 'page', page: { rows: rows.value, namesNext: true, link: next } }
            : { kind: 'failed', failure: at };
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

  /** Where a next-page link leads: at a host of this database, and to the same query. */
  #linked(entity: string, link: string): PsaResult<Required<Pick<Read<unknown>, 'host' | 'path' | 'query'>>> {
    const host = hostOf(link);
    if (host === null || !isOfDatabase(host, this.#options.reads.typedHost))
      return psaFailure('PsaHostRejected', message('autotask.next-page-host', { call: entity }));
    const { pathname, search } = new URL(link);
    const path = linkedPath.exec(pathname)?.groups?.['path'];
    return path === undefined || !path.toLowerCase().startsWith(`${entity.toLowerCase()}/query/`)
      ? psaFailure('PsaAnswerUnreadable', message('autotask.next-page-query', { call: entity }))
      : { ok: true, value: { host, path, query: search.slice(1) } };
  }
}

const notAskedFor = (call: string, id: string): PsaFailure =>
  psaFailure('PsaAnswerUnreadable', message('psas.unreadable.record-not-asked-for', { call, id }));

const fieldsOfRow = z.record(z.string(), z.unknown());

/**
 * Whether a row can be one that was asked for. Only conditions on IDs are evaluated: a row of another contract or company
 * is the response to another query, such as a cached one.
 */
function mayFulfill(row: unknown, { op, field, value, items }: Condition): boolean {
  if (op === 'and') return items?.every((one) => mayFulfill(row, one)) === true;
  if (op === 'or') return items?.some((one) => mayFulfill(row, one)) === true;
  if ((op !== 'eq' && op !== 'in') || field === undefined || !/id$/iu.test(field)) return true;
  const fields = fieldsOfRow.safeParse(row).data ?? {};
  const [, shown] = Object.entries(fields).find(([name]) => name.toLowerCase() === field.toLowerCase()) ?? [];
  // Numbers of an answer are text.
  return typeof shown !== 'string' || [value].flat().some((wanted) => String(wanted) === shown);
}

const linkedPath = /^\/atservicesrest\/v1\.0\/(?<path>[\w/]+)$/iu;

/** A link of a database that changed its zone meanwhile leads to its former zone: the list is read from its first page again. */
const isOfFormerZone = ({ link }: PagePlace, { code }: PsaFailure): boolean =>
  link !== null && code === 'PsaSignInRejected';
