import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type AcceptedCount, billableOf, type ComposedLine } from '../../domain/usage/composition.ts';
import { isAgreement } from '../../domain/usage/matching-counts.ts';
import { doneStates, effectiveStates } from '../../domain/decisions/approval.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { batchesOf } from '../driver/batches.ts';

/**
 * The base of the checks of each named group (RULES 7): seats and units of the newest approval that was done or waits, or
 * of the count on which vendor and PSA last agreed, whichever is later; and the overrides since. An approval accepts the
 * units that it makes of the group, less free units beside the seats. Under a billing rule it accepts the count it was
 * made on; without one, an adjusted quantity is what it says of the seats. An approval that was canceled, void, rejected
 * or reverted accepted nothing in the end.
 * Each group is looked up by its own newest rows, so that it costs the same after years.
 */
export async function acceptedCounts(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
): Promise<readonly (AcceptedCount & { readonly at: Date | null })[]> {
  if (groupKeys.length === 0) return [];
  const { rows } = await sql<AcceptedCount & { readonly at: Date | null }>`
    select g.group_key, a.count::text as count, a.units::text as units, a.at, coalesce(r.overridden, '[]') as overridden
    from unnest(${[...groupKeys]}::text[]) as g (group_key)
    left join lateral (
      select x.count, x.units, x.at from (
        select c.count, c.units, c.agreed_at as at from agreed_count c
        where c.tenant_id = ${key.tenantId} and c.integration_id = ${key.integrationId} and c.group_key = g.group_key
        union all
        (select case when l.decision = 'adjust' and l.evidence #>> '{composed,rule,applied,id}' is null
            then u.units else l.count_on end, u.units, l.approved_at
          from approval_line l
          cross join lateral (select case when l.decision = 'create' then l.after
            else (l.evidence->'composed'->>'psaQuantity')::numeric + l.after - l.before
              - coalesce((l.evidence->'composed'->>'includedBeside')::numeric, 0) end as units) u
          where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.group_key = g.group_key
            and l.decision in ('approve', 'adjust', 'create')
            and ${among('l.state', effectiveStates)}
            and not exists (select 1 from approval_line t where t.tenant_id = l.tenant_id and t.reverts = l.id
              and ${among('t.state', doneStates)})
          order by l.approved_at desc limit 1)
      ) x order by x.at desc limit 1) a on true
    left join lateral (
      select jsonb_agg(distinct jsonb_build_object('check', s.check_name, 'count', s.count::text, 'units', s.units::text)) as overridden
      from check_override s
      where s.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId} and s.group_key = g.group_key
        and (a.at is null or s.overridden_at > a.at)) r on true
    where a.count is not null or r.overridden is not null
    order by g.group_key`.execute(db);
  return rows;
}

/**
 * Writes down where vendor and PSA agree and did not before on this count: one permanent row for each group. Returns what
 * is accepted by it from now on.
 */
export async function storeAgreements(
  tx: Tx,
  key: IntegrationKey,
  lines: readonly ComposedLine[],
  stored: readonly { readonly composed: ComposedLine }[],
  now: Date,
): Promise<readonly AcceptedCount[]> {
  const before = new Map(stored.map((line) => [line.composed.groupKey, line]));
  const begun = lines.filter((line) => {
    const stored = before.get(line.groupKey)?.composed;
    const stands =
      stored !== undefined &&
      isAgreement(stored) &&
      stored.vendorQuantity === line.vendorQuantity &&
      billableOf(stored) === billableOf(line);
    return isAgreement(line) && !stands;
  });
  for (const slice of batchesOf(begun))
    await tx
      .insertInto('agreedCount')
      .values(
        slice.map((line) => ({
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          groupKey: line.groupKey,
          count: String(line.vendorQuantity),
          units: String(billableOf(line)),
          agreedAt: now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'integrationId', 'groupKey']).doUpdateSet((row) => ({
          count: row.ref('excluded.count'),
          units: row.ref('excluded.units'),
          agreedAt: row.ref('excluded.agreedAt'),
        })),
      )
      .execute();
  return begun.map((line) => ({
    groupKey: line.groupKey,
    count: String(line.vendorQuantity),
    units: String(billableOf(line)),
    overridden: [],
  }));
}
