import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../model/database.ts';

/** What was taken over from the integration that this one took the place of, and what was not. */
export interface KeptMappings {
  readonly accountsKept: number;
  readonly accountsDropped: number;
  readonly excluded: number;
  readonly productsKept: number;
  readonly productsDropped: number;
}

/**
 * Takes over what the predecessor decided where both instances agree on it (RULES 14): a mapping whose company, and a
 * product mapping whose product, has the same ID and the same name here. Exclusions and marks name no record of the PSA
 * and stay. Nothing that was decided here before is changed. Who decided, and when, stays.
 */
export async function takeOverMappings(
  tx: Tx,
  key: IntegrationKey,
  predecessorId: string,
): Promise<KeptMappings> {
  const { tenantId, integrationId } = key;
  const accounts = sql`
    account_mapping m
    join vendor_account was on was.tenant_id = m.tenant_id and was.id = m.vendor_account_id
    join vendor_account a on a.tenant_id = was.tenant_id and a.integration_id = ${integrationId}
      and a.foreign_id = was.foreign_id
    left join psa_company old on old.tenant_id = m.tenant_id and old.integration_id = m.integration_id
      and old.foreign_id = m.company_id
    left join psa_company c on c.tenant_id = m.tenant_id and c.integration_id = ${integrationId}
      and c.foreign_id = m.company_id and c.name = old.name and c.gone_at is null and not c.deleted
    where m.tenant_id = ${tenantId} and m.integration_id = ${predecessorId}`;
  const products = sql`
    service_mapping m
    join vendor_service was on was.tenant_id = m.tenant_id and was.id = m.vendor_service_id
    join vendor_service s on s.tenant_id = was.tenant_id and s.integration_id = ${integrationId} and s.key = was.key
    join psa_product old on old.tenant_id = m.tenant_id and old.integration_id = m.integration_id
      and old.foreign_id = m.product_id
    left join psa_product p on p.tenant_id = m.tenant_id and p.integration_id = ${integrationId}
      and p.foreign_id = m.product_id and p.identifier = old.identifier and p.gone_at is null and not p.holds_others
    where m.tenant_id = ${tenantId} and m.integration_id = ${predecessorId}`;
  const { rows } = await sql<KeptMappings>`
    select count(*) filter (where m.state = 'mapped' and c.foreign_id is not null)::int as accounts_kept,
      count(*) filter (where m.state = 'mapped' and c.foreign_id is null)::int as accounts_dropped,
      count(*) filter (where m.state = 'excluded')::int as excluded,
      (select count(*) filter (where p.foreign_id is not null) from ${products})::int as products_kept,
      (select count(*) filter (where p.foreign_id is null) from ${products})::int as products_dropped
    from ${accounts}`.execute(tx);
  await sql`
    insert into account_mapping
      (tenant_id, integration_id, vendor_account_id, state, company_id, reason, origin, decided_by, decided_at)
    select m.tenant_id, ${integrationId}, a.id, m.state, c.foreign_id, m.reason, m.origin, m.decided_by, m.decided_at
    from ${accounts} and (m.state = 'excluded' or c.foreign_id is not null)
    on conflict do nothing`.execute(tx);
  await sql`
    insert into service_mapping (tenant_id, integration_id, vendor_service_id, product_id, decided_by, decided_at)
    select m.tenant_id, ${integrationId}, s.id, p.foreign_id, m.decided_by, m.decided_at
    from ${products} and p.foreign_id is not null
    on conflict do nothing`.execute(tx);
  await sql`
    update vendor_account a set mark = was.mark from vendor_account was
    where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId} and was.tenant_id = a.tenant_id
      and was.integration_id = ${predecessorId} and was.foreign_id = a.foreign_id
      and a.mark is distinct from was.mark`.execute(tx);
  const [kept] = rows;
  if (kept === undefined) throw new Error('a sum over no rows is a row');
  return kept;
}
