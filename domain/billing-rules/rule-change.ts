import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import type { Day } from '../quantity.ts';
import {
  type BillingRule,
  overlaps,
  type RuleChangeKind,
  type RuleScope,
  type RuleTerms,
  scopeKey,
  type Validity,
} from './billing-rule.ts';

/** A rule as somebody writes it. */
export interface NewRule extends Validity {
  readonly scope: RuleScope;
  readonly terms: RuleTerms;
  readonly source: string;
  readonly withPsaTerms?: true | undefined;
}

/** The only ways in which rules change (RULES 13). `version`: the one that was looked at. */
export type RuleChange =
  | { readonly change: 'add'; readonly rule: NewRule }
  | { readonly change: 'correct'; readonly id: string; readonly version: number; readonly rule: NewRule }
  | { readonly change: 'end'; readonly id: string; readonly version: number; readonly to: Day };

/** A version that takes the place of another. */
export interface ChangedRule {
  readonly change: RuleChangeKind;
  /** Null: the rule is added. */
  readonly before: BillingRule | null;
  readonly after: BillingRule;
}

export interface RejectedRule {
  readonly code: 'BillingRuleInvalid' | 'RulesOverlap' | 'RuleVersionChanged';
  readonly detail: Message;
}

const rejected = (code: RejectedRule['code'], detail: Message): RejectedRule => ({ code, detail });

/** The rules in force, as a change looks them up. */
export interface RuleLookup {
  of(id: string): BillingRule | undefined;
  inScope(scope: RuleScope): readonly BillingRule[];
}

/**
 * Returns what a change makes of the rules in force, or why it makes nothing.
 * @param id of a rule that is added
 */
export function changedRule(change: RuleChange, rules: RuleLookup, id: string): ChangedRule | RejectedRule {
  if (change.change === 'add')
    return checked({ change: 'added', before: null, after: versionOf(change.rule, id, 1) }, rules);
  const before = rules.of(change.id);
  if (before === undefined)
    return rejected('BillingRuleInvalid', message('rejections.rule.unknown', { id: change.id }));
  const { version } = before;
  if (version !== change.version)
    return rejected(
      'RuleVersionChanged',
      message('rejections.rule.version', { version, seen: change.version }),
    );
  if (change.change === 'correct')
    return checked(
      { change: 'corrected', before, after: versionOf(change.rule, before.id, version + 1) },
      rules,
    );
  const { to } = change;
  if (before.to !== null && to > before.to)
    return rejected('BillingRuleInvalid', message('rejections.rule.ends-later', { to: before.to }));
  return checked({ change: 'ended', before, after: { ...before, version: version + 1, to } }, rules);
}

/** The rules in force after changes. */
export function rulesAfter(
  rules: readonly BillingRule[],
  changed: readonly ChangedRule[],
): readonly BillingRule[] {
  const after = new Map(rules.map((rule) => [rule.id, rule]));
  for (const { after: rule } of changed) after.set(rule.id, rule);
  return [...after.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Rules in force that change one by one. */
export class ChangingRules implements RuleLookup {
  readonly #byId = new Map<string, BillingRule>();
  readonly #byScope = new Map<string, Map<string, BillingRule>>();

  constructor(rules: readonly BillingRule[]) {
    for (const rule of rules) this.#add(rule);
  }

  of(id: string): BillingRule | undefined {
    return this.#byId.get(id);
  }

  inScope(scope: RuleScope): readonly BillingRule[] {
    return [...(this.#byScope.get(scopeKey(scope))?.values() ?? [])];
  }

  apply({ before, after }: ChangedRule): void {
    if (before !== null) this.#byScope.get(scopeKey(before.scope))?.delete(before.id);
    this.#add(after);
  }

  #add(rule: BillingRule): void {
    const key = scopeKey(rule.scope);
    this.#byId.set(rule.id, rule);
    this.#byScope.set(key, (this.#byScope.get(key) ?? new Map<string, BillingRule>()).set(rule.id, rule));
  }
}

const versionOf = (
  { scope, terms, source, from, to, withPsaTerms }: NewRule,
  id: string,
  version: number,
): BillingRule => ({
  id,
  version,
  scope,
  terms,
  source,
  from,
  to,
  ...(withPsaTerms === true ? { withPsaTerms } : {}),
});

function checked(changed: ChangedRule, rules: RuleLookup): ChangedRule | RejectedRule {
  const { change, after } = changed;
  const invalid =
    termsInvalid(after.terms) ?? (after.to === null ? null : endInvalid(after.from, after.to, change));
  if (invalid !== null) return rejected('BillingRuleInvalid', invalid);
  const other = rules.inScope(after.scope).find((rule) => rule.id !== after.id && overlaps(rule, after));
  if (other === undefined) return changed;
  const { source, from, to } = other;
  return rejected(
    'RulesOverlap',
    to === null
      ? message('rejections.rule.overlaps', { source, from })
      : message('rejections.rule.overlaps-until', { source, from, to }),
  );
}

function termsInvalid(terms: RuleTerms): Message | null {
  if (Object.values(terms).every((term) => term === undefined)) return message('rejections.rule.no-terms');
  const { minimum, maximum } = terms;
  return minimum !== undefined && maximum !== undefined && minimum > maximum
    ? message('rejections.rule.minimum-above-maximum', { minimum, maximum })
    : null;
}

/** A rule is withdrawn by the day before its first one; nothing else ends before it begins. */
function endInvalid(from: Day, to: Day, change: RuleChangeKind): Message | null {
  const isWithdrawn = change === 'ended' && to === addDays(from, -1);
  return to >= from || isWithdrawn ? null : message('rejections.rule.ends-before', { from, to });
}
