import type { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import type { CurrencyCode } from '../currency.ts';
import type { PsaInvoice, PsaLine } from '../psa-facts.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import { billedAmount, rounded } from '../comparison/money.ts';

/** A change that reached the PSA. */
export interface MadeChange {
  readonly psaLineId: string;
  readonly before: DecimalText;
  readonly after: DecimalText;
  /** The invoice that bills it, or the day on which it acts. */
  readonly billsOn: Day;
  /** It is a day, and an invoice of it bills the days before (RULES 5). */
  readonly inArrears?: true;
  readonly madeOn: Day;
}

/** What an invoice bills for the line, as it shows it; null: unknown. */
export function amountOf(line: PsaLine, currency: CurrencyCode): Decimal | null {
  const exact = billedAmount(line);
  return exact === null ? null : rounded(exact, currency);
}

/** Null where one is unknown; of none 0. */
export function sum(amounts: readonly (Decimal | DecimalText | null)[]): Decimal | null {
  let total = decimal(0);
  for (const amount of amounts) {
    if (amount === null) return null;
    total = total.plus(amount);
  }
  return total;
}

export interface LaterChange {
  /** What it adds to an invoice; null: unknown. */
  readonly effect: Decimal | null;
  readonly reason: Message;
}

/**
 * Changes of these lines that no invoice of the month can have billed, newest first: they were applied after the last
 * one, or name a later one.
 */
export function laterChanges(
  lines: readonly PsaLine[],
  changes: readonly MadeChange[],
  invoices: readonly PsaInvoice[],
  currency: CurrencyCode,
): readonly LaterChange[] {
  const last = invoices.reduce<Day>((day, one) => (one.day > day ? one.day : day), '');
  if (last === '') return [];
  return lines.flatMap((line) => {
    let quantity = line.quantity;
    return changes
      .filter(({ psaLineId }) => psaLineId === line.id)
      .toReversed()
      .flatMap(({ before, after, billsOn, madeOn, inArrears }) => {
        const billsLater = billsOn > last || (inArrears === true && billsOn === last);
        if (quantity === null || !decimal(quantity).equals(after) || (!billsLater && madeOn <= last))
          return [];
        const effect = difference(
          amountOf({ ...line, quantity: before }, currency),
          amountOf({ ...line, quantity: after }, currency),
        );
        quantity = before;
        const params = { before, after, day: billsLater ? billsOn : madeOn };
        return [
          {
            effect,
            reason: billsLater
              ? message('invoices.reason.bills-later', params)
              : message('invoices.reason.made-after', params),
          },
        ];
      });
  });
}

export const difference = (from: Decimal | null, to: Decimal | null): Decimal | null =>
  from === null || to === null ? null : to.minus(from);

/** Why what invoices bill may differ from what one invoice was expected to bill. */
export function invoiceReasons(
  invoices: readonly PsaInvoice[],
  foreign: CurrencyCode | null,
): readonly Message[] {
  const counted = invoices.filter(({ state, kind }) => state !== 'voided' && kind === 'invoice');
  return [
    ...(invoices.length === 0 ? [message('invoices.reason.no-invoice')] : []),
    ...(invoices.some(({ state }) => state === 'voided') ? [message('invoices.reason.voided')] : []),
    ...(invoices.some(({ state }) => state === 'posted') ? [message('invoices.reason.posted')] : []),
    ...(invoices.some(({ kind }) => kind === 'credit') ? [message('invoices.reason.credit')] : []),
    ...(counted.length > 1 ? [message('invoices.reason.several', { invoices: counted.length })] : []),
    ...(foreign === null ? [] : [message('invoices.reason.other-currency', { currency: foreign })]),
  ];
}
