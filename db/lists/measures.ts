import { type RawBuilder, sql } from 'kysely';
import { holdingFlags } from '../../domain/usage/line-flags.ts';
import type { MeasuredLines, PlainLines } from '../../domain/usage/measure-totals.ts';
import { heldMeasures, kindsOfMeasure, waitingMeasures } from '../../domain/usage/measures.ts';
import type { Queryable } from '../model/database.ts';
import { allOf, type Condition } from '../driver/page.ts';
import { anyFlag, conditions, type UsageLineFilter } from './usage-lines.ts';

const kindsOf = (direction: 'underBilled' | 'overBilled' | 'notBilled') =>
  sql.join(kindsOfMeasure(direction).map((kind) => sql.lit(kind)));

/** A flag holds it. */
export const held = anyFlag([...holdingFlags].map((flag) => ({ flag })));

const ofChange = (direction: 'underBilled' | 'overBilled'): RawBuilder<unknown> => sql`
  case when u.decision = 'approved' then ${sql.lit(waitingMeasures[direction])} when u.need is null then null
    when ${held} then ${sql.lit(heldMeasures[direction])} else ${sql.lit(direction)} end`;

/** Of a line `u`: `measureOf` of the domain, by its columns. The one place of SQL that says it. */
const measure = sql`case
  when u.kind in (${kindsOf('underBilled')}) then ${ofChange('underBilled')}
  when u.kind in (${kindsOf('overBilled')}) then ${ofChange('overBilled')}
  when u.kind in (${kindsOf('notBilled')}) and u.decision = 'approved' then ${sql.lit(waitingMeasures.notBilled)}
  when u.kind = 'no-account' and u.need is not null then 'noAccount'
  when u.kind in (${kindsOf('notBilled')}) and u.need is not null
    and (u.kind <> 'unmapped' or u.composed ->> 'notRead' is null) then 'notBilled' end`;

/** What a line `u` adds to its measure; null: unknown. */
export const amountOfMeasure = sql`coalesce(u.effect_per_month, u.at_risk_per_month,
  case when u.kind = 'no-account' then (u.composed #>> '{money,billedPerMonth}')::numeric end)`;

/**
 * A tenant's lines that a filter shows, added up by measure and by whatever else is asked: the one query behind every
 * figure of money of lines (RULES 12).
 *
 * @param by names of the answer, and what they are of a line `u`
 */
export async function measuredLines<By extends object = object>(
  db: Queryable,
  tenantId: string,
  filter: Partial<UsageLineFilter>,
  by: { readonly [Name in keyof By]: RawBuilder<unknown> },
  more: Condition = sql``,
): Promise<readonly (MeasuredLines & By)[]> {
  const columns = Object.entries<RawBuilder<unknown>>(by).map(
    ([name, value]) => sql`${value} as ${sql.id(name)}`,
  );
  const places = [...columns, 'measure', 'billedTwice', 'currency'].map((_, index) => sql.lit(index + 1));
  const { rows } = await sql<MeasuredLines & By>`
    select ${sql.join([...columns, sql`${measure} as measure`, sql`u.kind = 'billed-twice' as billed_twice`, sql`nullif(u.currency, t.currency) as currency`])},
      count(*)::int as lines,
      sum(${amountOfMeasure})::text as per_month, count(*) filter (where ${amountOfMeasure} is null)::int as unknown
    from usage_line u join tenant t on t.id = u.tenant_id ${more}
    where ${allOf(conditions(tenantId, filter))}
    group by ${sql.join(places)} order by ${sql.join(places)}`.execute(db);
  return rows;
}

/**
 * Of the lines of `underBilled`, what is not billed until their change acts on the day that it names by default, to two
 * decimals as each line shows it. Lines whose change acts on an invoice, or whose amount is not known, are in none.
 */
export async function untilEffective(db: Queryable, tenantId: string): Promise<readonly PlainLines[]> {
  const { rows } = await sql<PlainLines>`
    select nullif(u.currency, t.currency) as currency, count(*)::int as lines, 0 as unknown,
      sum(round((u.composed #>> '{money,effectPerInvoice}')::numeric
        * (u.composed #>> '{billingTarget,untilShare}')::numeric, 2))::text as per_month
    from usage_line u join tenant t on t.id = u.tenant_id
    where u.tenant_id = ${tenantId} and u.kind in (${kindsOf('underBilled')}) and ${measure} = 'underBilled'
      and u.composed #>> '{billingTarget,untilShare}' is not null
      and u.composed #>> '{money,effectPerInvoice}' is not null
    group by 1 order by 1`.execute(db);
  return rows;
}
