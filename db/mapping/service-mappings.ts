import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** The vendor service a decision names and what the product is mapped to now. */
export async function serviceFacts(
  db: Queryable,
  key: IntegrationKey,
  vendorServiceId: string,
  productId: string,
): Promise<{
  readonly service: { readonly id: string; readonly name: string } | null;
  readonly mappedTo: string | null;
}> {
  const services = await db.selectFrom('vendorService').select(['id', 'name']).where(ownedBy(key)).execute();
  const mapping = await db
    .selectFrom('serviceMapping')
    .select('vendorServiceId')
    .where(ownedBy(key))
    .where('productId', '=', productId)
    .executeTakeFirst();
  return {
    service: services.find((service) => service.id === vendorServiceId) ?? null,
    mappedTo: mapping?.vendorServiceId ?? null,
  };
}

export async function lineExists(db: Queryable, key: IntegrationKey, psaLineId: string): Promise<boolean> {
  const row = await db
    .selectFrom('psaLine')
    .select('foreignId')
    .where(ownedBy(key))
    .where('foreignId', '=', psaLineId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The PSA products that are mapped to a service of the vendor, by the PSA's ID. */
export async function mappedProducts(db: Queryable, key: IntegrationKey): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('serviceMapping').select('productId').where(ownedBy(key)).execute();
  return new Set(rows.map(({ productId }) => productId));
}
