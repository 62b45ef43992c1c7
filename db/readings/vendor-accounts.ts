import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { VendorDescription } from '../../domain/kinds.ts';
import type { AccountKind } from '../../domain/usage/composition.ts';
import { wordsOf } from '../../domain/comparison/related-products.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { batchesOf } from '../driver/batches.ts';

/** One vendor account as the vendor listed it; the parent carries the key `parent:<admin host>` (RULES 10). */
export interface ListedAccount {
  readonly foreignId: string;
  readonly kind: AccountKind;
  /** Null: The vendor gave none. It keeps the one it had; one seen first goes by its foreign id. */
  readonly name: string | null;
  /** Characters that no name has were taken out; absent: none. Such a name never matches exactly (RULES 11). */
  readonly nameCleaned?: boolean;
  /** Null: The vendor gave none, or one whose suffix is not allowed; the account then fails by itself (architecture.md 8). */
  readonly apiHostname: string | null;
}

export interface VendorAccountRow {
  readonly id: string;
  readonly foreignId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly apiHostname: string | null;
}

/** The one service of the vendor (RULES 1): loading twice stores exactly one. Returns its id. */
export async function ensureVendorService(
  tx: Tx,
  key: IntegrationKey,
  { service, shortName }: Pick<VendorDescription, 'service' | 'shortName'>,
): Promise<string> {
  const vendorWords = JSON.stringify(wordsOf(shortName));
  await tx
    .insertInto('vendorService')
    .values({
      tenantId: key.tenantId,
      id: randomUUID(),
      integrationId: key.integrationId,
      ...service,
      vendorWords,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'integrationId', 'key']).doUpdateSet({ vendorWords }),
    )
    .execute();
  const row = await findVendorService(tx, key);
  if (row === null) throw new Error('the vendor service vanished while it was stored');
  return row;
}

/** Id of the vendor service; null before the first loading. */
export async function findVendorService(db: Queryable, key: IntegrationKey): Promise<string | null> {
  const row = await db.selectFrom('vendorService').select('id').where(ownedBy(key)).executeTakeFirst();
  return row?.id ?? null;
}

export interface StoredListing {
  /** Accounts seen for the first time. */
  readonly added: readonly VendorAccountRow[];
  /** Accounts stored earlier that this list lacks. */
  readonly missing: readonly VendorAccountRow[];
}

/** One that the vendor gave no name keeps the one it had. */
const listedName = sql<string>`case when excluded.name = excluded.foreign_id then vendor_account.name else excluded.name end`;

/**
 * Stores a complete listing: names and hosts follow the vendor, ids never change, and what is missing is marked gone
 * but kept. An empty listing must not reach this: it proves nothing (architecture.md 15).
 */
export async function storeListing(
  tx: Tx,
  key: IntegrationKey,
  accounts: readonly ListedAccount[],
): Promise<StoredListing> {
  if (accounts.length === 0) throw new Error('an empty listing is not stored');
  const known = await vendorAccounts(tx, key);
  const knownIds = new Set(known.map((account) => account.foreignId));
  for (const slice of batchesOf(accounts)) {
    await tx
      .insertInto('vendorAccount')
      .values(
        slice.map((account) => ({
          tenantId: key.tenantId,
          id: randomUUID(),
          integrationId: key.integrationId,
          foreignId: account.foreignId,
          kind: account.kind,
          name: account.name ?? account.foreignId,
          nameCleaned: account.nameCleaned === true,
          apiHostname: account.apiHostname,
          mark: account.kind === 'parent' ? ('internal' as const) : null,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'integrationId', 'foreignId']).doUpdateSet({
          name: listedName,
          nameCleaned: (eb) => eb.ref('excluded.nameCleaned'),
          apiHostname: (eb) => eb.ref('excluded.apiHostname'),
          goneAt: null,
        }).where(sql<boolean>`(vendor_account.name, vendor_account.name_cleaned, vendor_account.api_hostname,
          vendor_account.gone_at) is distinct from (${listedName}, excluded.name_cleaned, excluded.api_hostname, null)`),
      )
      .execute();
  }
  const listed = new Set(accounts.map((account) => account.foreignId));
  const missing = known.filter((account) => !listed.has(account.foreignId));
  if (missing.length > 0) {
    await tx
      .updateTable('vendorAccount')
      .set({ goneAt: sql`now()` })
      .where('tenantId', '=', key.tenantId)
      .where('goneAt', 'is', null)
      .where(
        'id',
        'in',
        missing.map((account) => account.id),
      )
      .execute();
  }
  const now = await vendorAccounts(tx, key);
  return { added: now.filter((account) => !knownIds.has(account.foreignId)), missing };
}

/** Every account ever listed, gone ones too. */
export async function vendorAccounts(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly VendorAccountRow[]> {
  return db
    .selectFrom('vendorAccount')
    .select(['id', 'foreignId', 'kind', 'name', 'apiHostname'])
    .where(ownedBy(key))
    .execute();
}

/** Children whose edition was not asked for within a week, never-asked ones first (architecture.md 8). */
export async function accountsWithOldEdition(
  db: Queryable,
  key: IntegrationKey,
  limit: number,
): Promise<readonly VendorAccountRow[]> {
  return (
    db
      .selectFrom('vendorAccount')
      .select(['id', 'foreignId', 'kind', 'name', 'apiHostname'])
      .where(ownedBy(key))
      .where('kind', '=', 'child')
      .where('goneAt', 'is', null)
      .where(sql<boolean>`(edition_read_at is null or edition_read_at < now() - interval '7 days')`)
      // Last, those that no attempt could read so far: they must not keep the others waiting every day.
      .orderBy(sql`edition_read_at nulls last`)
      .orderBy('foreignId')
      .limit(limit)
      .execute()
  );
}

/** Notes the answer, as the vendor worded it; null: not available, and the edition known before stays. */
export async function storeEdition(
  db: Queryable,
  key: IntegrationKey,
  accountId: string,
  edition: string | null,
): Promise<void> {
  await db
    .updateTable('vendorAccount')
    .set({ editionReadAt: sql<Date>`now()`, ...(edition === null ? {} : { edition }) })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', accountId)
    .execute();
}
