import { type LineScope, lineScope } from '../domain/usage/line-scope.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable } from './database.ts';

/** What belongs to the usage line of a group as it stands; null: the composition has no such line any more. */
export async function usageLineScope(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<LineScope | null> {
  const row = await db
    .selectFrom('usage_line')
    .leftJoin('psa_company', (join) =>
      join
        .onRef('psa_company.tenant_id', '=', 'usage_line.tenant_id')
        .onRef('psa_company.integration_id', '=', 'usage_line.integration_id')
        .onRef('psa_company.foreign_id', '=', 'usage_line.company_id'),
    )
    .select(['usage_line.composed', 'psa_company.parent_company_id', 'psa_company.bill_to_company_id'])
    .where('usage_line.tenant_id', '=', key.tenantId)
    .where('usage_line.integration_id', '=', key.integrationId)
    .where('usage_line.group_key', '=', groupKey)
    .executeTakeFirst();
  return row === undefined ? null : lineScope(row.composed, [row.parent_company_id, row.bill_to_company_id]);
}
