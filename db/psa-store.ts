import { sql } from 'kysely';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../domain/psa-facts.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable, Tx } from './database.ts';
import { noteUndoneInvoices } from './undone-invoices.ts';

/** Rows per statement: PostgreSQL takes at most 65,535 parameters and the widest row here has 17. */
const chunk = 1_000;

const owner = (key: IntegrationKey) => ({ tenant_id: key.tenantId, integration_id: key.integrationId });

/** Replaces the companies by a complete list; what is missing is marked gone, mappings to it stay visible. */
export async function storeCompanies(
  tx: Tx,
  key: IntegrationKey,
  companies: readonly PsaCompany[],
  readAt: Date,
): Promise<void> {
  for (let start = 0; start < companies.length; start += chunk) {
    await tx
      .insertInto('psa_company')
      .values(
        companies.slice(start, start + chunk).map((company) => ({
          ...owner(key),
          foreign_id: company.id,
          name: company.name,
          name_cleaned: company.nameCleaned === true,
          identifier: company.identifier,
          status: company.status,
          deleted: company.deleted,
          parent_company_id: company.parentCompanyId,
          bill_to_company_id: company.billToCompanyId,
          read_at: readAt,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'integration_id', 'foreign_id']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          name_cleaned: eb.ref('excluded.name_cleaned'),
          identifier: eb.ref('excluded.identifier'),
          status: eb.ref('excluded.status'),
          deleted: eb.ref('excluded.deleted'),
          parent_company_id: eb.ref('excluded.parent_company_id'),
          bill_to_company_id: eb.ref('excluded.bill_to_company_id'),
          read_at: eb.ref('excluded.read_at'),
          gone_at: null,
        })),
      )
      .execute();
  }
  await markGone(tx, 'psa_company', key, readAt);
}

/** Replaces the agreements by a complete list; what is missing is marked gone. */
export async function storeAgreements(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  await upsertAgreements(tx, key, agreements, readAt);
  await markGone(tx, 'psa_agreement', key, readAt);
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
  await upsertAgreements(tx, key, found, readAt);
  for (const { id } of found) wanted.delete(id);
  if (wanted.size === 0) return;
  await tx
    .updateTable('psa_agreement')
    .set({ gone_at: sql`coalesce(gone_at, now())`, not_listed_at: readAt })
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('foreign_id', 'in', [...wanted])
    .execute();
}

async function upsertAgreements(
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> {
  await noteUndoneInvoices(tx, key, agreements);
  for (let start = 0; start < agreements.length; start += chunk) {
    await tx
      .insertInto('psa_agreement')
      .values(
        agreements.slice(start, start + chunk).map((agreement) => ({
          ...owner(key),
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
          billing_cycle: agreement.billingCycle === null ? null : JSON.stringify(agreement.billingCycle),
          next_invoice_date: agreement.nextInvoiceDate,
          prorates: agreement.prorates,
          period_type: agreement.periodType,
          read_at: readAt,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'integration_id', 'foreign_id']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          company_id: eb.ref('excluded.company_id'),
          type_id: eb.ref('excluded.type_id'),
          type_name: eb.ref('excluded.type_name'),
          parent_agreement_id: eb.ref('excluded.parent_agreement_id'),
          status: eb.ref('excluded.status'),
          cancelled: eb.ref('excluded.cancelled'),
          start_date: eb.ref('excluded.start_date'),
          end_date: eb.ref('excluded.end_date'),
          billing_cycle: eb.ref('excluded.billing_cycle'),
          next_invoice_date: eb.ref('excluded.next_invoice_date'),
          prorates: eb.ref('excluded.prorates'),
          period_type: eb.ref('excluded.period_type'),
          read_at: eb.ref('excluded.read_at'),
          gone_at: null,
          not_listed_at: null,
        })),
      )
      .execute();
  }
}

export async function storeProducts(
  tx: Tx,
  key: IntegrationKey,
  products: readonly PsaProduct[],
  readAt: Date,
): Promise<void> {
  for (let start = 0; start < products.length; start += chunk) {
    await tx
      .insertInto('psa_product')
      .values(
        products.slice(start, start + chunk).map((product) => ({
          ...owner(key),
          foreign_id: product.id,
          identifier: product.identifier,
          description: product.description,
          product_class: product.productClass,
          inactive: product.inactive,
          price: product.price,
          read_at: readAt,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'integration_id', 'foreign_id']).doUpdateSet((eb) => ({
          identifier: eb.ref('excluded.identifier'),
          description: eb.ref('excluded.description'),
          product_class: eb.ref('excluded.product_class'),
          inactive: eb.ref('excluded.inactive'),
          price: eb.ref('excluded.price'),
          read_at: eb.ref('excluded.read_at'),
          gone_at: null,
        })),
      )
      .execute();
  }
  await markGone(tx, 'psa_product', key, readAt);
}

async function markGone(
  tx: Tx,
  table: 'psa_company' | 'psa_agreement' | 'psa_product',
  key: IntegrationKey,
  readAt: Date,
): Promise<void> {
  await tx
    .updateTable(table)
    .set({
      gone_at: sql`coalesce(gone_at, now())`,
      ...(table === 'psa_agreement' ? { not_listed_at: readAt } : {}),
    })
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('read_at', '<', readAt)
    .execute();
}

/** Some agreements read again by themselves, each once; the others stay as they are. */
export const storeSomeAgreements = (
  tx: Tx,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
  readAt: Date,
): Promise<void> => upsertAgreements(tx, key, agreements, readAt);

/**
 * A complete reading of an agreement's lines replaces what was stored of it. `readAt`: when the reading began, so that
 * it never takes the place of a line that was read or written after that.
 */
export async function storeLines(
  tx: Tx,
  key: IntegrationKey,
  agreementId: string,
  lines: readonly PsaLine[],
  readAt: Date,
): Promise<void> {
  await tx
    .deleteFrom('psa_line')
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('agreement_id', '=', agreementId)
    .where('read_at', '<=', readAt)
    .$if(lines.length > 0, (query) =>
      query.where(
        'foreign_id',
        'not in',
        lines.map((line) => line.id),
      ),
    )
    .execute();
  for (let start = 0; start < lines.length; start += chunk) {
    await tx
      .insertInto('psa_line')
      .values(
        lines.slice(start, start + chunk).map((line) => ({
          ...owner(key),
          foreign_id: line.id,
          agreement_id: line.agreementId,
          product_id: line.productId,
          product_identifier: line.productIdentifier,
          description: line.description,
          quantity: line.quantity,
          less_included: line.lessIncluded,
          unit_price: line.unitPrice,
          bill_customer: line.billCustomer,
          effective_date: line.effectiveDate,
          cancelled_date: line.cancelledDate,
          status: line.status,
          last_updated: line.lastUpdated,
          read_at: readAt,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'integration_id', 'foreign_id'])
          .doUpdateSet((eb) => ({
            agreement_id: eb.ref('excluded.agreement_id'),
            product_id: eb.ref('excluded.product_id'),
            product_identifier: eb.ref('excluded.product_identifier'),
            description: eb.ref('excluded.description'),
            quantity: eb.ref('excluded.quantity'),
            less_included: eb.ref('excluded.less_included'),
            unit_price: eb.ref('excluded.unit_price'),
            bill_customer: eb.ref('excluded.bill_customer'),
            effective_date: eb.ref('excluded.effective_date'),
            cancelled_date: eb.ref('excluded.cancelled_date'),
            status: eb.ref('excluded.status'),
            last_updated: eb.ref('excluded.last_updated'),
            read_at: eb.ref('excluded.read_at'),
          }))
          .where('psa_line.read_at', '<=', readAt),
      )
      .execute();
  }
  await noteReading(tx, key, agreementId, { outcome: 'read', code: null }, readAt);
}

/** A line as the PSA answered to a write, or as it was read back: newer than any reading that began before. */
export async function storeWrittenLine(tx: Tx, key: IntegrationKey, line: PsaLine, at: Date): Promise<void> {
  await tx
    .updateTable('psa_line')
    .set({
      product_id: line.productId,
      product_identifier: line.productIdentifier,
      quantity: line.quantity,
      less_included: line.lessIncluded,
      unit_price: line.unitPrice,
      bill_customer: line.billCustomer,
      effective_date: line.effectiveDate,
      cancelled_date: line.cancelledDate,
      status: line.status,
      last_updated: line.lastUpdated,
      read_at: at,
    })
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('foreign_id', '=', line.id)
    .execute();
}

/** An agreement whose lines could not be read: the last complete reading stays, its groups are `not-read` (RULES 2). */
export async function noteReading(
  tx: Tx,
  key: IntegrationKey,
  agreementId: string,
  reading: { readonly outcome: 'read' | 'failed'; readonly code: string | null },
  at: Date,
): Promise<void> {
  await tx
    .updateTable('psa_agreement')
    .set({
      lines_outcome: reading.outcome,
      lines_code: reading.code,
      lines_attempted_at: at,
      ...(reading.outcome === 'read' ? { lines_read_at: at } : {}),
    })
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('foreign_id', '=', agreementId)
    .execute();
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
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
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
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('gone_at', 'is', null)
    .execute();
  return rows;
}
