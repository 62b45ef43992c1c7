import { ruleVersion } from '../rule-version.ts';
import type { CompositionInput } from './composition.ts';

/** What every line is composed on: where it differs from what the stored lines stand on, all are recomposed. */
export type CompositionBasis = Pick<
  CompositionInput,
  | 'vendorServiceId'
  | 'today'
  | 'timeZone'
  | 'timeZoneKnown'
  | 'limits'
  | 'currencies'
  | 'productIdentifierByEdition'
  | 'mappedProductIds'
  | 'relatedProductIds'
  | 'products'
  | 'billsIn'
  | 'canceledDay'
> & { readonly ruleVersion: number };

export const compositionBasis = (input: Omit<CompositionBasis, 'ruleVersion'>): CompositionBasis => ({
  ruleVersion,
  vendorServiceId: input.vendorServiceId,
  today: input.today,
  timeZone: input.timeZone,
  timeZoneKnown: input.timeZoneKnown,
  limits: input.limits,
  currencies: input.currencies,
  productIdentifierByEdition: input.productIdentifierByEdition,
  mappedProductIds: input.mappedProductIds,
  relatedProductIds: input.relatedProductIds,
  products: input.products,
  billsIn: input.billsIn,
  ...(input.canceledDay === undefined ? {} : { canceledDay: input.canceledDay }),
});
