import type { BillingRule, RuleScope, RuleTerms } from './billing-rule.ts';

/** In force since long ago, for everything unless it says otherwise. */
export const rule = (
  terms: RuleTerms,
  scope: RuleScope = { kind: 'everything' },
  validity: Partial<Pick<BillingRule, 'from' | 'to'>> = {},
): BillingRule => ({
  id: `${scope.kind}-${validity.from ?? 'always'}`,
  version: 1,
  scope,
  terms,
  source: 'MSA 2025-114',
  from: '2025-01-01',
  to: null,
  ...validity,
});
