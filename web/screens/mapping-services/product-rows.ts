import type { MappingDecision } from '../../../contracts/api/commands.ts';
import type { Product, Service } from '../../api/mapping.ts';
import { withArticle, type Words } from '../../components/words.ts';
import { plural } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';
import type { Decided } from '../mapping/use-decisions.ts';

/** Why this product cannot be mapped; null: it can. */
export function whyNoProduct(product: Product, { psa, agreement }: Words): string | null {
  if (product.bundle) return `Bundle: can’t be a line of ${withArticle(agreement)}`;
  if (product.inactive) return `Inactive in ${psa}`;
  if (product.goneAt !== null) return 'No longer in the catalog';
  return null;
}

export const productText = ({ productId, description }: Product): string =>
  `${productId}\n${description ?? ''}`.toLowerCase();

export const productName = ({ productId }: Pick<Product, 'productId'>): string => shortText(productId);

/** What a screen reader hears of the row. */
export function productSpoken(product: Product, words: Words): string {
  const facts = [
    `Product ID ${productName(product)}`,
    shortText(product.description ?? ''),
    product.price === null ? 'price unknown' : `price ${product.price}`,
    plural(product.lines, 'line'),
    product.mappedTo === null ? 'not mapped' : `mapped to ${shortText(product.mappedTo.name)}`,
  ];
  const why = whyNoProduct(product, words);
  return `${facts.filter((fact) => fact !== '').join(', ')}.${why === null ? '' : ` ${why}.`}`;
}

const decide = (action: 'map' | 'unmap', serviceId: string, productId: string): MappingDecision => ({
  kind: 'service',
  vendorId: serviceId,
  action,
  psaId: productId,
});

export const mapProduct = (service: Pick<Service, 'id'>, product: Pick<Product, 'id'>): Decided => ({
  decisions: [decide('map', service.id, product.id)],
  undo: [decide('unmap', service.id, product.id)],
});

export const unmapProduct = (service: Pick<Service, 'id'>, product: Pick<Product, 'id'>): Decided => ({
  decisions: [decide('unmap', service.id, product.id)],
  undo: [decide('map', service.id, product.id)],
});
