import type { CurrencyCode } from '../currency.ts';
import { type EditionCode, editionOf } from '../editions.ts';
import { type DecimalText, decimal } from '../quantity.ts';
import type { AccountMark } from '../usage/composition.ts';

/** What the MSP pays the vendor, as an administrator entered it; the vendor's API gives no price (RULES 15). */
export interface VendorPrices {
  readonly currency: CurrencyCode;
  /** Tiers in ascending order, the first from one user; an edition that is absent has no known price. */
  readonly editions: Readonly<Partial<Record<EditionCode, readonly PriceTier[]>>>;
}

/** Of all users of an edition, once there are so many: the whole volume has one price. */
export interface PriceTier {
  readonly from: number;
  /** Of a user and month. */
  readonly price: DecimalText;
}

/** What of an account a volume is made of. */
export interface VolumeAccount {
  /** As the vendor gave it; null: not known. */
  readonly edition: string | null;
  /** Of the last complete count; null: never counted. */
  readonly seats: number | null;
  readonly mark: AccountMark | null;
}

/** What a user of an edition costs at the present volume. */
export interface VendorRate {
  /** Users of the edition in all accounts that the vendor charges for, as far as they are known. */
  readonly users: number;
  /** Of a user and month; null: what is not known could put the volume into another tier. */
  readonly price: DecimalText | null;
}

export interface VendorRates {
  readonly currency: CurrencyCode;
  readonly byEdition: Readonly<Partial<Record<EditionCode, VendorRate>>>;
}

const codeOf = (edition: string | null): EditionCode | null =>
  edition === null ? null : editionOf(edition).code;

/**
 * The price of each edition by the users of that edition in all accounts of the vendor, the parent's and excluded ones too;
 * the vendor does not charge for `nfr`. Accounts without a known edition or count may belong to any of them: a price is
 * known only where they cannot change the tier.
 */
export function vendorRates(
  { currency, editions }: VendorPrices,
  accounts: readonly VolumeAccount[],
): VendorRates {
  const charged = accounts.filter(({ mark }) => mark !== 'nfr');
  const rate = (code: EditionCode, tiers: readonly PriceTier[]): VendorRate => {
    let [users, atMost] = [0, 0];
    for (const { edition, seats } of charged) {
      const own = codeOf(edition);
      if (own !== null && own !== code) continue;
      if (own === code) users += seats ?? 0;
      atMost += seats ?? Number.POSITIVE_INFINITY;
    }
    const [least, most] = [tierOf(tiers, users), tierOf(tiers, atMost)];
    return { users, price: least !== null && least === most ? least.price : null };
  };
  const entries = (Object.entries(editions) as [EditionCode, readonly PriceTier[]][]).map(
    ([code, tiers]) => [code, rate(code, tiers)] as const,
  );
  return { currency, byEdition: Object.fromEntries(entries) };
}

/** No user at all is charged as the first one. */
const tierOf = (tiers: readonly PriceTier[], users: number): PriceTier | null =>
  tiers.findLast(({ from }) => from <= Math.max(1, users)) ?? null;

/** What the seats of these accounts cost a month, exact; null: a count, an edition or its price is not known. */
export function vendorCost(
  accounts: readonly { readonly edition?: string; readonly seats: number | null }[],
  { byEdition }: VendorRates,
): DecimalText | null {
  if (accounts.length === 0) return null;
  let cost = decimal(0);
  for (const { edition, seats } of accounts) {
    if (seats === 0) continue;
    const code = codeOf(edition ?? null);
    const price = code === null ? null : (byEdition[code]?.price ?? null);
    if (seats === null || price === null) return null;
    cost = cost.plus(decimal(price).times(seats));
  }
  return cost.toFixed();
}
