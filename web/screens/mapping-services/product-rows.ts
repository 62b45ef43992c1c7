import type { MappingDecision } from '../../../contracts/api/commands.ts';
import type { Product, Service } from '../../api/mapping.ts';
import { shortText } from '../../components/visible-text.ts';
import type { Decided } from '../mapping/use-decisions.ts';
import type { ServiceTexts } from './mapping-services-texts.ts';

/** Why this product cannot be mapped; null: it can. */
export function whyNoProduct(product: Product, text: ServiceTexts): string | null {
  if (product.bundle) return text('console-mapping-services.bundle');
  if (product.inactive) return text('console-mapping-services.inactive');
  if (product.goneAt !== null) return text('console-mapping-services.not-in-catalog');
  return null;
}

export const productText = ({ productId, description }: Product): string =>
  `${productId}\n${description ?? ''}`.toLowerCase();

export const productName = ({ productId }: Pick<Product, 'productId'>): string => shortText(productId);

/** What a screen reader hears of the row. */
export function productSpoken(product: Product, text: ServiceTexts): string {
  const facts = [
    ...(product.description === null ? [] : [shortText(product.description)]),
    product.price === null
      ? text('console-mapping-services.price-unknown')
      : text('console-mapping-services.price', { price: product.price }),
    text('console-mapping-services.lines', { count: product.lines }),
    product.mappedTo === null
      ? text('console-mapping-services.not-mapped')
      : text('console-mapping-services.mapped-to', { name: shortText(product.mappedTo.name) }),
  ];
  const spoken = text('console-mapping-services.spoken', { name: productName(product), facts });
  const why = whyNoProduct(product, text);
  return why === null ? spoken : text('console-mapping-services.spoken-why', { spoken, why });
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
