import { sql } from 'kysely';
import type { AcceptedCount, GuardName } from '../domain/usage/composition.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable } from './database.ts';

/**
 * What a person last agreed to for each group (RULES 7): the newest of releases and of approvals that stand or were
 * done. An adjust accepted its own quantity, not the count it was set against, which a guard may hold still. An
 * approval that was cancelled, void, refused or taken back accepted nothing in the end.
 */
export async function acceptedCounts(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly (AcceptedCount & { readonly at: Date })[]> {
  const { rows } = await sql<{ group_key: string; count: string; guards: GuardName[]; at: Date }>`
    with accepted as (
      select group_key, count, released_at as at from guard_release
      where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
      union all
      select l.group_key, case when l.decision = 'adjust'
          then (l.evidence->'composed'->>'psaQuantity')::numeric + l.after - l.before else l.count_on end,
        l.approved_at from approval_line l
      where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
        and l.decision in ('approve', 'adjust')
        and l.state in ('queued', 'sending', 'unknown', 'confirmed', 'unchanged')
        and not exists (select 1 from approval_line r where r.tenant_id = l.tenant_id and r.reverts = l.id
          and r.state in ('confirmed', 'unchanged'))
    ), newest as (
      select distinct on (group_key) group_key, count, at from accepted order by group_key, at desc
    )
    select n.group_key, n.count::text as count, n.at,
      coalesce((select jsonb_agg(distinct g.guard) from guard_release g where g.tenant_id = ${key.tenantId}
        and g.integration_id = ${key.integrationId} and g.group_key = n.group_key and g.count = n.count), '[]') as guards
    from newest n order by n.group_key`.execute(db);
  return rows.map((row) => ({ groupKey: row.group_key, count: row.count, guards: row.guards, at: row.at }));
}
