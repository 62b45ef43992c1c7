import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement, PsaCompany, PsaProduct } from '../../domain/psa-facts.ts';
import { productFamily, productWords } from '../../domain/comparison/related-products.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { noteUndoneInvoices } from './undone-invoices.ts';
import { areNews, type ListedTable, upsertChanged } from './upsert-changed.ts';

const companyTable: ListedTable = {
  table: 'psaCompany',
  columns: {
    name: 'text',
    nameCleaned: 'boolean',
    identifier: 'text',
    status: 'text',
    deleted: 'boolean',
    parentCompanyId: 'text',
    billToCompanyId: 'text',
    currency: 'text',
  },
  marks: ['goneAt'],
  standsSince: [],
};

const agreementTable: ListedTable = {
  table: 'psaAgreement',
  columns: {
    name: 'text',
    companyId: 'text',
    typeId: 'text',
    typeName: 'text',
    parentAgreementId: 'text',
    status: 'text',
    over: 'text',
    startDate: 'text',
    endDate: 'text',
    billingCycle: 'jsonb',
    nextInvoiceDate: 'text',
    currency: 'text',
    prorates: 'boolean',
    periodType: 'text',
    dated: 'jsonb',
    lastUpdated: 'timestamptz',
  },
  marks: ['goneAt', 'notListedAt'],
  standsSince: [],
};

const productTable: ListedTable = {
  table: 'psaProduct',
  columns: {
    identifier: 'text',
    description: 'text',
    productClass: 'text',
    holdsOthers: 'boolean',
    inactive: 'boolean',
    price: 'numeric',
    partNumber: 'text',
    family: 'text',
    words: 'jsonb',
  },
  marks: ['goneAt'],
  standsSince: [],
};

/** Replaces the companies by a complete list; what is missing is marked gone, mappings to it stay visible. */
export async function storeCompanies(
  tx: Tx,
  key: IntegrationKey,
  companies: readonly PsaCompany[],
  readAt: Date,
): Promise<void> {
  const rows = companies.map((company) => ({
    ...company,
    foreignId: company.id,
    nameCleaned: company.nameCleaned === true,
    readAt,
  }));
  await upsertChanged(tx, key, companyTable, rows);
  await markGone(tx, 'psaCompany', key, isLacking(companies));
}

/** Replaces the agreements by a complete list; what is missing is marked gone. */
export async function storeAgreements(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  await storeSomeAgreements(tx, key, agreements, readAt);
  await markUnlisted(tx, key, isLacking(agreements), readAt);
}

/** Keeps of a complete list only what it says of some agreements: those it lacks are marked gone, all others stay. */
export async function storeAgreementsAmong(
  tx: Tx,
  key: IntegrationKey,
  ids: readonly string[],
  listed: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  const wanted = new Set(ids);
  const found = listed.filter(({ id }) => wanted.has(id));
  await storeSomeAgreements(tx, key, found, readAt);
  for (const { id } of found) wanted.delete(id);
  if (wanted.size === 0) return;
  await markUnlisted(tx, key, sql`foreign_id = any(${[...wanted]})`, readAt);
}

/** Some agreements, each once, as the PSA has them now; the others stay as they are. */
export async function storeSomeAgreements(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  await noteUndoneInvoices(tx, key, agreements);
  await upsertChanged(tx, key, agreementTable, agreementRows(agreements, readAt));
}

/** A condition: does one of these agreements say something else than is stored of it? */
export const agreementsAreNews = (
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): RawBuilder<boolean> => areNews(key, agreementTable, agreementRows(agreements, readAt));

const agreementRows = (agreements: readonly PsaAgreement[], readAt: Date) =>
  agreements.map((agreement) => ({ ...agreement, foreignId: agreement.id, readAt }));

export async function storeProducts(
  tx: Tx,
  key: IntegrationKey,
  products: readonly PsaProduct[],
  readAt: Date,
): Promise<void> {
  const rows = products.map((product) => ({
    ...product,
    family: productFamily(product.identifier),
    words: productWords(product),
    foreignId: product.id,
    readAt,
  }));
  await upsertChanged(tx, key, productTable, rows);
  await markGone(tx, 'psaProduct', key, isLacking(products));
}

/** What a complete list does not have. */
const isLacking = (listed: readonly { readonly id: string }[]) => sql`
  not exists (select 1 from unnest(${listed.map(({ id }) => id)}::text[]) as given (id) where given.id = foreign_id)`;

async function markGone(
  tx: Tx,
  table: 'psaCompany' | 'psaProduct',
  { tenantId, integrationId }: IntegrationKey,
  isGone: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    update ${sql.table(table)} set gone_at = now()
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and gone_at is null and ${isGone}`.execute(
    tx,
  );
}

/**
 * Marks agreements that a complete list lacks. Those already marked are written again only if one of their lines vanished
 * after the list that they name, so that this one confirms it (RULES 3).
 */
async function markUnlisted(
  tx: Tx,
  { tenantId, integrationId }: IntegrationKey,
  isGone: RawBuilder<unknown>,
  readAt: Date,
): Promise<void> {
  await sql`
    update psa_agreement set gone_at = coalesce(gone_at, now()), not_listed_at = ${readAt}
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and ${isGone}
      and (gone_at is null or foreign_id in (
        select v.was->>'agreementId' from vanished_line v
        where v.tenant_id = ${tenantId} and v.integration_id = ${integrationId}
          and v.noted_at >= coalesce(not_listed_at, '-infinity')))`.execute(tx);
}

/** The agreements the PSA listed last: company and parent of each. */
export async function agreementLinks(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly Pick<PsaAgreement, 'id' | 'companyId' | 'parentAgreementId'>[]> {
  const rows = await db
    .selectFrom('psaAgreement')
    .select(['foreignId as id', 'companyId', 'parentAgreementId'])
    .where(ownedBy(key))
    .where('goneAt', 'is', null)
    .execute();
  return rows;
}

/** How many companies and agreements the last complete lists gave. */
export async function listedRows(
  db: Queryable,
  key: IntegrationKey,
): Promise<{ readonly companies: number; readonly agreements: number }> {
  const counted = (table: 'psaCompany' | 'psaAgreement') =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('rows'))
      .where(ownedBy(key))
      .where('goneAt', 'is', null)
      .executeTakeFirstOrThrow();
  const [companies, agreements] = [await counted('psaCompany'), await counted('psaAgreement')];
  return { companies: Number(companies.rows), agreements: Number(agreements.rows) };
}
