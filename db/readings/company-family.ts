import type { IntegrationKey } from '../../domain/keys.ts';
import { type RawBuilder, sql } from 'kysely';

/**
 * To select from, by `id`: these companies, and those whose lines can become theirs or the other way round (RULES 4, 8):
 * parent and bill-to companies, the companies below or billed through them, and, where a parent or bill-to company has
 * lines of mapped products, the others that look for a line there.
 *
 * @param companies what selects their `id`
 */
export const familyOf = (
  { tenantId, integrationId }: IntegrationKey,
  companies: RawBuilder<unknown>,
): RawBuilder<{ id: string }> => sql`(
    with named as (${companies}),
    above as (
      select distinct x.id from named n
      join psa_company c on c.tenant_id = ${tenantId} and c.integration_id = ${integrationId} and c.foreign_id = n.id
      cross join lateral (values (c.parent_company_id), (c.bill_to_company_id)) x (id)
      where x.id is not null),
    shared as (
      select a.id from above a where exists (
        select 1 from psa_agreement g
        join psa_line l on l.tenant_id = g.tenant_id and l.integration_id = g.integration_id and l.agreement_id = g.foreign_id
        join service_mapping s on s.tenant_id = l.tenant_id and s.integration_id = l.integration_id and s.product_id = l.product_id
        where g.tenant_id = ${tenantId} and g.integration_id = ${integrationId} and g.company_id = a.id)),
    looked_at as (select id from named union select id from shared)
    select id from named
    union select id from above
    union select c.foreign_id from looked_at x join psa_company c on c.tenant_id = ${tenantId}
      and c.integration_id = ${integrationId} and c.parent_company_id = x.id
    union select c.foreign_id from looked_at x join psa_company c on c.tenant_id = ${tenantId}
      and c.integration_id = ${integrationId} and c.bill_to_company_id = x.id)`;
