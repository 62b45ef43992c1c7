import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Page } from './page.ts';

/** What a list is sorted by, as texts: of one row, and no other has the same. */
export type PageKey = readonly string[];

export interface KeyPageRequest {
  /** The row that the page before ended with; it need not be there any more. Null: from the beginning. */
  readonly after: PageKey | null;
  readonly limit: number;
}

export interface KeyPage<T> extends Page<T> {
  /** Where the next page goes on; null: this was the last. */
  readonly next: PageKey | null;
}

/** The key is not one of this list in this order. */
export class UnfitPageKey extends Error {
  override readonly name = 'UnfitPageKey';
}

const kinds = {
  /** As PostgreSQL keeps it: rows of one transaction may be microseconds apart. */
  time: {
    read: (value) => sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    bind: (text) => sql`${text}::timestamptz`,
    // PostgreSQL has no year 0.
    schema: z.iso.datetime({ precision: 6 }).refine((text) => !text.startsWith('0000')),
  },
  id: { read: (value) => sql`${value}::text`, bind: (text) => sql`${text}::uuid`, schema: z.guid() },
  text: {
    read: (value) => value,
    bind: (text) => sql`${text}::text`,
    // PostgreSQL keeps no NUL.
    schema: z.string().refine((text) => !text.includes('\0')),
  },
  rank: {
    read: (value) => sql`(${value})::text`,
    bind: (text) => sql`${text}::integer`,
    schema: z.string().regex(/^\d{1,3}$/u),
  },
} satisfies Record<
  string,
  {
    readonly read: (value: RawBuilder<unknown>) => RawBuilder<unknown>;
    readonly bind: (text: string) => RawBuilder<unknown>;
    readonly schema: z.ZodType<string>;
  }
>;

/** One value of a list's order; the last of them is the row's id. */
export interface KeyColumn {
  readonly value: RawBuilder<unknown>;
  readonly kind: keyof typeof kinds;
  readonly descending?: boolean;
}

/**
 * The parts of a question that reads one page by key: rows that come or go meanwhile neither repeat nor lose another,
 * as they would where rows are counted off. Throws {@link UnfitPageKey}.
 */
export function byKey(order: readonly KeyColumn[], { after, limit }: KeyPageRequest) {
  return {
    /** To be selected as `page_key`. */
    key: sql<string[]>`array[${sql.join(order.map(({ value, kind }) => kinds[kind].read(value)))}]`,
    after: after === null ? sql<boolean>`true` : behind(order, fitting(order, after)),
    order: sql`${sql.join(order.map(({ value, descending }) => (descending === true ? sql`${value} desc` : value)))}`,
    /** One more than is shown says whether there is a next page. */
    limit: limit + 1,
  };
}

function fitting(order: readonly KeyColumn[], key: PageKey): PageKey {
  const fits = order.every(({ kind }, at) => kinds[kind].schema.safeParse(key[at]).success);
  if (key.length !== order.length || !fits) throw new UnfitPageKey();
  return key;
}

/** Behind the key in this order: `a >= 1 and (a > 1 or b > 2)`, of which an index can use the first half. */
function behind(order: readonly KeyColumn[], key: PageKey): RawBuilder<boolean> {
  const [column, ...columns] = order;
  const [text, ...texts] = key;
  if (column === undefined || text === undefined) return sql<boolean>`false`;
  const { value, kind, descending } = column;
  const bound = kinds[kind].bind(text);
  const further = descending === true ? sql`${value} < ${bound}` : sql`${value} > ${bound}`;
  if (columns.length === 0) return sql<boolean>`${further}`;
  const notBefore = descending === true ? sql`${value} <= ${bound}` : sql`${value} >= ${bound}`;
  return sql<boolean>`(${notBefore} and (${further} or ${behind(columns, texts)}))`;
}

/** @param rows as `byKey` limits them: one more than the page where it is not the last. */
export function keyPage<Row extends { readonly pageKey: string[] }>(
  rows: readonly Row[],
  limit: number,
  total: number,
): KeyPage<Row> {
  const shown = rows.slice(0, limit);
  return {
    items: shown,
    total,
    next: rows.length > limit ? (shown.at(-1)?.pageKey ?? null) : null,
  };
}
