import type { Day } from '../quantity.ts';
import { type BillingRule, isValidOn, type RuleScopeKind } from './billing-rule.ts';

/** What of a billing group scopes are compared with (RULES 13). Null: its lines do not agree, or it has none. */
export interface RuleSubject {
  /** Null: of an unmapped account. */
  readonly companyId: string | null;
  /** The line that changes, then those that it continues (RULES 3), the last one first; empty: it is not known which. */
  readonly psaLineIds: readonly string[];
  /** `none`: an agreement without a type. */
  readonly agreementTypeId: string | null;
  readonly productId: string | null;
}

/** Rules by what they are for, so that finding one costs the same however many there are; built once for a composition. */
export type RulesByScope = ReadonlyMap<RuleScopeKind, ReadonlyMap<string, readonly BillingRule[]>>;

export function rulesByScope(rules: readonly BillingRule[]): RulesByScope {
  const byKind = new Map<RuleScopeKind, Map<string, BillingRule[]>>();
  for (const rule of rules) {
    const { scope } = rule;
    const byId = byKind.get(scope.kind) ?? new Map<string, BillingRule[]>();
    byKind.set(scope.kind, byId);
    const id = scope.kind === 'everything' ? everything : scope.id;
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [rule]);
    else known.push(rule);
  }
  return byKind;
}

/** Stands for the ID that the scope `everything` has not. */
const everything = '';

/** The one rule of a group on a day; null: none applies, so that every seat is a unit. */
export const applicableRule = (rules: RulesByScope, subject: RuleSubject, day: Day): BillingRule | null =>
  ruleOn(rulesOf(rules, subject), day);

/** @param rules those of one subject */
export const ruleOn = (rules: readonly BillingRule[], day: Day): BillingRule | null =>
  rules.find((rule) => isValidOn(rule, day)) ?? null;

const none: readonly BillingRule[] = [];

/** Every rule whose scope fits, the most specific scope first, whenever it is valid. */
export function rulesOf(
  rules: RulesByScope,
  { psaLineIds, companyId, agreementTypeId, productId }: RuleSubject,
): readonly BillingRule[] {
  const ids = [
    ['customer', companyId],
    ['agreement-type', agreementTypeId],
    ['product', productId],
    ['everything', everything],
  ] as const;
  let found = none;
  for (const id of psaLineIds) found = joined(found, rules.get('line')?.get(id));
  for (const [kind, id] of ids) if (id !== null) found = joined(found, rules.get(kind)?.get(id));
  return found;
}

/** Mostly there is none, or one alone. */
function joined(
  found: readonly BillingRule[],
  more: readonly BillingRule[] | undefined,
): readonly BillingRule[] {
  if (more === undefined) return found;
  return found.length === 0 ? more : [...found, ...more];
}
