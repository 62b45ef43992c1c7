import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** What messages refer to by ID (docs/messages.md, "Params"). */
type Named = 'account' | 'service' | 'company' | 'agreement' | 'product' | 'person' | 'line';

/** A name as it is kept; a line has none of its own, but its product and agreement. */
type KeptName = string | { readonly productName: string; readonly agreementName: string };
type KeptNames = ReadonlyMap<Named, ReadonlyMap<string, KeptName>>;

/** Returns the names of what one integration's messages refer to, one query for each kind; IDs that no row has are left out. */
export async function keptNames(
  db: Queryable,
  key: IntegrationKey,
  wanted: ReadonlyMap<Named, ReadonlySet<string>>,
): Promise<KeptNames> {
  const names = new Map<Named, ReadonlyMap<string, KeptName>>();
  for (const [kind, ids] of wanted)
    names.set(kind, new Map((await namesOfKind[kind](db, key, [...ids])).map(({ id, name }) => [id, name])));
  return names;
}

type Load = (
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[],
) => Promise<readonly { readonly id: string; readonly name: KeptName }[]>;

const namesOfKind: Readonly<Record<Named, Load>> = {
  account: (db, key, ids) =>
    db
      .selectFrom('vendorAccount')
      .select(['id', 'name'])
      .where(ownedBy(key))
      .where('id', 'in', ids)
      .execute(),
  service: (db, key, ids) =>
    db
      .selectFrom('vendorService')
      .select(['id', 'name'])
      .where(ownedBy(key))
      .where('id', 'in', ids)
      .execute(),
  company: (db, key, ids) =>
    db
      .selectFrom('psaCompany')
      .select(['foreignId as id', 'name'])
      .where(ownedBy(key))
      .where('foreignId', 'in', ids)
      .execute(),
  agreement: (db, key, ids) =>
    db
      .selectFrom('psaAgreement')
      .select(['foreignId as id', 'name'])
      .where(ownedBy(key))
      .where('foreignId', 'in', ids)
      .execute(),
  product: (db, key, ids) =>
    db
      .selectFrom('psaProduct')
      .select(['foreignId as id', 'identifier as name'])
      .where(ownedBy(key))
      .where('foreignId', 'in', ids)
      .execute(),
  person: (db, { tenantId }, ids) =>
    db
      .selectFrom('member')
      .select(['id', 'name'])
      .where('tenantId', '=', tenantId)
      .where('id', 'in', ids)
      .execute(),
  line: linesByProduct,
};

async function linesByProduct(
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly name: KeptName }[]> {
  const rows = await db
    .selectFrom('psaLine')
    .leftJoin('psaAgreement', (join) =>
      join
        .onRef('psaAgreement.tenantId', '=', 'psaLine.tenantId')
        .onRef('psaAgreement.integrationId', '=', 'psaLine.integrationId')
        .onRef('psaAgreement.foreignId', '=', 'psaLine.agreementId'),
    )
    .leftJoin('psaProduct', (join) =>
      join
        .onRef('psaProduct.tenantId', '=', 'psaLine.tenantId')
        .onRef('psaProduct.integrationId', '=', 'psaLine.integrationId')
        .onRef('psaProduct.foreignId', '=', 'psaLine.productId'),
    )
    .select((eb) => [
      'psaLine.foreignId as id',
      eb.fn.coalesce('psaLine.productIdentifier', 'psaProduct.identifier').as('productName'),
      'psaAgreement.name as agreementName',
    ])
    .where(ownedBy(key, 'psaLine'))
    .where('psaLine.foreignId', 'in', ids)
    .execute();
  return rows.flatMap(({ id, productName, agreementName }) =>
    productName === null || agreementName === null ? [] : { id, name: { productName, agreementName } },
  );
}
