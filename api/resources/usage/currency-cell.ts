import { type CurrencyCode, notConfirmed } from '../../../domain/currency.ts';
import type { DecimalText } from '../../../domain/quantity.ts';
import { message } from '../../../messages/message.ts';
import type { TableCell } from '../../table-files.ts';

/** What the amounts of a row are in, for a file; empty where it has none. @param currency null: the tenant's own */
export function currencyCell(
  currency: CurrencyCode | null | undefined,
  own: CurrencyCode,
  amounts: readonly (DecimalText | null)[],
): TableCell {
  if (amounts.every((amount) => amount === null)) return null;
  return currency === notConfirmed ? message('tables.currency-not-confirmed') : (currency ?? own);
}
