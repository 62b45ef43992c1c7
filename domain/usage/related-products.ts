import type { PsaProduct } from '../psa-facts.ts';

/**
 * Products that are not mapped and whose identifier extends a mapped one, as SEAT-ESS-OLD extends SEAT-ESS (RULES 8): an
 * old edition, an inactive one, a variant. Their lines are in no sum, but may bill what looks like usage without a line.
 */
export function extendingProducts(
  products: readonly Pick<PsaProduct, 'id' | 'identifier'>[],
  mappedProductIds: readonly string[],
): ReadonlySet<string> {
  const mapped = new Set(mappedProductIds);
  const stems = products.filter(({ id }) => mapped.has(id)).map(({ identifier }) => stem(identifier));
  return new Set(
    products
      .filter(({ id, identifier }) => !mapped.has(id) && extendsOne(stem(identifier), stems))
      .map(({ id }) => id),
  );
}

const stem = (identifier: string): string => identifier.normalize('NFC').trim().toLowerCase();

const extendsOne = (identifier: string, stems: readonly string[]): boolean =>
  stems.some((one) => one !== '' && identifier.length > one.length && identifier.startsWith(one));
