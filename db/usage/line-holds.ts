import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { LineHold } from '../../domain/months/review-month.ts';
import type { Queryable } from '../model/database.ts';
import { actorName } from '../people/actor-names.ts';

/** Who put lines on hold (RULES 8), by group; at most one for each. */
export async function lineHolds(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<ReadonlyMap<string, LineHold>> {
  const { rows } = await sql<Omit<LineHold, 'at'> & { readonly groupKey: string; readonly at: Date }>`
    select d.group_key, d.decided_by as by, ${actorName(sql`d.tenant_id`, sql`d.decided_by`)} as by_name,
      d.decided_at as at, d.reason
    from line_decision d
    where d.tenant_id = ${tenantId} and d.integration_id = ${integrationId} and d.state = 'held'`.execute(db);
  return new Map(rows.map(({ groupKey, at, ...hold }) => [groupKey, { ...hold, at: at.toISOString() }]));
}
