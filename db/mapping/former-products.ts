import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { FormerProduct } from '../../domain/mapping/product-suggestions.ts';
import type { Queryable } from '../model/database.ts';

/**
 * What this connection's services were mapped to in another of the tenant's same vendor, found by the vendor's own keys
 * (RULES 11): of several connections in the one that was connected last, whole.
 */
export async function formerProducts(db: Queryable, key: IntegrationKey): Promise<readonly FormerProduct[]> {
  const { rows } = await sql<FormerProduct>`
    select f.service_id, f.psa, f.name, f.has_twin from (
      select s.id as service_id, other.psa, p.identifier as name,
        exists (select 1 from psa_product twin where twin.tenant_id = p.tenant_id
          and twin.integration_id = p.integration_id and twin.identifier = p.identifier
          and twin.foreign_id <> p.foreign_id) as has_twin,
        dense_rank() over (partition by s.id order by other.connected_at desc nulls last, other.id) as age
      from integration here
      join integration other on other.tenant_id = here.tenant_id and other.vendor = here.vendor
        and other.module = here.module and other.id <> here.id
      join vendor_service s on s.tenant_id = here.tenant_id and s.integration_id = here.id
      join vendor_service was on was.tenant_id = other.tenant_id and was.integration_id = other.id and was.key = s.key
      join service_mapping m on m.tenant_id = was.tenant_id and m.integration_id = was.integration_id
        and m.vendor_service_id = was.id
      join psa_product p on p.tenant_id = m.tenant_id and p.integration_id = m.integration_id
        and p.foreign_id = m.product_id
      where here.tenant_id = ${key.tenantId} and here.id = ${key.integrationId}) f
    where f.age = 1 order by f.service_id, f.name`.execute(db);
  return rows;
}
