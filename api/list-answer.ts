import { z } from 'zod';
import type { IntegrationKey } from '../domain/keys.ts';
import type { Queryable } from '../db/model/database.ts';
import { type KeyPage, type KeyPageRequest, type PageKey, UnfitPageKey } from '../db/driver/key-page.ts';
import { dataVersionOf, dataVersionOfTenant } from '../db/integrations/data-versions.ts';
import { inOneSnapshot, type Page, type PageRequest } from '../db/driver/page.ts';
import type { ApiDependencies } from './dependencies.ts';
import { bodyHash } from './body-hash.ts';
import { Problem } from './problems.ts';
import { type Message, message } from '../messages/message.ts';
import { type Answer, ok } from './route.ts';

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What a cursor carries: the version it belongs to, where to go on, and which question it answers. */
interface Cursor<At> {
  readonly version: string;
  readonly at: At;
  readonly question: string;
}

const written = (parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');

const rejectedCursor = (detail: Message): Problem =>
  new Problem('ValidationFailed', { items: [{ code: 'ValidationFailed', field: 'cursor', detail }] });
const foreignCursor = (): Problem => rejectedCursor(message('requests.cursor-of-another-list'));
const otherQuestion = (): Problem => rejectedCursor(message('requests.cursor-of-other-filters'));

function parts(text: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw foreignCursor();
  }
  if (!Array.isArray(parsed)) throw foreignCursor();
  return parsed as unknown[];
}

function decode<At>(text: string, place: z.ZodType<At>): Cursor<At> {
  const [version, where, question, ...more] = parts(text);
  if (typeof version !== 'string' || typeof question !== 'string' || more.length > 0) throw foreignCursor();
  const at = place.safeParse(where);
  if (!at.success) throw foreignCursor();
  return { version, at: at.data, question };
}

const offsetPlace = z.int().nonnegative();

const keyCursor = z.tuple([z.string(), z.array(z.string())]);

function decodeKey(text: string, question: string): PageKey {
  const parsed = keyCursor.safeParse(parts(text));
  if (!parsed.success) throw foreignCursor();
  const [asked, key] = parsed.data;
  if (asked !== question) throw otherQuestion();
  return key;
}

interface VersionedPage<Row, At> {
  readonly items: readonly Row[];
  readonly total: number;
  /** Null: this was the last page. */
  readonly next: At | null;
}

/**
 * One page in one snapshot. A cursor holds only while the data stand as they stood: an older one is
 * `409 ListChanged`, since rows would be missed or shown twice (architecture.md 7).
 * @param place what a cursor says of where to go on.
 * @param dataVersion what is told as such, where a cursor is bound to something else: by it a client knows whether a
 *   run has brought anything since.
 */
export async function listOfVersion<Row, At>(
  deps: ApiDependencies,
  query: ListQuery,
  version: (db: Queryable) => Promise<string>,
  place: z.ZodType<At>,
  read: (
    db: Queryable,
    page: { readonly after: At | null; readonly limit: number },
    version: string,
  ) => Promise<VersionedPage<Row, At>>,
  item: (row: Row) => unknown,
  dataVersion = version,
): Promise<WireList> {
  const { limit, cursor, ...filters } = query;
  const question = bodyHash(filters).slice(0, 16);
  const from = cursor === undefined ? null : decode(cursor, place);
  if (from !== null && from.question !== question) throw otherQuestion();
  return inOneSnapshot(deps.db, async (db) => {
    const now = await version(db);
    if (from !== null && from.version !== now) throw new Problem('ListChanged');
    const page = await read(db, { after: from?.at ?? null, limit }, now);
    return {
      items: page.items.map(item),
      nextCursor: page.next === null ? null : written([now, page.next, question]),
      total: page.total,
      dataVersion: dataVersion === version ? now : await dataVersion(db),
    };
  });
}

/** {@link listOfVersion} of a list whose rows are counted off, as the whole answer. */
export async function answerList<Row>(
  deps: ApiDependencies,
  query: ListQuery,
  version: (db: Queryable) => Promise<string>,
  read: (db: Queryable, page: PageRequest) => Promise<Page<Row>>,
  item: (row: Row) => unknown,
  dataVersion = version,
): Promise<Answer> {
  return ok(
    await listOfVersion(
      deps,
      query,
      version,
      offsetPlace,
      async (db, { after, limit }, now) => {
        const offset = after ?? 0;
        const page = await read(db, { offset, limit, version: now });
        const next = offset + page.items.length;
        return { ...page, next: page.items.length > 0 && next < page.total ? next : null };
      },
      item,
      dataVersion,
    ),
  );
}

interface WireList {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly dataVersion: string;
}

/**
 * One page of a list whose rows no version covers: people, keys, notices, messages. Its cursor carries the order's
 * values of the row that the page ended with, so that rows which come or go meanwhile neither repeat nor lose another,
 * and is never rejected for its age.
 * @param list what else the question is about than its filters: a cursor of another list does not fit.
 */
export async function listByKey<Row>(
  deps: ApiDependencies,
  query: ListQuery,
  list: string,
  read: (db: Queryable, page: KeyPageRequest) => Promise<KeyPage<Row>>,
  item: (row: Row) => unknown,
  dataVersion: (db: Queryable) => Promise<string> = unversioned,
): Promise<WireList> {
  const { limit, cursor, ...filters } = query;
  const question = bodyHash({ list, filters }).slice(0, 16);
  const after = cursor === undefined ? null : decodeKey(cursor, question);
  return inOneSnapshot(deps.db, async (db) => {
    const page = await read(db, { after, limit }).catch((error: unknown) => {
      throw error instanceof UnfitPageKey ? foreignCursor() : error;
    });
    return {
      items: page.items.map(item),
      nextCursor: page.next === null ? null : written([question, page.next]),
      total: page.total,
      dataVersion: await dataVersion(db),
    };
  });
}

/** {@link listByKey} as the whole answer. */
export async function answerListByKey<Row>(...list: Parameters<typeof listByKey<Row>>): Promise<Answer> {
  return ok(await listByKey(...list));
}

/** The version of one integration; an unknown or foreign one is 404. */
export const versionOfIntegration =
  (key: IntegrationKey) =>
  async (db: Queryable): Promise<string> => {
    const version = await dataVersionOf(db, key);
    if (version === null) throw new Problem('NotFound');
    return version;
  };

export const versionOfTenant =
  (tenantId: string) =>
  (db: Queryable): Promise<string> =>
    dataVersionOfTenant(db, tenantId);

/** Of lists that no run, decision or mapping changes: people, keys, webhooks. */
const unversioned = (): Promise<string> => Promise.resolve('0');

/** `-name` is descending. */
export function sortOf<T extends string>(
  sort: `-${T}` | T,
): { readonly by: T; readonly descending: boolean } {
  return sort.startsWith('-')
    ? { by: sort.slice(1) as T, descending: true }
    : { by: sort as T, descending: false };
}

/** `true`, `false` or absent, as a query writes it. */
export const flag = (text: 'true' | 'false' | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true';

export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
export const ageSeconds = (at: Date): number => Math.max(0, Math.round((Date.now() - at.getTime()) / 1_000));
