import { type RawBuilder, sql } from 'kysely';
import { measureTotals, type MeasureTotals } from '../../domain/usage/measure-totals.ts';
import { lineNeeds } from '../../domain/usage/needs.ts';
import type { Queryable } from '../model/database.ts';
import { measuredLines } from './measures.ts';
import type { Condition } from '../driver/page.ts';
import { PerVersion } from '../driver/per-version.ts';
import type { UsageLineFilter } from './usage-lines.ts';

interface Count {
  /** Null: these lines have none. */
  readonly value: string | null;
  readonly lines: number;
  readonly measures: MeasureTotals;
}

export interface ChoiceCount extends Count {
  readonly value: string;
}

export interface UsageLineCounts {
  /** Whatever is needed, and whether or not only open ones are asked for. */
  readonly lines: { readonly open: number; readonly all: number };
  /** Of the lines that the filter shows. */
  readonly measures: MeasureTotals;
  readonly need: readonly ChoiceCount[];
  readonly kind: readonly ChoiceCount[];
  readonly flag: readonly ChoiceCount[];
  readonly decision: readonly ChoiceCount[];
  readonly service: readonly (ChoiceCount & { readonly name: string })[];
}

/** Of each tenant and filter; small. */
const kept = new PerVersion<UsageLineCounts>(200);

/** Lines beside each choice of a filter, as if that filter alone were not set; counted once per data version. */
export function usageLineCounts(
  db: Queryable,
  tenantId: string,
  filter: UsageLineFilter,
  version: string,
): Promise<UsageLineCounts> {
  return kept.of(JSON.stringify([tenantId, filter]), version, async () => {
    const by = (value: RawBuilder<unknown>, others: Partial<UsageLineFilter>, more?: Condition) =>
      countsBy<ChoiceCount>(db, value, tenantId, { ...filter, ...others }, more);
    const every = { ...filter, needs: undefined, toDecide: undefined };
    const need = await countsBy<Count>(db, sql`u.need`, tenantId, every);
    const needs = lineNeeds.flatMap((value) =>
      need.flatMap((one) => (one.value === value ? { ...one, value } : [])),
    );
    const services = await by(sql`u.vendor_service_id::text`, { serviceId: undefined });
    const names = await servicesNamed(db, tenantId);
    return {
      lines: { open: linesOf(needs), all: linesOf(need) },
      measures: measureTotals(await measuredLines(db, tenantId, filter, {})),
      need: needs,
      kind: await by(sql`u.kind`, { kinds: undefined }),
      flag: await by(
        sql`f.name`,
        { flags: undefined },
        sql`cross join lateral (select distinct one ->> 'flag' as name from jsonb_array_elements(u.flags) one) f`,
      ),
      decision: await by(sql`u.decision`, { decisions: undefined }),
      service: services.map((one) => ({ ...one, name: names.get(one.value) ?? one.value })),
    };
  });
}

const linesOf = (counts: readonly { readonly lines: number }[]): number =>
  counts.reduce((sum, { lines }) => sum + lines, 0);

async function countsBy<C extends Count>(
  db: Queryable,
  value: RawBuilder<unknown>,
  tenantId: string,
  filter: UsageLineFilter,
  more: Condition = sql``,
): Promise<readonly C[]> {
  const rows = await measuredLines<Pick<C, 'value'>>(db, tenantId, filter, { value }, more);
  return [...new Set(rows.map((row) => row.value))].map((of) => {
    const parts = rows.filter((row) => row.value === of);
    return { value: of, lines: linesOf(parts), measures: measureTotals(parts) } as C;
  });
}

async function servicesNamed(db: Queryable, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('vendorService')
    .select(['id', 'name'])
    .where('tenantId', '=', tenantId)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
