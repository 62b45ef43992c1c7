import { z } from 'zod';
import type { Day, DecimalText } from '../../domain/quantity.ts';
import { decimal as exact, decimalText } from '../../domain/quantity.ts';
import type { DaySpan, PsaInvoice, PsaInvoiceLine } from '../../domain/psa-facts.ts';
import { message } from '../../messages/message.ts';
import { decimal, flag, id, requiredDay as writtenDay, text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Access } from './access.ts';
import { oneOf } from './conditions.ts';
import type { Lists } from './lists.ts';
import { type Entity, isRecordId, optionalId } from './records.ts';

/** What was approved and posted for a line of a contract (autotask.md 3.9). */
interface BillingItem extends PsaInvoiceLine {
  readonly id: string;
  readonly contractId: string;
  /** Null: on no invoice yet. */
  readonly invoiceId: string | null;
  readonly day: Day;
  readonly isBilled: boolean;
}

export const billingItems: Entity<BillingItem> = {
  name: 'BillingItems',
  noun: message('autotask.record.billing-item'),
  schema: z
    .object({
      id,
      contractID: id,
      // Older tenants lack it.
      contractServiceID: optionalId,
      serviceID: optionalId,
      invoiceID: optionalId,
      itemDate: writtenDay,
      quantity: decimal,
      rate: decimal,
      extendedPrice: decimal,
      nonBillable: text,
    })
    .transform((row) => ({
      id: row.id,
      contractId: row.contractID,
      lineId: row.contractServiceID,
      productId: row.serviceID,
      invoiceId: row.invoiceID,
      day: row.itemDate,
      quantity: row.quantity,
      unitPrice: row.rate,
      amount: row.extendedPrice ?? timesRate(row),
      isBilled: row.nonBillable !== '1',
    })),
};

const timesRate = ({
  quantity,
  rate,
}: {
  readonly quantity: DecimalText | null;
  readonly rate: DecimalText | null;
}): DecimalText | null =>
  quantity === null || rate === null ? null : decimalText(exact(quantity).times(rate));

interface Invoice {
  readonly id: string;
  readonly number: string | null;
  readonly day: Day;
  readonly isVoided: boolean;
}

export const invoices: Entity<Invoice> = {
  name: 'Invoices',
  noun: message('autotask.record.invoice'),
  schema: z
    .object({ id, invoiceNumber: text, invoiceDateTime: writtenDay, isVoided: flag })
    .transform((row) => ({
      id: row.id,
      number: row.invoiceNumber,
      day: row.invoiceDateTime,
      isVoided: row.isVoided === true,
    })),
};

/** Contracts and invoices of one query. */
const idsAtOnce = 200;

/**
 * What was posted for days of the span, by invoice and contract. Whether a voided invoice keeps its items or passes them
 * to another one is unverified, so each item has its own kind.
 */
export async function readInvoices(
  { lists, access }: { readonly lists: Lists; readonly access: Access },
  { first, last }: DaySpan,
  contractIds: readonly string[],
  limits: ReadLimits,
): Promise<PsaResult<readonly PsaInvoice[]>> {
  const wanted = [...new Set(contractIds.filter(isRecordId))];
  if (wanted.length === 0) return { ok: true, value: [] };
  const rejection = await access.firstRejection([billingItems.name, invoices.name], limits);
  if (rejection !== null) return rejection;
  const posted = await inChunks(wanted, (ids) =>
    lists.all(
      billingItems,
      [
        ...oneOf('contractID', ids),
        { op: 'gte', field: 'itemDate', value: first },
        { op: 'lte', field: 'itemDate', value: last },
      ],
      limits,
    ),
  );
  if (!posted.ok) return posted;
  const billed = posted.value.filter(({ isBilled }) => isBilled);
  const ids = [...new Set(billed.flatMap(({ invoiceId }) => invoiceId ?? []))];
  const read = await inChunks(ids, (some) => lists.all(invoices, oneOf('id', some), limits));
  if (!read.ok) return read;
  return { ok: true, value: byInvoice(billed, new Map(read.value.map((one) => [one.id, one]))) };
}

async function inChunks<T>(
  ids: readonly string[],
  readSome: (ids: readonly string[]) => Promise<PsaResult<readonly T[]>>,
): Promise<PsaResult<readonly T[]>> {
  const all: T[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const some = await readSome(ids.slice(at, at + idsAtOnce));
    if (!some.ok) return some;
    all.push(...some.value);
  }
  return { ok: true, value: all };
}

/** Items with a negative amount are a credit, even on an invoice that bills others. */
function byInvoice(
  items: readonly BillingItem[],
  known: ReadonlyMap<string, Invoice>,
): readonly PsaInvoice[] {
  const groups = new Map<string, BillingItem[]>();
  for (const item of items) {
    const key = JSON.stringify([item.contractId, item.invoiceId, isCredit(item)]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].flatMap((some) => {
    const [one] = some;
    if (one === undefined) return [];
    const invoice = known.get(one.invoiceId ?? '');
    const credit = isCredit(one);
    return [
      {
        id: `${one.invoiceId ?? 'posted'}${credit ? '-credit' : ''}`,
        agreementId: one.contractId,
        number: invoice?.number ?? null,
        day: some.reduce((first, { day }) => (day < first ? day : first), one.day),
        state: one.invoiceId === null ? 'posted' : invoice?.isVoided === true ? 'voided' : 'invoiced',
        kind: credit ? 'credit' : 'invoice',
        // An item says no currency: that of the account is known (autotask.md 3.1).
        currency: null,
        amount: totalOf(some),
        lines: some.map(({ lineId, productId, quantity, unitPrice, amount }) => ({
          lineId, productId, quantity, unitPrice, amount,
        })), // prettier-ignore
      } satisfies PsaInvoice,
    ];
  });
}

const isCredit = ({ amount }: BillingItem): boolean => amount !== null && exact(amount).isNegative();

function totalOf(items: readonly BillingItem[]): DecimalText | null {
  const amounts = items.flatMap(({ amount }) => amount ?? []);
  return amounts.length < items.length
    ? null
    : decimalText(amounts.reduce((sum, amount) => sum.plus(amount), exact('0')));
}
