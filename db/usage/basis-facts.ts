import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import { extendingProducts } from '../../domain/usage/related-products.ts';
import type { Queryable } from '../core/database.ts';

/** What all lines are composed on and is kept in rows beside the settings; asked at every decision, so in one statement. */
type BasisFacts = Pick<CompositionBasis, 'vendorServiceId' | 'mappedProductIds' | 'products' | 'billsIn'>;

/**
 * Of the catalogue only what a composition can look up: mapped products, those that an edition names, and those whose
 * identifier extends a mapped one (RULES 8, 9). Null before the vendor service was loaded.
 */
export async function basisFacts(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<BasisFacts | null> {
  const own = (table: string) =>
    sql`${sql.ref(table)}.tenant_id = ${tenantId} and ${sql.ref(table)}.integration_id = ${integrationId}`;
  // Identifiers beyond ASCII are compared by the rule alone: PostgreSQL folds and trims them otherwise.
  const foreign = (table: string) => sql`${sql.ref(`${table}.identifier`)} ~ '[^ -~]'`;
  const { rows } = await sql<BasisFacts & { readonly named: readonly string[] }>`
    with mapped as (
      select s.product_id, p.identifier from vendor_service v
      join service_mapping s on ${own('s')} and s.vendor_service_id = v.id
      left join psa_product p on ${own('p')} and p.foreign_id = s.product_id
      where ${own('v')}),
    named as (
      select n.value from setting s cross join lateral jsonb_each_text(s.value) n
      where s.tenant_id = ${tenantId} and s.name = 'editionProducts')
    select v.id as vendor_service_id,
      array(select product_id from mapped order by product_id) as mapped_product_ids,
      array(select value from named) as named,
      (select coalesce(jsonb_object_agg(l.type_id, l.bills_in), '{}') from agreement_type_landing l where ${own('l')}) as bills_in,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.foreign_id, 'identifier', p.identifier,
          'description', p.description, 'productClass', p.product_class,
          'holdsOthers', p.holds_others, 'inactive', p.inactive or p.gone_at is not null,
          'price', p.price::text) order by p.foreign_id), '[]')
        from psa_product p where ${own('p')} and (p.identifier in (select value from named) or ${foreign('p')}
          or exists (select from mapped m where m.product_id = p.foreign_id or ${foreign('m')}
            or starts_with(lower(btrim(p.identifier)), lower(btrim(m.identifier)))))) as products
    from vendor_service v where ${own('v')}`.execute(db);
  const [facts] = rows;
  if (facts === undefined) return null;
  const { named, ...rest } = facts;
  const wanted = new Set([
    ...rest.mappedProductIds,
    ...extendingProducts(rest.products, rest.mappedProductIds),
  ]);
  return {
    ...rest,
    products: rest.products.filter(({ id, identifier }) => wanted.has(id) || named.includes(identifier)),
  };
}
