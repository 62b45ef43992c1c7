import type { Day } from '../quantity.ts';
import { type BillingRule, isValidOn, type RuleScope, scopeKey } from './billing-rule.ts';

/** What of a billing group scopes are compared with (RULES 13). Null: its lines do not agree, or it has none. */
export interface RuleSubject {
  /** Null: of an unmapped account. */
  readonly companyId: string | null;
  /** The line that changes. */
  readonly psaLineId: string | null;
  /** `none`: an agreement without a type. */
  readonly agreementTypeId: string | null;
  readonly productId: string | null;
}

/** Rules by scope, so that finding one costs the same however many there are; built once for a composition. */
export type RulesByScope = ReadonlyMap<string, readonly BillingRule[]>;

export function rulesByScope(rules: readonly BillingRule[]): RulesByScope {
  const byScope = new Map<string, BillingRule[]>();
  for (const rule of rules) {
    const known = byScope.get(scopeKey(rule.scope));
    if (known === undefined) byScope.set(scopeKey(rule.scope), [rule]);
    else known.push(rule);
  }
  return byScope;
}

/** The most specific first. */
function scopesOf({ psaLineId, companyId, agreementTypeId, productId }: RuleSubject): readonly RuleScope[] {
  const named = [
    ['line', psaLineId],
    ['customer', companyId],
    ['agreement-type', agreementTypeId],
    ['product', productId],
  ] as const;
  return [
    ...named.flatMap(([kind, id]): readonly RuleScope[] => (id === null ? [] : [{ kind, id }])),
    { kind: 'everything' },
  ];
}

/** The one rule of a group on a day; null: none applies, so that every seat is a unit. */
export function applicableRule(rules: RulesByScope, subject: RuleSubject, day: Day): BillingRule | null {
  for (const scope of scopesOf(subject)) {
    const rule = rules.get(scopeKey(scope))?.find((one) => isValidOn(one, day));
    if (rule !== undefined) return rule;
  }
  return null;
}

/** Every rule whose scope fits, whenever it is valid. */
export const rulesOf = (rules: RulesByScope, subject: RuleSubject): readonly BillingRule[] =>
  scopesOf(subject).flatMap((scope) => rules.get(scopeKey(scope)) ?? []);
