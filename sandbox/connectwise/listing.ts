import type { ConnectWiseScenario } from '../scenario.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { json, rejection } from './answers.ts';
import { parseConditions } from './conditions.ts';
import type { Fields, Predicate } from './conditions.ts';
import type { Resource } from './resources.ts';
import { selectFields } from './wire.ts';

/** Default and largest page (connectwise.md 4). What ConnectWise does above 1000 is unverified: rejected here. */
const defaultPageSize = 25;
const largestPageSize = 1000;

const filterParameters = ['conditions', 'childConditions', 'customFieldConditions'];
const listParameters = [...filterParameters, 'orderBy', 'fields', 'page', 'pageSize', 'pageId'];

class BadQuery extends Error {
  readonly code: string;

  constructor(message: string, code = 'InvalidObject') {
    super(message);
    this.code = code;
  }
}

/** Runs the reading of a query; what it rejects becomes 400 with its code. */
function answering(read: () => VendorAnswer): VendorAnswer {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadQuery) return rejection(400, error.code, error.message);
    throw error;
  }
}

function parameters(request: VendorRequest, known: readonly string[]): URLSearchParams {
  const query = new URLSearchParams(request.query);
  for (const name of query.keys()) {
    if (!known.includes(name)) throw new BadQuery(`${name} is not a parameter of this request.`);
  }
  if ((query.get('customFieldConditions') ?? '') !== '') {
    throw new BadQuery('customFieldConditions are not part of the sandbox.', 'ApiFindCondition');
  }
  return query;
}

function wholeNumber(query: URLSearchParams, name: string, smallest: number): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d{1,9}$/u.test(text) || Number(text) < smallest) throw new BadQuery(`${name} is not valid.`);
  return Number(text);
}

function predicate<T>(text: string | null, fields: Fields<T>): Predicate<T> {
  const parsed = parseConditions(text ?? '', fields);
  if (!parsed.ok) throw new BadQuery(parsed.message, 'ApiFindCondition');
  return parsed.matches;
}

function filtered<T>(query: URLSearchParams, resource: Resource<T>): readonly T[] {
  const matches = predicate(query.get('conditions'), resource.fields);
  const childText = query.get('childConditions') ?? '';
  if (childText === '') return resource.items.filter(matches);
  const children = resource.children;
  if (children === undefined) {
    throw new BadQuery(`childConditions: ${resource.name} has no child fields.`, 'ApiFindCondition');
  }
  const childMatches = predicate(childText, children.fields);
  return resource.items.filter((item) => matches(item) && children.read(item).some(childMatches));
}

type Order<T> = (a: T, b: T) => number;

function oneOrder<T>(text: string, fields: Fields<T>): Order<T> {
  const [name = '', direction = 'asc', ...rest] = text.trim().split(/\s+/u);
  const field = fields.get(name);
  if (field === undefined) throw new BadQuery(`${name} is not a recognized name.`, 'ApiFindCondition');
  if (rest.length > 0 || !['asc', 'desc'].includes(direction)) throw new BadQuery('orderBy is not valid.');
  const sign = direction === 'asc' ? 1 : -1;
  return (a, b) => {
    const [x, y] = [field.read(a) ?? '', field.read(b) ?? ''];
    return x === y ? 0 : (x < y ? -1 : 1) * sign;
  };
}

/** Without `orderBy` rows come by id here; ConnectWise promises no order. */
function ordered<T>(items: readonly T[], query: URLSearchParams, resource: Resource<T>): readonly T[] {
  const text = query.get('orderBy') ?? '';
  const orders = text === '' ? [] : text.split(',').map((part) => oneOrder(part, resource.fields));
  return [...items].sort((a, b) => {
    for (const order of orders) {
      const compared = order(a, b);
      if (compared !== 0) return compared;
    }
    return resource.id(a) - resource.id(b);
  });
}

function address(request: VendorRequest, query: URLSearchParams, changes: Record<string, number>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) next.set(name, String(value));
  return `<https://${request.host}${request.path}?${next.toString()}>`;
}

/** `rel="last"` stands first on purpose: the header is to be read by rel, never by position (connectwise.md 5). */
function navigableLink(request: VendorRequest, query: URLSearchParams, page: number, pages: number): string {
  const rel = (name: string, to: number): string => `${address(request, query, { page: to })}; rel="${name}"`;
  return [
    ...(page < pages ? [rel('last', pages), rel('next', page + 1)] : []),
    ...(page > 1 ? [rel('first', 1), rel('prev', page - 1)] : []),
  ].join(', ');
}

type PagingSwitches = Pick<ConnectWiseScenario['switches'], 'largestPage' | 'nextLinks'>;

/** One page of a list: navigable by `page`, or forward-only by `pageId` (connectwise.md 5). */
export function listPage<T>(
  request: VendorRequest,
  resource: Resource<T>,
  { largestPage, nextLinks }: PagingSwitches,
): VendorAnswer {
  return answering(() => {
    const query = parameters(request, listParameters);
    const asked = wholeNumber(query, 'pageSize', 1) ?? defaultPageSize;
    if (asked > largestPageSize) throw new BadQuery(`pageSize must not exceed ${largestPageSize}.`);
    const pageSize = Math.min(asked, largestPage ?? asked);
    const items = filtered(query, resource);
    const fields = (query.get('fields') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const written = (page: readonly T[]): unknown =>
      page.map((item) => selectFields(resource.write(item), fields));

    if (request.headers['pagination-type'] === 'forward-only') {
      const after = wholeNumber(query, 'pageId', 0) ?? 0;
      const rest = [...items]
        .sort((a, b) => resource.id(a) - resource.id(b))
        .filter((item) => resource.id(item) > after);
      const page = rest.slice(0, pageSize);
      const last = page.at(-1);
      const more = nextLinks === 'given' && rest.length > page.length && last !== undefined;
      return json(
        written(page),
        more ? `${address(request, query, { pageId: resource.id(last) })}; rel="next"` : '',
      );
    }

    const page = wholeNumber(query, 'page', 1) ?? 1;
    const rows = ordered(items, query, resource).slice((page - 1) * pageSize, page * pageSize);
    const link = navigableLink(request, query, page, Math.ceil(items.length / pageSize));
    return json(written(rows), link === '' || nextLinks === 'absent' ? undefined : link);
  });
}

/** `{"count": n}` under the same filters (connectwise.md 4). */
export function count<T>(request: VendorRequest, resource: Resource<T>): VendorAnswer {
  return answering(() => json({ count: filtered(parameters(request, filterParameters), resource).length }));
}

/** One item by id, or null where there is none. */
export function oneItem<T>(request: VendorRequest, resource: Resource<T>, id: number): VendorAnswer | null {
  const item = resource.items.find((candidate) => resource.id(candidate) === id);
  if (item === undefined) return null;
  return answering(() => {
    const fields = (parameters(request, ['fields']).get('fields') ?? '')
      .split(',')
      .filter((name) => name !== '');
    return json(selectFields(resource.write(item), fields));
  });
}
