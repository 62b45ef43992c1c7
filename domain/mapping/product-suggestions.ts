import type { PsaProduct } from '../psa-facts.ts';
import { type Suggestion, suggestMappings } from './suggestions.ts';

/** A product that a service was mapped to in the tenant's former connection of the same vendor, with another PSA. */
export interface FormerProduct {
  /** Our id of the service in the connection of now. */
  readonly serviceId: string;
  /** Kind of the former PSA. */
  readonly psa: string;
  /** As people know it there. */
  readonly name: string;
  /** Another product of the former PSA has this name, so that it names no single one. */
  readonly hasTwin: boolean;
}

export interface ProductSuggestion extends Pick<Suggestion, 'reason' | 'former' | 'ambiguous' | 'hasTwin'> {
  readonly serviceId: string;
  readonly productId: string;
}

/**
 * Products of now for what each service was mapped to before, by name as companies are (RULES 11), best first. Never one that
 * cannot be mapped. That identifiers share words says nothing: the vendor's name is in all of them.
 */
export function suggestProducts(
  former: readonly FormerProduct[],
  products: readonly Pick<PsaProduct, 'id' | 'identifier' | 'inactive' | 'holdsOthers'>[],
): readonly ProductSuggestion[] {
  const names = new Map(former.map((one, nth) => [String(nth), one]));
  const offered = new Set<string>();
  return suggestMappings({
    accounts: [...names].map(([id, { name }]) => ({ id, name, kind: 'child' })),
    companies: products.map(({ id, identifier, inactive, holdsOthers }) => ({
      id,
      name: identifier,
      deleted: inactive || holdsOthers,
    })),
    rejected: [],
    former: [...names].map(([accountId, { psa, name, hasTwin }]) => ({
      accountId,
      psa,
      companyName: name,
      hasTwin,
    })),
  }).flatMap(({ accountId, companyId: productId, ...suggestion }) => {
    const serviceId = names.get(accountId)?.serviceId;
    if (serviceId === undefined || suggestion.reason === 'shared-words' || offered.has(productId)) return [];
    offered.add(productId);
    const { reason, former: by, ambiguous, hasTwin } = suggestion;
    return [{ serviceId, productId, reason, former: by, ambiguous, hasTwin }];
  });
}
