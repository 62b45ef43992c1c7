import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import type { LineHold } from '../../domain/months/review-month.ts';
import type { Queryable } from '../model/database.ts';
import { actorName } from '../people/actor-names.ts';

/** Who put those of these lines on hold (RULES 8) that need it to be known, by group; at most one for each. */
export async function lineHolds(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  lines: readonly { readonly groupKey: string; readonly need: LineNeed | null }[],
): Promise<ReadonlyMap<string, LineHold>> {
  const onHold = lines.filter(({ need }) => need === 'on-hold').map(({ groupKey }) => groupKey);
  if (onHold.length === 0) return new Map();
  const { rows } = await sql<Omit<LineHold, 'at'> & { readonly groupKey: string; readonly at: Date }>`
    select d.group_key, d.decided_by as by, ${actorName(sql`d.tenant_id`, sql`d.decided_by`)} as by_name,
      d.decided_at as at, d.reason
    from line_decision d
    where d.tenant_id = ${tenantId} and d.integration_id = ${integrationId} and d.state = 'held'
      and d.group_key = any(${onHold})`.execute(db);
  return new Map(rows.map(({ groupKey, at, ...hold }) => [groupKey, { ...hold, at: at.toISOString() }]));
}
