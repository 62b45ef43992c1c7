import type { PsaProduct } from '../psa-facts.ts';
import { type CatalogSize, productFamily } from './related-products.ts';

/** The size of a catalog as the database counts it. */
export const catalogSize = (products: readonly Pick<PsaProduct, 'identifier'>[]): CatalogSize => {
  const families = new Map<string, number>();
  for (const { identifier } of products) {
    const family = productFamily(identifier);
    if (family !== null) families.set(family, (families.get(family) ?? 0) + 1);
  }
  return { products: products.length, families: Object.fromEntries(families) };
};
