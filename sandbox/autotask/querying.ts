import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { QueryCondition } from '../request-log.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { methodNotAllowed, ok, rejection } from './answers.ts';
import type { Entity } from './entities.ts';
import { fieldNamed, predicateOf, querySchema, Rejected, type Field, type Query } from './filters.ts';
import { restrictedEntities, type AutotaskUser, type AutotaskScenario } from './scenario.ts';

const largestPage = 500;

/** What is in the `paging` of a next-page link. */
const pagingSchema = z.object({
  pageSize: z.number().int().min(1),
  /** Rank of the last row so far. */
  after: z.number().int(),
  method: z.enum(['GET', 'POST']),
  /** Of the first call's filter, which the following calls repeat. */
  filter: z.string(),
});
type Paging = z.output<typeof pagingSchema>;

export interface Asked {
  readonly request: VendorRequest;
  readonly scenario: AutotaskScenario;
  readonly user: AutotaskUser;
  /** Up to and with the entity's name, as it was called. */
  readonly base: string;
}

/** `{Entity}/query`, `query/count`, `query/next` by GET (`search=`) or POST (autotask.md 4). */
export function query<T>(entity: Entity<T>, asked: Asked, part: string | undefined): VendorAnswer {
  const { method } = asked.request;
  if (method !== 'GET' && method !== 'POST') return methodNotAllowed(method);
  return rejecting(() => {
    if (part === 'count')
      return ok({ queryCount: [...matching(entity, asked, queryIn(asked.request))].length });
    if (part === undefined) {
      const wanted = queryIn(asked.request);
      const pageSize = wanted.maxRecords ?? largestPage;
      if (pageSize < 1 || pageSize > largestPage)
        throw new Rejected(`maxCountOfRecordsToReturn must be between 1 and ${largestPage}`);
      return page(entity, asked, wanted, { pageSize, after: 0, method, filter: digest(wanted) });
    }
    return nextPage(entity, asked, method);
  });
}

/** For the request log. Its headers have the keys, its conditions have none. */
export function askedOfRows(request: VendorRequest): readonly QueryCondition[] | null {
  if (request.method !== 'POST' || !/\/query(?:\/(?:count|next))?$/iu.test(request.path)) return null;
  return querySchema.safeParse(lowerNames(parsed(request.body.toString('utf8')))).data?.filter ?? null;
}

export function rejecting(answer: () => VendorAnswer): VendorAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Rejected) return rejection(error.message);
    throw error;
  }
}

/** It wants the method of the first call, and with POST its body again (autotask.md 4). */
function nextPage<T>(entity: Entity<T>, asked: Asked, method: string): VendorAnswer {
  const written = new URLSearchParams(asked.request.query).get('paging');
  const paging = pagingSchema.safeParse(parsed(written ?? ''));
  if (!paging.success) throw new Rejected('The paging of the request is not valid.');
  if (paging.data.method !== method) return methodNotAllowed(method);
  const wanted = queryIn(asked.request);
  if (digest(wanted) !== paging.data.filter) throw new Rejected('The filter is not that of the first page.');
  return page(entity, asked, wanted, paging.data);
}

function page<T>(entity: Entity<T>, asked: Asked, wanted: Query, paging: Paging): VendorAnswer {
  const { switches } = asked.scenario;
  const size = Math.min(paging.pageSize, switches.largestPage ?? paging.pageSize);
  const rankOf = (item: T): number => ranks[switches.rowOrder](entity.id(item));
  const items: T[] = [];
  let more = false;
  for (const item of inOrder(matching(entity, asked, wanted), rankOf, switches.rowOrder)) {
    if (rankOf(item) <= paging.after) continue;
    more = items.length === size;
    if (more) break;
    items.push(item);
  }
  const last = items.at(-1);
  const nextPageUrl =
    last === undefined || !more || switches.nextLinks === 'absent'
      ? null
      : linkTo(asked, { ...paging, after: rankOf(last) });
  const fields = fieldsWanted(entity, wanted);
  return ok({
    items: items.map((item) => Object.fromEntries(fields.map(([name, field]) => [name, field.read(item)]))),
    pageDetails: { count: items.length, requestCount: paging.pageSize, prevPageUrl: null, nextPageUrl },
  });
}

type RowOrder = AutotaskScenario['switches']['rowOrder'];

/** The place of a row in a list, by its id. */
const ranks: Readonly<Record<RowOrder, (id: number) => number>> = {
  'by-id': (id) => id,
  shuffled: (id) => ((id * 7_919) % 99_991) * 1e10 + id,
};

/** Rows are created in the order of their ids. */
const inOrder = <T>(items: Iterable<T>, rankOf: (item: T) => number, order: RowOrder): Iterable<T> =>
  order === 'by-id' ? items : [...items].sort((a, b) => rankOf(a) - rankOf(b));

/** A link behind the last row, where a page without rows is. */
export function trailingLink(request: VendorRequest): string {
  const { filter } = queryIn(request);
  const after = Number.MAX_SAFE_INTEGER;
  const paging: Paging = { pageSize: largestPage, after, method: 'POST', filter: digest({ filter }) };
  return pageLink(request.host, request.path.replace(/\/next$/u, ''), paging);
}

const pageLink = (host: string, path: string, paging: Paging): string =>
  `https://${host}${path}/next?${new URLSearchParams({ paging: JSON.stringify(paging) }).toString()}`;

function linkTo({ request, scenario, base }: Asked, paging: Paging): string {
  const host = scenario.switches.nextLinks === 'elsewhere' ? 'elsewhere.invalid' : request.host;
  const query = new URLSearchParams(request.query);
  query.set('paging', JSON.stringify(paging));
  return `https://${host}${base}/query/next?${query.toString()}`;
}

/** One row by its id, whole. */
export function item<T>(entity: Entity<T>, { scenario, user }: Asked, id: number): VendorAnswer {
  for (const one of entity.items(scenario, null)) {
    if (entity.id(one) !== id || !shows(entity, user, id)) continue;
    return ok({ item: written(entity, one) });
  }
  return scenario.switches.missingItem === 'null'
    ? ok({ item: null })
    : { status: 404, body: { errors: ['No matching records found.'] } };
}

function* matching<T>(entity: Entity<T>, { scenario, user }: Asked, { filter }: Query): Generator<T> {
  const matches = predicateOf(filter, entity.name, entity.fields);
  for (const one of entity.items(scenario, filter))
    if (matches(one) && shows(entity, user, entity.id(one))) yield one;
}

/** A security level makes lists shorter without a word (autotask.md 6); which rows are left is our choice. */
function shows(entity: { readonly name: string }, user: AutotaskUser, id: number): boolean {
  const restricted = restrictedEntities.find((name) => name === entity.name);
  const level = restricted === undefined ? 'All' : user.query[restricted];
  return level === 'All' || (level === 'Restricted' && id % 2 === 0);
}

const written = <T>(entity: Entity<T>, one: T): Record<string, unknown> =>
  Object.fromEntries([...entity.fields].map(([name, field]) => [name, field.read(one)]));

function fieldsWanted<T>(entity: Entity<T>, { includeFields }: Query): (readonly [string, Field<T>])[] {
  if (includeFields === undefined || includeFields.length === 0) return [...entity.fields];
  const names = includeFields.map((name) => name.toLowerCase());
  for (const name of includeFields) fieldNamed(name, entity.name, entity.fields);
  return [...entity.fields].filter(([name]) => name === 'id' || names.includes(name.toLowerCase()));
}

function queryIn(request: VendorRequest): Query {
  const text =
    request.method === 'GET'
      ? (new URLSearchParams(request.query).get('search') ?? '')
      : request.body.toString('utf8');
  const query = querySchema.safeParse(lowerNames(parsed(text)));
  if (!query.success) throw new Rejected('The filter of the query is missing or not valid.');
  return query.data;
}

/** `MaxRecords` and `maxRecords` are one. */
function lowerNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      inner,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const digest = ({ filter }: Pick<Query, 'filter'>): string =>
  createHash('sha256').update(JSON.stringify(filter)).digest('hex').slice(0, 16);
