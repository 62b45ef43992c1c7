import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type Month, monthBefore } from '../../domain/months/review-month.ts';
import type { PsaInvoice, PsaInvoiceLine } from '../../domain/psa-facts.ts';
import { type Message } from '../../messages/message.ts';
import { messageToStore, StoredMessage } from '../../messages/stored.ts';
import { batchesOf } from '../driver/batches.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { monthsThatCount } from '../runs/run-compositions.ts';

/** What the PSA billed in a month, as last read. */
export interface InvoicesOfMonth {
  /** Null: never. */
  readonly readAt: Date | null;
  /** Why the newest attempt failed; null: it did not. */
  readonly failure: { readonly code: string; readonly detail: Message | null } | null;
  readonly invoices: readonly PsaInvoice[];
}

/** Minimum milliseconds between attempts: slightly less than a day, so that each daily sync reads once. */
const readAgainAfterMs = 20 * 3_600_000;

/**
 * Returns the months whose invoices are due to be read: of the two before the running one, those that can still be
 * closed and were not attempted recently.
 */
export async function monthsToReadInvoicesOf(
  db: Queryable,
  key: IntegrationKey,
  running: Month,
  now: Date,
): Promise<readonly Month[]> {
  const oldest = monthBefore(monthBefore(running));
  const open = (await monthsThatCount(db, key))
    .filter(({ month }) => month >= oldest && month < running)
    .filter(({ version, reopenedAt }) => version === null || reopenedAt !== null)
    .map(({ month }) => month);
  if (open.length === 0) return [];
  const tried = await db
    .selectFrom('psaInvoiceRead')
    .select('month')
    .where(ownedBy(key))
    .where('attemptedAt', '>', new Date(now.getTime() - readAgainAfterMs))
    .execute();
  const lately = new Set(tried.map(({ month }) => month));
  return open.filter((month) => !lately.has(month));
}

/** Agreements with a line that is part of a usage line, and those whose invoices bill them. */
export async function agreementsToCompare(db: Queryable, key: IntegrationKey): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with own as (
      select distinct l.agreement_id as id from usage_line_source s
      join psa_line l on l.tenant_id = s.tenant_id and l.integration_id = s.integration_id and l.foreign_id = s.source_id
      where s.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId} and s.kind = 'psa-line')
    select id from own
    union select a.parent_agreement_id from own join psa_agreement a on a.tenant_id = ${key.tenantId}
      and a.integration_id = ${key.integrationId} and a.foreign_id = own.id
    where a.parent_agreement_id is not null
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Replaces the month's invoices, and deletes those more than two months older. */
export async function storeInvoices(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  invoices: readonly PsaInvoice[],
  at: Date,
): Promise<void> {
  const owner = ownerOf(key);
  await forget(tx, key, month);
  const read = { attemptedAt: at, readAt: at, code: null, detail: null };
  await tx
    .insertInto('psaInvoiceRead')
    .values({ ...owner, month, ...read })
    .onConflict((conflict) => conflict.columns(['tenantId', 'integrationId', 'month']).doUpdateSet(read))
    .execute();
  for (const some of batchesOf(invoices))
    await tx
      .insertInto('psaInvoice')
      .values(
        some.map(({ id, lines, ...one }) => ({
          ...owner,
          month,
          foreignId: id,
          showsLines: lines !== null,
          ...one,
        })),
      )
      .execute();
  const lines = invoices.flatMap(
    (invoice) =>
    (invoice.lines ?? []).map((line, position) => ({
      ...owner, month, agreementId: invoice.agreementId, invoiceId: invoice.id, position, ...line,
    })), // prettier-ignore
  );
  for (const some of batchesOf(lines)) await tx.insertInto('psaInvoiceLine').values(some).execute();
}

/** What was read before stays. */
export async function noteInvoicesNotRead(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  failure: { readonly code: string; readonly detail: Message },
  at: Date,
): Promise<void> {
  const tried = { attemptedAt: at, code: failure.code, detail: messageToStore(failure.detail) };
  await tx
    .insertInto('psaInvoiceRead')
    .values({ ...ownerOf(key), month, readAt: null, ...tried })
    .onConflict((conflict) => conflict.columns(['tenantId', 'integrationId', 'month']).doUpdateSet(tried))
    .execute();
}

/** Of what else a caller's key says, no row has a column. */
const ownerOf = ({ tenantId, integrationId }: IntegrationKey): IntegrationKey => ({
  tenantId,
  integrationId,
});

async function forget(tx: Tx, key: IntegrationKey, month: Month): Promise<void> {
  const oldest = monthBefore(monthBefore(month));
  for (const table of ['psa_invoice_line', 'psa_invoice'])
    await sql`delete from ${sql.table(table)} where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
      and (month = ${month} or month < ${oldest})`.execute(tx);
  await sql`delete from psa_invoice_read where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
    and month < ${oldest}`.execute(tx);
}

/** Returns `null` when no read of them was attempted. */
export async function invoicesOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<InvoicesOfMonth | null> {
  const read = await db
    .selectFrom('psaInvoiceRead')
    .select(['readAt', 'code', 'detail'])
    .where(ownedBy(key))
    .where('month', '=', month)
    .executeTakeFirst();
  if (read === undefined) return null;
  const rows = await db
    .selectFrom('psaInvoice')
    .select([
      'foreignId as id',
      'agreementId',
      'number',
      'day',
      'state',
      'kind',
      'currency',
      'amount',
      'showsLines',
    ])
    .where(ownedBy(key))
    .where('month', '=', month)
    .orderBy('agreementId')
    .orderBy('day')
    .orderBy('foreignId')
    .execute();
  const lines = await linesOfInvoices(db, key, month);
  return {
    readAt: read.readAt,
    failure:
      read.code === null
        ? null
        : { code: read.code, detail: read.detail === null ? null : StoredMessage.parse(read.detail) },
    invoices: rows.map(({ showsLines, ...row }) => ({
      ...row,
      lines: showsLines ? (lines.get(keyOf(row.agreementId, row.id)) ?? []) : null,
    })),
  };
}

const keyOf = (agreementId: string, invoiceId: string): string => JSON.stringify([agreementId, invoiceId]);

async function linesOfInvoices(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<ReadonlyMap<string, readonly PsaInvoiceLine[]>> {
  const rows = await db
    .selectFrom('psaInvoiceLine')
    .select(['agreementId', 'invoiceId', 'lineId', 'productId', 'quantity', 'unitPrice', 'amount'])
    .where(ownedBy(key))
    .where('month', '=', month)
    .orderBy('agreementId')
    .orderBy('invoiceId')
    .orderBy('position')
    .execute();
  const found = new Map<string, PsaInvoiceLine[]>();
  for (const { agreementId, invoiceId, ...line } of rows) {
    const of = keyOf(agreementId, invoiceId);
    found.set(of, [...(found.get(of) ?? []), line]);
  }
  return found;
}
