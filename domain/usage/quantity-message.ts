import { type Message, message } from '../../messages/message.ts';
import { notConfirmed } from '../currency.ts';
import { decimal, type DecimalText } from '../quantity.ts';
import type { LineSource } from './composition.ts';

/** A line with its quantity, where it has one; with its price, where one is given. */
export function quantityMessage(source: LineSource, unitPrice: DecimalText | null = null): Message {
  const { psaLineId: line, currency = notConfirmed } = source;
  if (source.quantity === null) return message('usage.line', { line });
  const quantity = decimal(source.quantity).toFixed();
  if (unitPrice === null) return message('usage.units', { quantity, line });
  return currency === notConfirmed
    ? message('usage.units-at-unconfirmed', { quantity, line, price: unitPrice })
    : message('usage.units-at', { quantity, line, price: { amount: unitPrice, currency } });
}
