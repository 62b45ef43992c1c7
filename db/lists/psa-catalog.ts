import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { allOf, type Condition, contains, countRows, type Page, type PageRequest } from '../driver/page.ts';

export interface ListedCompany {
  readonly foreignId: string;
  readonly name: string;
  readonly identifier: string | null;
  readonly status: string | null;
  readonly deleted: boolean;
  readonly parentCompanyId: string | null;
  readonly billToCompanyId: string | null;
  readonly readAt: Date;
  readonly goneAt: Date | null;
  readonly twins: string;
  readonly agreements: string;
  readonly mapped: readonly { readonly id: string; readonly name: string }[];
}

/** Ids of a PSA are text, often numbers, and are sorted as such. */
const idOrder = sql`length(c.foreign_id), c.foreign_id`;

/** Companies with their twins (equal names), agreements and mapped accounts. */
export async function listCompanies(
  db: Queryable,
  key: IntegrationKey,
  filter: {
    readonly q: string | undefined;
    readonly mapped: boolean | undefined;
    readonly deleted: boolean | undefined;
  },
  sort: { readonly by: 'name' | 'id'; readonly descending: boolean },
  page: PageRequest,
): Promise<Page<ListedCompany>> {
  const mappedHere = sql`exists (select 1 from account_mapping m where m.tenant_id = c.tenant_id
    and m.integration_id = c.integration_id and m.company_id = c.foreign_id)`;
  const list: Condition[] = [
    sql`c.tenant_id = ${key.tenantId}`,
    sql`c.integration_id = ${key.integrationId}`,
  ];
  if (filter.q !== undefined) {
    list.push(sql`(${contains(filter.q, sql`c.name`, sql`c.identifier`)} or c.foreign_id = ${filter.q})`);
  }
  if (filter.mapped !== undefined) list.push(filter.mapped ? mappedHere : sql`not ${mappedHere}`);
  if (filter.deleted !== undefined) list.push(filter.deleted ? sql`c.deleted` : sql`not c.deleted`);
  const from = sql`from psa_company c where ${allOf(list)}`;
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const order =
    sort.by === 'name'
      ? sql`lower(c.name) ${direction}, ${idOrder}`
      : sql`length(c.foreign_id) ${direction}, c.foreign_id ${direction}`;
  const here = (table: string) => sql`
    ${sql.ref(`${table}.tenantId`)} = ${key.tenantId} and ${sql.ref(`${table}.integrationId`)} = ${key.integrationId}`;
  // The page first, then what belongs to its rows in one go each: there are thousands of companies.
  const { rows } = await sql<ListedCompany>`
    with page as materialized (
      select c.*, row_number() over (order by ${order}) as position ${from}
      order by ${order} offset ${page.offset} limit ${page.limit}),
    twin as (
      select t.name, count(*) as companies from psa_company t
      where ${here('t')} and t.name in (select p.name from page p) group by t.name),
    agreement as (
      select g.company_id, count(*) as agreements from psa_agreement g
      where ${here('g')} and g.gone_at is null and g.company_id in (select p.foreign_id from page p) group by g.company_id),
    account as (
      select m.company_id, jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name) as mapped
      from account_mapping m join vendor_account a on a.tenant_id = m.tenant_id and a.id = m.vendor_account_id
      where ${here('m')} and m.company_id in (select p.foreign_id from page p) group by m.company_id)
    select p.foreign_id, p.name, p.identifier, p.status, p.deleted, p.parent_company_id, p.bill_to_company_id, p.read_at,
      p.gone_at, coalesce(t.companies, 1) - 1 as twins, coalesce(g.agreements, 0) as agreements,
      coalesce(a.mapped, '[]'::jsonb) as mapped
    from page p
    left join twin t on t.name = p.name
    left join agreement g on g.company_id = p.foreign_id
    left join account a on a.company_id = p.foreign_id
    order by p.position`.execute(db);
  return { items: rows, total: await countRows(db, from, page.version) };
}

export interface ListedProduct {
  readonly foreignId: string;
  readonly identifier: string;
  readonly description: string | null;
  readonly productClass: string | null;
  readonly inactive: boolean;
  readonly price: string | null;
  readonly goneAt: Date | null;
  readonly bundle: boolean;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly lines: string;
}

/** The catalog by Product ID, with what may not be chosen marked. */
export async function listProducts(
  db: Queryable,
  key: IntegrationKey,
  filter: {
    readonly q: string | undefined;
    readonly selectable: boolean | undefined;
    readonly mapped: boolean | undefined;
  },
  sort: { readonly by: 'product-id' | 'price'; readonly descending: boolean },
  page: PageRequest,
): Promise<Page<ListedProduct>> {
  const selectable = sql`(not p.inactive and p.gone_at is null and not p.holds_others)`;
  const list: Condition[] = [
    sql`p.tenant_id = ${key.tenantId}`,
    sql`p.integration_id = ${key.integrationId}`,
  ];
  if (filter.q !== undefined) {
    list.push(contains(filter.q, sql`p.identifier`, sql`p.description`));
  }
  if (filter.selectable !== undefined) list.push(filter.selectable ? selectable : sql`not ${selectable}`);
  if (filter.mapped !== undefined) list.push(filter.mapped ? sql`s.id is not null` : sql`s.id is null`);
  const from = sql`
    from psa_product p
    left join service_mapping m on m.tenant_id = p.tenant_id and m.integration_id = p.integration_id
      and m.product_id = p.foreign_id
    left join vendor_service s on s.tenant_id = m.tenant_id and s.id = m.vendor_service_id
    where ${allOf(list)}`;
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const order = sort.by === 'price' ? sql`p.price ${direction} nulls last` : sql`p.identifier ${direction}`;
  const { rows } = await sql<ListedProduct>`
    select p.foreign_id, p.identifier, p.description, p.product_class, p.inactive, p.price, p.gone_at,
      p.holds_others as bundle, s.id as service_id, s.name as service_name,
      (select count(*) from psa_line l where l.tenant_id = p.tenant_id and l.integration_id = p.integration_id
        and l.product_id = p.foreign_id) as lines
    ${from} order by ${order}, p.foreign_id offset ${page.offset} limit ${page.limit}`.execute(db);
  return { items: rows, total: await countRows(db, from, page.version) };
}

export interface ListedService {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly products: readonly { readonly id: string; readonly productId: string; readonly lines: number }[];
}

/** What the vendor sells, with the products it is mapped to. */
export async function listServices(db: Queryable, key: IntegrationKey): Promise<readonly ListedService[]> {
  const { rows } = await sql<ListedService>`
    select s.id, s.key, s.name,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.foreign_id, 'productId', p.identifier, 'lines',
          (select count(*) from psa_line l where l.tenant_id = p.tenant_id and l.integration_id = p.integration_id
            and l.product_id = p.foreign_id)) order by p.identifier), '[]')
        from service_mapping m join psa_product p on p.tenant_id = m.tenant_id and p.integration_id = m.integration_id
          and p.foreign_id = m.product_id
        where m.tenant_id = s.tenant_id and m.vendor_service_id = s.id) as products
    from vendor_service s
    where s.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId}
    order by s.name, s.id`.execute(db);
  return rows;
}
