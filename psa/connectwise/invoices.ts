import { z } from 'zod';
import { currencyCode } from '../../domain/currency.ts';
import type { DaySpan, PsaInvoice } from '../../domain/psa-facts.ts';
import { decimal as exact, decimalText } from '../../domain/quantity.ts';
import { addDays } from '../../domain/calendar.ts';
import { message } from '../../messages/message.ts';
import { decimal, id, requiredDay, text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import { fieldFault } from '../unreadable-row.ts';
import { requiredRef } from './answer-fields.ts';
import { rights } from './api.ts';
import type { List } from './lists.ts';
import { isRecordId, type RecordKind } from './records.ts';

/** Maximum IDs in one condition, since URLs are limited. For more agreements, all invoices of these days are listed. */
const idsAtOnce = 100;

/** Absent or null: it bills no agreement. */
type ListedInvoice = Omit<PsaInvoice, 'agreementId'> & { readonly agreementId: string | null };

/** `/finance/invoices` (connectwise.md 6.6). No source shows the additions on an invoice: it has totals alone. */
const invoice = z
  .object({
    id,
    invoiceNumber: text,
    type: text,
    date: requiredDay,
    agreement: requiredRef.nullish(),
    subtotal: decimal,
    agreementAmount: decimal,
    currency: z.object({ currencyCode: text }).nullish(),
  })
  .transform((row): ListedInvoice => ({
    id: row.id,
    agreementId: row.agreement?.id ?? null,
    number: row.invoiceNumber,
    day: row.date,
    state: 'invoiced',
    kind: isCredit(row) ? 'credit' : 'invoice',
    currency: currencyCode(row.currency?.currencyCode ?? null),
    amount: amountOf(row),
    lines: null,
  }));

interface Totals {
  readonly type: string | null;
  readonly subtotal: string | null;
  readonly agreementAmount: string | null;
}

const isCredit = ({ type, subtotal }: Totals): boolean =>
  type?.trim().toLowerCase() === 'creditmemo' || (subtotal !== null && exact(subtotal).isNegative());

/** Without the agreement's own amount, which is not one of its lines. A credit is negative, whatever sign it has there. */
function amountOf(row: Totals): string | null {
  if (row.subtotal === null) return null;
  const lines = exact(row.subtotal).minus(row.agreementAmount ?? '0');
  return decimalText(isCredit(row) ? lines.abs().negated() : lines);
}

const invoiceRecord: RecordKind<ListedInvoice> = {
  name: message('connectwise.record.invoice'),
  read: (row) => invoice.safeParse(row, { error: fieldFault }),
};

/** Invoices and credit memos of these agreements that are dated on these days. */
export async function readInvoices(
  whole: (list: List<ListedInvoice>) => Promise<PsaResult<readonly ListedInvoice[]>>,
  { first, last }: DaySpan,
  agreementIds: readonly string[],
): Promise<PsaResult<readonly PsaInvoice[]>> {
  const wanted = new Set(agreementIds.filter(isRecordId));
  if (wanted.size === 0) return { ok: true, value: [] };
  const dated = `date>=[${first}T00:00:00Z] and date<[${addDays(last, 1)}T00:00:00Z]`;
  const named = wanted.size <= idsAtOnce ? ` and agreement/id in (${[...wanted].join(',')})` : '';
  const listed = await whole({
    operation: 'invoices',
    path: 'finance/invoices',
    right: rights.invoices,
    record: invoiceRecord,
    conditions: dated + named,
  });
  if (!listed.ok) return listed;
  return {
    ok: true,
    value: listed.value.flatMap(({ agreementId, ...rest }) =>
      agreementId !== null && wanted.has(agreementId) ? [{ ...rest, agreementId }] : [],
    ),
  };
}
