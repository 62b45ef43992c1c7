import { message } from '../../messages/message.ts';
import type { PsaProduct } from '../psa-facts.ts';
import { accepted, type DecisionResult, rejected, type ServiceDecision } from './decisions.ts';

export interface ServiceDecisionFacts {
  readonly service: { readonly id: string; readonly name: string } | null;
  readonly product: PsaProduct | null;
  /** The vendor service the product is mapped to now. */
  readonly mappedTo: string | null;
}

/**
 * Judges one service mapping: one vendor service may have several products, one per edition (RULES 1). A product
 * that holds others cannot be a line of an agreement; inactive ones are rejected.
 */
export function decideService(decision: ServiceDecision, facts: ServiceDecisionFacts): DecisionResult {
  const { service, product, mappedTo } = facts;
  if (service === null)
    return rejected('ServiceUnknown', message('mapping.service-unknown', { id: decision.vendorId }));
  if (decision.action === 'unmap') {
    return mappedTo === service.id
      ? accepted([{ change: 'unmap-product', vendorServiceId: service.id, productId: decision.psaId }])
      : accepted([]);
  }
  if (product === null)
    return rejected('ProductUnknown', message('mapping.product-unknown', { id: decision.psaId }));
  if (mappedTo === service.id) return accepted([]);
  if (mappedTo !== null)
    return rejected('ProductMappedElsewhere', message('mapping.product-elsewhere', { id: product.id }));
  if (product.holdsOthers)
    return rejected('ProductIsBundle', message('mapping.product-bundle', { id: product.id }));
  if (product.inactive)
    return rejected('ProductInactive', message('mapping.product-inactive', { id: product.id }));
  return accepted([{ change: 'map-product', vendorServiceId: service.id, productId: product.id }]);
}
