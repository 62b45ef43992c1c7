import { type CurrencyCode, notConfirmed } from '../../domain/currency.ts';
import type { DecimalText } from '../../domain/quantity.ts';
import type { EffectTotals } from '../../domain/usage/measure-totals.ts';
import { message } from '../../messages/message.ts';
import type { TableCell } from '../table-files.ts';

/** What the amounts of a row are in, for a file; empty where it has none. @param currency null: the tenant's own */
export function currencyCell(
  currency: CurrencyCode | null | undefined,
  own: CurrencyCode,
  amounts: readonly (DecimalText | null)[],
): TableCell {
  if (amounts.every((amount) => amount === null)) return null;
  return currency === notConfirmed ? message('tables.currency-not-confirmed') : (currency ?? own);
}

/** A total in one currency. @param currency null: the tenant's own */
export const amountIn = ({ perMonth, others }: EffectTotals, currency: CurrencyCode | null): DecimalText =>
  currency === null ? perMonth : (others?.[currency] ?? '0');

/** The own currency, then the others that these totals have, by code. */
export const currenciesOf = (totals: readonly EffectTotals[]): readonly (CurrencyCode | null)[] => [
  null,
  ...[...new Set(totals.flatMap(({ others }) => Object.keys(others ?? {})))].sort(),
];
