import { z } from 'zod';
import { addDays } from '../../domain/calendar.ts';
import { currencyCode } from '../../domain/currency.ts';
import type { DaySpan, PsaInvoice, PsaInvoiceLine } from '../../domain/psa-facts.ts';
import { decimal as exact, decimalText, type DecimalText } from '../../domain/quantity.ts';
import { type Message, message } from '../../messages/message.ts';
import { decimal, flag, required, text } from '../answer-fields.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { psaFailure } from './failures.ts';
import { day, id, optionalRef } from './fields.ts';
import type { Reads } from './reads.ts';
import { readRows, type RecordKind } from './records.ts';
import { rights } from './rights.ts';

/** Null: it was created from no template. */
type ListedInvoice = Omit<PsaInvoice, 'agreementId'> & { readonly agreementId: string | null };

const line = z
  .object({
    recurring_invoice_line_id: optionalRef,
    _itemid: optionalRef,
    qty_order: decimal,
    unit_price: decimal,
    net_amount: decimal,
  })
  .transform((row): PsaInvoiceLine => ({
    lineId: row.recurring_invoice_line_id,
    productId: row._itemid,
    quantity: row.qty_order,
    unitPrice: row.unit_price,
    amount: row.net_amount,
  }));

/** A row of `/Invoice` (halopsa.md 5.5). A list may leave the lines out, however it was asked for them. */
const invoiceRecord: RecordKind<ListedInvoice> = {
  name: message('halopsa.record.created-invoice'),
  schema: z
    .object({
      id,
      invoicenumber: text,
      invoice_date: required(day),
      // Of a template, whose ID is negative; 0: none.
      recurring_invoice_id: z.string().nullish(),
      currency_code_name: text,
      currency: text,
      voided: flag,
      creditlinkedtoinvoiceid: optionalRef,
      total: decimal,
      tax_total: decimal,
      lines: z.array(line).nullish(),
    })
    .transform((row): ListedInvoice => {
      const net = netOf(row);
      const isCredit = row.creditlinkedtoinvoiceid !== null || (net !== null && exact(net).isNegative());
      const template = row.recurring_invoice_id ?? '0';
      return {
        id: row.id,
        agreementId: id.safeParse(template).success ? template : null,
        number: row.invoicenumber,
        day: row.invoice_date,
        state: row.voided === true ? 'voided' : 'invoiced',
        kind: isCredit ? 'credit' : 'invoice',
        currency: currencyCode(row.currency_code_name) ?? currencyCode(row.currency),
        amount: net !== null && isCredit ? decimalText(exact(net).abs().negated()) : net,
        lines: row.lines ?? null,
      };
    }),
};

const netOf = (row: {
  readonly total: DecimalText | null;
  readonly tax_total: DecimalText | null;
}): DecimalText | null =>
  row.total === null ? null : decimalText(exact(row.total).minus(row.tax_total ?? '0'));

/** An invoice dated after its creation is found if it was created at most this number of days before. */
const daysBefore = 45;

interface Paging {
  readonly pageSize: number;
  readonly maxPages: number;
}

/**
 * Invoices and credit notes of these templates that are dated on these days. The list has no filter by date, so it is
 * read from its newest row back to older rows. IDs prove that rows arrive in the requested order; a read that does not
 * prove it is repeated once.
 */
export async function readInvoices(
  reads: Reads,
  days: DaySpan,
  agreementIds: readonly string[],
  paging: Paging,
  limits: ReadLimits,
): Promise<PsaResult<readonly PsaInvoice[]>> {
  const wanted = new Set(agreementIds);
  if (wanted.size === 0) return { ok: true, value: [] };
  const first = await readBack(reads, addDays(days.first, -daysBefore), paging, limits);
  const read =
    first.kind === 'doubtful'
      ? await readBack(reads, addDays(days.first, -daysBefore), paging, limits)
      : first;
  if (read.kind !== 'read') return read.failure;
  return {
    ok: true,
    value: read.rows.flatMap(({ agreementId, ...rest }) =>
      agreementId !== null && wanted.has(agreementId) && rest.day >= days.first && rest.day <= days.last
        ? [{ ...rest, agreementId }]
        : [],
    ),
  };
}

type Reading =
  | { readonly kind: 'read'; readonly rows: readonly ListedInvoice[] }
  | { readonly kind: 'doubtful' | 'failed'; readonly failure: PsaFailure };

const doubtful = (detail: Message): Reading => ({
  kind: 'doubtful',
  failure: psaFailure('PsaListIncomplete', detail),
});

async function readBack(
  reads: Reads,
  until: string,
  { pageSize, maxPages }: Paging,
  limits: ReadLimits,
): Promise<Reading> {
  const rows: ListedInvoice[] = [];
  let counted: number | null = null;
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await reads.read(
      { path: 'Invoice', query: queryOf(page, pageSize), right: rights.invoices, shape },
      limits,
    );
    if (!answer.ok) return { kind: 'failed', failure: answer };
    const { record_count: count, invoices } = answer.value.value;
    if (counted !== null && counted !== count)
      return doubtful(message('psas.list.count-changed', { page, counted: count, before: counted }));
    counted = count;
    const facts = readRows(invoices, invoiceRecord);
    if (!facts.ok) return { kind: 'doubtful', failure: facts };
    for (const fact of facts.value) {
      const before = rows.at(-1);
      if (before !== undefined && BigInt(fact.id) >= BigInt(before.id))
        return doubtful(
          message('psas.list.page', {
            page,
            fault: message('psas.list.out-of-order', { id: fact.id, before: before.id }),
          }),
        );
      rows.push(fact);
    }
    if (rows.length >= count || facts.value.every((one) => one.day < until)) {
      // Nothing on a page that is not the last proves nothing.
      if (facts.value.length > 0 || rows.length === count) return { kind: 'read', rows };
      return doubtful(message('psas.list.count-differs', { read: rows.length, counted: count }));
    }
  }
  const tooMany = message('psas.list.too-many-pages', { call: 'Invoice', pages: maxPages });
  return { kind: 'failed', failure: psaFailure('PsaListIncomplete', tooMany) };
}

const shape = z.object({
  record_count: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  invoices: z.array(z.unknown()),
});

const queryOf = (page: number, pageSize: number): Readonly<Record<string, string>> => ({
  includelines: 'true',
  includeinvoices: 'true',
  includecredits: 'true',
  pageinate: 'true',
  page_size: String(pageSize),
  page_no: String(page),
  order: 'id',
  orderdesc: 'true',
});
