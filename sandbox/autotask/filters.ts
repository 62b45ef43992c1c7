import { z } from 'zod';
import type { QueryCondition } from '../request-log.ts';

/** Kinds of values that a field holds. A day is written as midnight and compared by its day. */
export type FieldType = 'integer' | 'decimal' | 'string' | 'boolean' | 'datetime';

/** One field of an entity: how it is read from an item, as JSON has it. */
export interface Field<T> {
  readonly type: FieldType;
  readonly read: (item: T) => string | number | boolean | null;
  readonly pickList?: readonly (readonly [value: string, label: string])[];
}

export type Fields<T> = ReadonlyMap<string, Field<T>>;
export type Predicate<T> = (item: T) => boolean;

/** What Autotask rejects, in a text. */
export class Rejected extends Error {}

const comparison: z.ZodType<QueryCondition> = z.lazy(() =>
  z.object({
    op: z.string(),
    field: z.string().optional(),
    value: z.unknown().optional(),
    items: z.array(comparison).optional(),
  }),
);

/** Body of a query, or the JSON behind `search=`. Names in either case, as the real one takes them. */
export const querySchema = z.object({
  maxRecords: z.number().int().optional(),
  includeFields: z.array(z.string()).optional(),
  filter: z.array(comparison).min(1),
});
export type Query = z.output<typeof querySchema>;

type Comparable = string | number | boolean;

function literal(value: unknown, name: string, type: FieldType): Comparable {
  const wrong = (): never => {
    throw new Rejected(`The value for ${name} is not valid for its data type.`);
  };
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong();
    case 'integer':
    case 'decimal': {
      const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : value;
      return typeof number === 'number' && (type === 'decimal' || Number.isInteger(number))
        ? number
        : wrong();
    }
    case 'datetime': {
      const day =
        typeof value === 'string' ? /^(\d{4}-\d\d-\d\d)(?:T[\d:.]+Z?)?$/u.exec(value)?.[1] : undefined;
      return day ?? wrong();
    }
    case 'string':
      return typeof value === 'string' ? value.toLowerCase() : wrong();
  }
}

function comparable(value: Comparable, type: FieldType): Comparable {
  if (type === 'datetime') return String(value).slice(0, 10);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

const orders: Readonly<Record<string, (a: Comparable, b: Comparable) => boolean>> = {
  eq: (a, b) => a === b,
  noteq: (a, b) => a !== b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  beginswith: (a, b) => String(a).startsWith(String(b)),
  endswith: (a, b) => String(a).endsWith(String(b)),
  contains: (a, b) => String(a).includes(String(b)),
};

/** At most this many conditions may be in one "or" (autotask.md 4). */
const mostAlternatives = 500;

/** The conditions of a query: all of them must hold, as SQL compares (an absent value satisfies none). */
export function predicateOf<T>(
  filter: readonly QueryCondition[],
  entity: string,
  fields: Fields<T>,
): Predicate<T> {
  const parts = filter.map((one) => predicate(one, entity, fields));
  return (item) => parts.every((part) => part(item));
}

function predicate<T>(one: QueryCondition, entity: string, fields: Fields<T>): Predicate<T> {
  const op = one.op.toLowerCase();
  if (op === 'and' || op === 'or') {
    const parts = (one.items ?? []).map((item) => predicate(item, entity, fields));
    if (parts.length === 0 || parts.length > mostAlternatives)
      throw new Rejected(`The grouping ${op} has no conditions, or too many.`);
    return op === 'and'
      ? (item) => parts.every((part) => part(item))
      : (item) => parts.some((part) => part(item));
  }
  const name = one.field ?? '';
  const field = fieldNamed(name, entity, fields);
  if (op === 'exist' || op === 'notexist') return (item) => (field.read(item) !== null) === (op === 'exist');
  if (op === 'in' || op === 'notin') {
    if (!Array.isArray(one.value) || one.value.length === 0 || one.value.length > mostAlternatives)
      throw new Rejected(`The value for ${name} must be a list of 1 to ${mostAlternatives}.`);
    const wanted = new Set(one.value.map((value) => literal(value, name, field.type)));
    return test(field, (value) => wanted.has(value) === (op === 'in'));
  }
  const compare = orders[op];
  if (compare === undefined) throw new Rejected(`${one.op} is not a valid operator.`);
  const wanted = literal(one.value, name, field.type);
  return test(field, (value) => compare(value, wanted));
}

function test<T>(field: Field<T>, holds: (value: Comparable) => boolean): Predicate<T> {
  return (item) => {
    const value = field.read(item);
    return value !== null && holds(comparable(value, field.type));
  };
}

/** Names of fields are taken in any case. */
export function fieldNamed<T>(name: string, entity: string, fields: Fields<T>): Field<T> {
  const exact = fields.get(name);
  if (exact !== undefined) return exact;
  for (const [known, field] of fields) if (known.toLowerCase() === name.toLowerCase()) return field;
  throw new Rejected(`Unable to find ${name} in the ${entity} Entity.`);
}

/** Whole numbers that a top-level condition pins this field to; null: it does not. Only spares work. */
export function pinnedTo(filter: readonly QueryCondition[], field: string): ReadonlySet<number> | null {
  for (const { op, field: named, value } of filter) {
    if (named !== field) continue;
    if (op === 'eq' && typeof value === 'number') return new Set([value]);
    if (op === 'in' && Array.isArray(value)) return new Set(value.map(Number));
  }
  return null;
}

/** The day that the conditions bound this field by; null: none does. Only spares work. */
export function boundOf(filter: readonly QueryCondition[], field: string, op: 'lte' | 'gte'): string | null {
  for (const one of filter) {
    // In addition to the bound, a group may let in what no row of the sandbox is: without an end, or ended before all time.
    const alternatives = one.op === 'or' ? (one.items ?? []).filter((item) => !isEndless(item)) : [one];
    const [only, ...more] = alternatives;
    if (more.length > 0 || only?.field !== field || only.op !== op) continue;
    if (typeof only.value === 'string') return only.value.slice(0, 10);
  }
  return null;
}

const isEndless = ({ op, field, value }: QueryCondition): boolean =>
  field === 'endDate' && (op === 'notExist' || (op === 'lte' && value === '0001-01-01'));

/** The number that a top-level condition asks this field to be above; null: none does. Only spares work. */
export function above(filter: readonly QueryCondition[], field: string): number | null {
  const found = filter.find((one) => one.field === field && one.op === 'gt');
  return typeof found?.value === 'number' ? found.value : null;
}
