/** ISO 4217, "USD". */
export type CurrencyCode = string;

/**
 * ISO 4217's code for no currency: the PSA does not name the currency, and no administrator confirmed that everything is
 * billed in the tenant's. Such amounts are never added to others.
 */
export const notConfirmed: CurrencyCode = 'XXX';

/** The code in this text; null: it is none that ISO 4217 lists. */
export function currencyCode(text: string | null): CurrencyCode | null {
  const code = text?.trim().toUpperCase() ?? '';
  return known.has(code) ? code : null;
}

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const decimalsByCode = new Map<CurrencyCode, number>();

/** Minor units by ISO 4217, as the platform's table has them: 2 for USD, 0 for JPY, 3 for KWD; 2 where it has none. */
export function currencyDecimals(currency: CurrencyCode): number {
  const kept = decimalsByCode.get(currency);
  if (kept !== undefined) return kept;
  const decimals =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  decimalsByCode.set(currency, decimals);
  return decimals;
}
