import { type RawBuilder, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement, PsaCompany, PsaProduct } from '../../domain/psa-facts.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';
import { noteUndoneInvoices } from './undone-invoices.ts';
import { areNews, type ListedTable, upsertChanged } from './upsert-changed.ts';

const companyTable: ListedTable = {
  table: 'psa_company',
  columns: {
    name: 'text',
    name_cleaned: 'boolean',
    identifier: 'text',
    status: 'text',
    deleted: 'boolean',
    parent_company_id: 'text',
    bill_to_company_id: 'text',
  },
  marks: ['gone_at'],
  newerStands: false,
};

const agreementTable: ListedTable = {
  table: 'psa_agreement',
  columns: {
    name: 'text',
    company_id: 'text',
    type_id: 'text',
    type_name: 'text',
    parent_agreement_id: 'text',
    status: 'text',
    cancelled: 'boolean',
    start_date: 'text',
    end_date: 'text',
    billing_cycle: 'jsonb',
    next_invoice_date: 'text',
    prorates: 'boolean',
    period_type: 'text',
    last_updated: 'timestamptz',
  },
  marks: ['gone_at', 'not_listed_at'],
  newerStands: false,
};

const productTable: ListedTable = {
  table: 'psa_product',
  columns: {
    identifier: 'text',
    description: 'text',
    product_class: 'text',
    inactive: 'boolean',
    price: 'numeric',
  },
  marks: ['gone_at'],
  newerStands: false,
};

/** Replaces the companies by a complete list; what is missing is marked gone, mappings to it stay visible. */
export async function storeCompanies(
  tx: Tx,
  key: IntegrationKey,
  companies: readonly PsaCompany[],
  readAt: Date,
): Promise<void> {
  const rows = companies.map((company) => ({
    foreign_id: company.id,
    name: company.name,
    name_cleaned: company.nameCleaned === true,
    identifier: company.identifier,
    status: company.status,
    deleted: company.deleted,
    parent_company_id: company.parentCompanyId,
    bill_to_company_id: company.billToCompanyId,
    read_at: readAt,
  }));
  await upsertChanged(tx, key, companyTable, rows);
  await markGone(tx, 'psa_company', key, companies);
}

/** Replaces the agreements by a complete list; what is missing is marked gone. */
export async function storeAgreements(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  await storeSomeAgreements(tx, key, agreements, readAt);
  await markGone(tx, 'psa_agreement', key, agreements, readAt);
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
  await tx
    .updateTable('psa_agreement')
    .set({ gone_at: sql`coalesce(gone_at, now())`, not_listed_at: readAt })
    .where(ownedBy(key))
    .where('foreign_id', 'in', [...wanted])
    .execute();
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
  agreements.map((agreement) => ({
    foreign_id: agreement.id,
    name: agreement.name,
    company_id: agreement.companyId,
    type_id: agreement.typeId,
    type_name: agreement.typeName,
    parent_agreement_id: agreement.parentAgreementId,
    status: agreement.status,
    cancelled: agreement.cancelled,
    start_date: agreement.startDate,
    end_date: agreement.endDate,
    billing_cycle: agreement.billingCycle,
    next_invoice_date: agreement.nextInvoiceDate,
    prorates: agreement.prorates,
    period_type: agreement.periodType,
    last_updated: agreement.lastUpdated ?? null,
    read_at: readAt,
  }));

export async function storeProducts(
  tx: Tx,
  key: IntegrationKey,
  products: readonly PsaProduct[],
  readAt: Date,
): Promise<void> {
  const rows = products.map((product) => ({
    foreign_id: product.id,
    identifier: product.identifier,
    description: product.description,
    product_class: product.productClass,
    inactive: product.inactive,
    price: product.price,
    read_at: readAt,
  }));
  await upsertChanged(tx, key, productTable, rows);
  await markGone(tx, 'psa_product', key, products);
}

/** `notListedAt`: agreements keep the newest list that lacks them, since what was on them vanished with them. */
async function markGone(
  tx: Tx,
  table: 'psa_company' | 'psa_agreement' | 'psa_product',
  key: IntegrationKey,
  listed: readonly { readonly id: string }[],
  notListedAt: Date | null = null,
): Promise<void> {
  const again = notListedAt === null ? sql`` : sql`, not_listed_at = ${notListedAt}`;
  await sql`
    update ${sql.table(table)} set gone_at = coalesce(gone_at, now())${again}
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
      ${notListedAt === null ? sql`and gone_at is null` : sql``}
      and not exists (select 1 from unnest(${listed.map(({ id }) => id)}::text[]) as given (id)
        where given.id = foreign_id)`.execute(tx);
}

/** As the PSA listed it last; null: it never did. */
export async function agreementName(
  db: Queryable,
  key: IntegrationKey,
  agreementId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('psa_agreement')
    .select('name')
    .where(ownedBy(key))
    .where('foreign_id', '=', agreementId)
    .executeTakeFirst();
  return row?.name ?? null;
}

/** The agreements the PSA listed last: company and parent of each. */
export async function agreementLinks(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly Pick<PsaAgreement, 'id' | 'companyId' | 'parentAgreementId'>[]> {
  const rows = await db
    .selectFrom('psa_agreement')
    .select(['foreign_id as id', 'company_id as companyId', 'parent_agreement_id as parentAgreementId'])
    .where(ownedBy(key))
    .where('gone_at', 'is', null)
    .execute();
  return rows;
}
