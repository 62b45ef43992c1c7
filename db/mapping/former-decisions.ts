import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { FormerDecision } from '../../domain/mapping/exact-match.ts';
import type { Queryable } from '../model/database.ts';

/**
 * What other connections of the tenant's same vendor say of this one's accounts, found by the vendor's own ids (RULES 11):
 * of several the one that was connected last. Of a marked account its company says nothing: it was never billed there.
 * A company whose name was cleaned is left out: that name equals no other.
 */
export async function formerDecisions(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly FormerDecision[]> {
  const { rows } = await sql<FormerDecision>`
    select distinct on (a.id) a.id as account_id, other.psa, c.name as company_name,
      exists (select 1 from psa_company twin where twin.tenant_id = c.tenant_id
        and twin.integration_id = c.integration_id and twin.name = c.name and twin.foreign_id <> c.foreign_id) as has_twin
    from integration here
    join integration other on other.tenant_id = here.tenant_id and other.vendor = here.vendor
      and other.module = here.module and other.id <> here.id
    join vendor_account a on a.tenant_id = here.tenant_id and a.integration_id = here.id and a.kind = 'child'
    join vendor_account was on was.tenant_id = other.tenant_id and was.integration_id = other.id
      and was.foreign_id = a.foreign_id
    left join account_mapping m on m.tenant_id = was.tenant_id and m.vendor_account_id = was.id
    left join psa_company c on c.tenant_id = m.tenant_id and c.integration_id = m.integration_id
      and c.foreign_id = m.company_id and was.mark is null
    where here.tenant_id = ${key.tenantId} and here.id = ${key.integrationId}
      and (m.vendor_account_id is not null or was.mark is not null) and c.name_cleaned is not true
    order by a.id, other.connected_at desc nulls last, other.id`.execute(db);
  return rows;
}
