import type { Queryable } from '../model/database.ts';

/** What messages refer to by ID (docs/messages.md, "Params"). */
type Named = 'account' | 'service' | 'company' | 'agreement' | 'product' | 'person' | 'line';

/** A name as it is kept; a line has none of its own, but its product and agreement. */
type KeptName = string | { readonly productName: string; readonly agreementName: string };

/** Something of an integration, by its ID there; of a person, by the ID of the member. */
export interface ReferenceKey {
  readonly integrationId: string;
  readonly id: string;
}

/** IDs to look up the names of, by kind. */
export type WantedNames = ReadonlyMap<Named, readonly ReferenceKey[]>;

/** Null: no row has it. */
export interface LoadedNames {
  readonly nameOf: (kind: Named, key: ReferenceKey) => KeptName | null;
  /** Name of an agreement's type; null also where it has none. */
  readonly agreementType: (key: ReferenceKey) => string | null;
}

/** Returns the names of what messages of a tenant's integrations refer to: one query for each kind. */
export async function loadNames(db: Queryable, tenantId: string, wanted: WantedNames): Promise<LoadedNames> {
  const found = new Map<string, Found>();
  for (const [kind, keys] of wanted) {
    if (keys.length === 0) continue;
    const rows = await namesOfKind[kind](db, {
      tenantId,
      integrationIds: [...new Set(keys.map(({ integrationId }) => integrationId))],
      ids: [...new Set(keys.map(({ id }) => id))],
    });
    for (const row of rows) found.set(mapKey(kind, row), row);
  }
  return {
    nameOf: (kind, key) => found.get(mapKey(kind, key))?.name ?? null,
    agreementType: (key) => found.get(mapKey('agreement', key))?.typeName ?? null,
  };
}

/**
 * Returns the name of what messages of one integration refer to; null: no row has it.
 * @param scope integration null: they are about none, so that only people are known
 */
export async function namesWithin(
  db: Queryable,
  { tenantId, integrationId }: { readonly tenantId: string; readonly integrationId: string | null },
  wanted: ReadonlyMap<Named, ReadonlySet<string>>,
): Promise<(kind: Named, id: string) => KeptName | null> {
  const keyOf = (id: string): ReferenceKey => ({ integrationId: integrationId ?? '', id });
  const known = [...wanted].filter(([kind]) => integrationId !== null || kind === 'person');
  const { nameOf } = await loadNames(
    db,
    tenantId,
    new Map(known.map(([kind, ids]) => [kind, [...ids].map(keyOf)] as const)),
  );
  return (kind, id) => nameOf(kind, keyOf(id));
}

/** A member is of no integration. */
const mapKey = (kind: Named, { integrationId, id }: { integrationId?: string; id: string }): string =>
  kind === 'person' ? id : `${kind}/${integrationId}/${id}`;

interface Found {
  /** Absent: of a member. */
  readonly integrationId?: string;
  readonly id: string;
  readonly name: KeptName;
  readonly typeName?: string | null;
}

interface Asked {
  readonly tenantId: string;
  readonly integrationIds: readonly string[];
  readonly ids: readonly string[];
}

type Load = (db: Queryable, asked: Asked) => Promise<readonly Found[]>;

const namesOfKind: Readonly<Record<Named, Load>> = {
  account: (db, { tenantId, integrationIds, ids }) =>
    db
      .selectFrom('vendorAccount')
      .select(['integrationId', 'id', 'name'])
      .where('tenantId', '=', tenantId)
      .where('integrationId', 'in', integrationIds)
      .where('id', 'in', ids)
      .execute(),
  service: (db, { tenantId, integrationIds, ids }) =>
    db
      .selectFrom('vendorService')
      .select(['integrationId', 'id', 'name'])
      .where('tenantId', '=', tenantId)
      .where('integrationId', 'in', integrationIds)
      .where('id', 'in', ids)
      .execute(),
  company: (db, { tenantId, integrationIds, ids }) =>
    db
      .selectFrom('psaCompany')
      .select(['integrationId', 'foreignId as id', 'name'])
      .where('tenantId', '=', tenantId)
      .where('integrationId', 'in', integrationIds)
      .where('foreignId', 'in', ids)
      .execute(),
  agreement: (db, { tenantId, integrationIds, ids }) =>
    db
      .selectFrom('psaAgreement')
      .select(['integrationId', 'foreignId as id', 'name', 'typeName'])
      .where('tenantId', '=', tenantId)
      .where('integrationId', 'in', integrationIds)
      .where('foreignId', 'in', ids)
      .execute(),
  product: (db, { tenantId, integrationIds, ids }) =>
    db
      .selectFrom('psaProduct')
      .select(['integrationId', 'foreignId as id', 'identifier as name'])
      .where('tenantId', '=', tenantId)
      .where('integrationId', 'in', integrationIds)
      .where('foreignId', 'in', ids)
      .execute(),
  person: (db, { tenantId, ids }) =>
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
  { tenantId, integrationIds, ids }: Asked,
): Promise<readonly Found[]> {
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
      'psaLine.integrationId',
      'psaLine.foreignId as id',
      eb.fn.coalesce('psaLine.productIdentifier', 'psaProduct.identifier').as('productName'),
      'psaAgreement.name as agreementName',
    ])
    .where('psaLine.tenantId', '=', tenantId)
    .where('psaLine.integrationId', 'in', integrationIds)
    .where('psaLine.foreignId', 'in', ids)
    .execute();
  return rows.flatMap(({ integrationId, id, productName, agreementName }) =>
    productName === null || agreementName === null
      ? []
      : { integrationId, id, name: { productName, agreementName } },
  );
}
