import { Decimal } from 'decimal.js';
import { type CurrencyCode, notConfirmed } from './currency-codes.ts';
import type { PsaAgreement, PsaCompany } from './psa-facts.ts';
import type { DecimalText } from './quantity.ts';

export * from './currency-codes.ts';

/** What amounts of money are in, and what limits compare them by (RULES 9). */
export interface Currencies {
  /** The tenant's own: limits, settings and catalog prices are in it. */
  readonly own: CurrencyCode;
  /** An administrator's answer: is everything billed in it where the PSA names no currency? Null: not answered. */
  readonly allInOwn: boolean | null;
  /** What one unit of another currency is worth in the own one. */
  readonly rates: Readonly<Record<CurrencyCode, DecimalText>>;
}

/**
 * What the lines of an agreement are billed in: what the PSA says of the agreement, else of the companies it is billed
 * to. Two that differ say nothing.
 */
export function currencyOfAgreement(
  agreement: PsaAgreement | null,
  companies: ReadonlyMap<string, PsaCompany>,
  { own, allInOwn }: Currencies,
): CurrencyCode {
  if (agreement?.currency != null) return agreement.currency;
  const company = agreement === null ? undefined : companies.get(agreement.companyId);
  const billTo = company?.billToCompanyId == null ? undefined : companies.get(company.billToCompanyId);
  const named = new Set([company?.currency, billTo?.currency].filter((code) => code != null));
  const [only, ...others] = named;
  if (only !== undefined) return others.length === 0 ? only : notConfirmed;
  return allInOwn === true ? own : notConfirmed;
}

/** An amount as limits compare it. */
export interface OwnAmount {
  /** In the tenant's currency; null: not known. */
  readonly amount: Decimal | null;
  /** The currency that has no rate, so that no limit can be checked; null: none is missing. */
  readonly withoutRate: CurrencyCode | null;
}

/** @param currency null: of several currencies, so that there is no amount */
export function inOwnCurrency(
  amount: Decimal | null,
  currency: CurrencyCode | null,
  { own, rates }: Currencies,
): OwnAmount {
  if (currency === null || currency === own || amount?.isZero() === true)
    return { amount, withoutRate: null };
  const rate = Object.hasOwn(rates, currency) ? rates[currency] : undefined;
  if (rate === undefined) return { amount: null, withoutRate: currency };
  return { amount: amount === null ? null : amount.times(new Decimal(rate)), withoutRate: null };
}
