import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';

/** Groups whose stored line has one of these accounts or PSA lines. */
export async function groupsHolding(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  {
    accountIds = [],
    psaLineIds = [],
  }: { readonly accountIds?: readonly string[]; readonly psaLineIds?: readonly string[] },
): Promise<readonly string[]> {
  const { rows } = await sql<{ groupKey: string }>`
    select distinct u.group_key from (
      select 'vendor-account' as kind, unnest(${[...accountIds]}::text[]) as id
      union all select 'psa-line', unnest(${[...psaLineIds]}::text[])) x
    join usage_line_source s on s.tenant_id = ${tenantId} and s.integration_id = ${integrationId}
      and s.kind = x.kind and s.source_id = x.id
    join usage_line u on u.tenant_id = s.tenant_id and u.id = s.usage_line_id`.execute(db);
  return rows.map(({ groupKey }) => groupKey);
}
