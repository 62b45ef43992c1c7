import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import { type CatalogSize, relatedProducts } from '../../domain/comparison/related-products.ts';
import type { Queryable } from '../model/database.ts';

/** What all lines are composed on and is kept in rows beside the settings; asked at every decision, so in one statement. */
type BasisFacts = Pick<
  CompositionBasis,
  'vendorServiceId' | 'mappedProductIds' | 'relatedProductIds' | 'products' | 'billsIn'
>;

interface Row extends Omit<BasisFacts, 'relatedProductIds'> {
  readonly named: readonly string[];
  readonly vendorWords: readonly string[];
  readonly catalog: CatalogSize;
}

/**
 * Of the catalog only what a composition can look up: mapped products, those that an edition names, and those that look
 * like a mapped one (RULES 8, 9). Null before the vendor service was loaded.
 */
export async function basisFacts(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<BasisFacts | null> {
  const own = (table: string) =>
    sql`${sql.ref(table)}.tenant_id = ${tenantId} and ${sql.ref(table)}.integration_id = ${integrationId}`;
  // Identifiers beyond ASCII are compared by the rule alone: PostgreSQL folds and trims them otherwise.
  const foreign = (table: string) => sql`${sql.ref(`${table}.identifier`)} ~ '[^ -~]'`;
  const { rows } = await sql<Row>`
    with mapped as (
      select s.product_id, p.identifier, p.family, nullif(lower(btrim(p.part_number)), '') as part from vendor_service v
      join service_mapping s on ${own('s')} and s.vendor_service_id = v.id
      left join psa_product p on ${own('p')} and p.foreign_id = s.product_id
      where ${own('v')}),
    named as (
      select n.value from setting s cross join lateral jsonb_each_text(s.value) n
      where s.tenant_id = ${tenantId} and s.name = 'editionProducts')
    select v.id as vendor_service_id, v.vendor_words,
      array(select product_id from mapped order by product_id) as mapped_product_ids,
      array(select value from named) as named,
      (select coalesce(jsonb_object_agg(l.type_id, l.bills_in), '{}') from agreement_type_billing_target l where ${own('l')}) as bills_in,
      (select jsonb_build_object('products', coalesce(sum(c.many), 0), 'families',
          coalesce(jsonb_object_agg(c.family, c.many) filter (where c.family in (select family from mapped)), '{}'))
        from (select p.family, count(*) as many from psa_product p
          where ${own('p')} and p.gone_at is null group by p.family) c) as catalog,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.foreign_id, 'identifier', p.identifier,
          'description', p.description, 'productClass', p.product_class,
          'holdsOthers', p.holds_others, 'inactive', p.inactive or p.gone_at is not null,
          'price', p.price::text)
          || case when p.part_number is null then '{}' else jsonb_build_object('partNumber', p.part_number) end
          order by p.foreign_id), '[]')
        from psa_product p where ${own('p')} and (p.identifier in (select value from named) or ${foreign('p')}
          or p.family in (select family from mapped) or lower(btrim(p.part_number)) in (select part from mapped)
          or (v.vendor_words <> '[]' and p.words @> v.vendor_words)
          or exists (select from mapped m where m.product_id = p.foreign_id or ${foreign('m')}
            or starts_with(lower(btrim(p.identifier)), lower(btrim(m.identifier)))))) as products
    from vendor_service v where ${own('v')}`.execute(db);
  const [facts] = rows;
  if (facts === undefined) return null;
  const { named, vendorWords, catalog, ...rest } = facts;
  const related = relatedProducts(rest.products, rest.mappedProductIds, vendorWords, catalog);
  const wanted = new Set([...rest.mappedProductIds, ...related]);
  return {
    ...rest,
    relatedProductIds: rest.products.map(({ id }) => id).filter((id) => related.has(id)),
    products: rest.products.filter(({ id, identifier }) => wanted.has(id) || named.includes(identifier)),
  };
}
