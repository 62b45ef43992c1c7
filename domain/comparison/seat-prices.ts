import type { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import { editionOf } from '../editions.ts';
import type { PsaProduct } from '../psa-facts.ts';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import type { CompositionInput, VendorAccountFacts } from '../usage/composition.ts';
import type { GroupLine } from './group-line.ts';

/** The catalog as prices are looked up in it; built once per composition. */
export interface SeatPrices {
  readonly productsByIdentifier: ReadonlyMap<string, PsaProduct>;
  readonly mappedProductIds: ReadonlySet<string>;
  readonly cheapest: PsaProduct | null;
  readonly identifierByEdition: Readonly<Record<string, string>>;
}

export function seatPrices(
  input: Pick<CompositionInput, 'products' | 'mappedProductIds' | 'productIdentifierByEdition'>,
): SeatPrices {
  const mappedProductIds = new Set(input.mappedProductIds);
  const offered = input.products
    .filter((product) => mappedProductIds.has(product.id) && !product.inactive && product.price !== null)
    .sort(byPrice);
  return {
    productsByIdentifier: new Map(input.products.map((product) => [product.identifier, product])),
    mappedProductIds,
    cheapest: offered[0] ?? null,
    identifierByEdition: input.productIdentifierByEdition,
  };
}

function byPrice(a: PsaProduct, b: PsaProduct): number {
  const difference = a.price === null || b.price === null ? 0 : decimal(a.price).comparedTo(b.price);
  if (difference !== 0) return difference;
  return a.identifier < b.identifier ? -1 : 1;
}

/** The product of the account's edition, where the edition is known and its product is mapped and active. */
function editionProduct(account: VendorAccountFacts, prices: SeatPrices): PsaProduct | null {
  const code = account.edition === null ? null : editionOf(account.edition).code;
  const identifier = code === null ? undefined : prices.identifierByEdition[code];
  const product = identifier === undefined ? undefined : prices.productsByIdentifier.get(identifier);
  if (product === undefined || product.inactive || product.price === null) return null;
  return prices.mappedProductIds.has(product.id) ? product : null;
}

/**
 * What a seat without a line would be billed as (RULES 9): the known edition's product, else the cheapest mapped
 * product in the catalog. Always an estimate. Null: no mapped product has a price.
 */
export function estimatedProduct(account: VendorAccountFacts, prices: SeatPrices): PsaProduct | null {
  return editionProduct(account, prices) ?? prices.cheapest;
}

/**
 * Units times estimated price, a month; of accounts with several prices, times what a seat costs on average. Null when a
 * price is unknown (RULES 9: "unknown", never 0).
 *
 * @param units what is billed for the seats of all these accounts (RULES 13); null: as many
 */
export function estimatedValue(
  accounts: readonly VendorAccountFacts[],
  prices: SeatPrices,
  units: number | null = null,
): Decimal | null {
  let sum = decimal(0);
  let all = 0;
  for (const account of accounts) {
    const seats = account.lastComplete?.seats;
    if (seats === undefined) return null;
    if (seats === 0) continue;
    const price = estimatedProduct(account, prices)?.price ?? null;
    if (price === null) return null;
    sum = sum.plus(decimal(price).times(seats));
    all += seats;
  }
  return units === null || units === all || all === 0 ? sum : sum.times(units).dividedBy(all);
}

/**
 * A known edition that contradicts the product is a warning with the price difference; it never blocks (RULES 9).
 * Null: no contradiction, or the edition's product is not known.
 */
export function editionWarning(
  account: VendorAccountFacts,
  lines: readonly GroupLine[],
  prices: SeatPrices,
): Message | null {
  if (account.edition === null || lines.length === 0) return null;
  const edition = editionOf(account.edition);
  const identifier = edition.code === null ? undefined : prices.identifierByEdition[edition.code];
  if (identifier === undefined) return null;
  const billed = [...new Set(lines.map(({ line }) => line.productIdentifier ?? line.productId))];
  if (billed.includes(identifier)) return null;
  const difference = priceDifference(prices.productsByIdentifier.get(identifier), lines);
  const params = { account: account.id, edition: edition.name, identifier, billed };
  return difference === null
    ? message('usage.warning.edition', params)
    : message('usage.warning.edition-price', { ...params, difference });
}

function priceDifference(product: PsaProduct | undefined, lines: readonly GroupLine[]): DecimalText | null {
  const billed = new Set(lines.map(({ line }) => line.unitPrice));
  const [only] = billed;
  const price = product?.price ?? null;
  if (billed.size !== 1 || only === undefined || only === null || price === null) return null;
  return decimalText(decimal(price).minus(only));
}
