import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Condition } from '../driver/page.ts';

/** Where a page of usage lines ended: the value it is ordered by as text (null: it has none), the label, the id. */
export type UsageLineKey = readonly [string | null, string, string];

export type UsageLineSort = 'account' | 'service' | 'psa' | 'vendor' | 'variance' | 'money' | 'amount';

export interface UsageLineOrder {
  readonly by: UsageLineSort;
  readonly descending: boolean;
}

/** Lines in the order of one index, all before those of the next range. */
export interface Range {
  readonly where: Condition;
  readonly order: Condition;
}

const label = sql`lower(u.label)`;
const money = sql`coalesce(u.effect_per_month, u.at_risk_per_month)`;

/** Each has an index that begins with the tenant and it, and ends with the label and the id. */
const numbers = {
  psa: { value: sql`u.psa_quantity`, type: sql`numeric` },
  vendor: { value: sql`u.vendor_quantity`, type: sql`integer` },
  variance: { value: sql`u.variance`, type: sql`numeric` },
  money: { value: money, type: sql`numeric` },
  /** Money whatever its sign: what is worth most comes first. */
  amount: { value: sql`abs(${money})`, type: sql`numeric` },
} as const;

// PostgreSQL keeps no NUL.
const text = z.string().regex(/^[^\0]*$/u);
const decimal = z.string().regex(/^-?\d{1,40}(\.\d{1,40})?$/u);
const integer = z.string().regex(/^-?\d{1,9}$/u);

/** A key of this order as a client sends it back. */
export const usageLineKey = (by: UsageLineSort): z.ZodType<UsageLineKey> => {
  if (by === 'account') return z.tuple([z.null(), text, z.guid()]);
  if (by === 'service') return z.tuple([z.guid(), text, z.guid()]);
  return z.tuple([(by === 'vendor' ? integer : decimal).nullable(), text, z.guid()]);
};

/** To be selected as `page_key`. */
export const keyOf = ({ by }: UsageLineOrder): RawBuilder<unknown> => {
  const value =
    by === 'account' ? sql`null` : by === 'service' ? sql`u.vendor_service_id` : numbers[by].value;
  return sql`array[(${value})::text, ${label}, u.id::text]`;
};

/**
 * The ranges that come after a key, or all, in their order. A page reads one after the other until it is full, so that
 * each is one look into one index, wherever the page begins: lines of the same value by their label, then those beyond
 * it, and last those without a value.
 * @param services of the tenant, in the order of their names.
 */
export function rangesAfter(
  { by, descending }: UsageLineOrder,
  services: readonly string[],
  key: UsageLineKey | null,
): readonly Range[] {
  const direction = descending ? sql`desc` : sql`asc`;
  const beyond = descending ? sql`<` : sql`>`;
  if (by === 'account') {
    const order = sql`${label} ${direction}, u.id`;
    if (key === null) return [{ where: sql`true`, order }];
    const [, text, id] = key;
    return [
      { where: sql`${label} = ${text} and u.id > ${id}::uuid`, order: sql`u.id` },
      { where: sql`${label} ${beyond} ${text}`, order },
    ];
  }
  const behind = key === null ? sql`true` : sql`(${label}, u.id) > (${key[1]}, ${key[2]}::uuid)`;
  if (by === 'service') {
    const inOrder = descending ? [...services].reverse() : services;
    const from = key === null ? 0 : inOrder.indexOf(key[0] ?? '');
    return inOrder.slice(Math.max(0, from)).map((service, nth) => ({
      where: sql`u.vendor_service_id = ${service} and ${nth === 0 ? behind : sql`true`}`,
      order: sql`${label}, u.id`,
    }));
  }
  const { value, type } = numbers[by];
  const order = sql`${value} ${direction}, ${label}, u.id`;
  const none = (more: Condition): Range => ({ where: sql`${value} is null and ${more}`, order });
  if (key === null) return [{ where: sql`${value} is not null`, order }, none(sql`true`)];
  if (key[0] === null) return [none(behind)];
  const last = sql`${key[0]}::${type}`;
  return [
    { where: sql`${value} = ${last} and ${behind}`, order: sql`${label}, u.id` },
    { where: sql`${value} ${beyond} ${last}`, order },
    none(sql`true`),
  ];
}
