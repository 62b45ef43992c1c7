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

/**
 * Returns what each change makes of the rules in force, or why it makes nothing. Whether rules overlap is a question to all
 * changes together, so their order decides nothing; of two changed ones that overlap, the later is rejected.
 * @param idOf of a rule that is added, by the place of its change
 */
export function changedRules(
  changes: readonly RuleChange[],
  inForce: readonly BillingRule[],
  idOf: (at: number) => string,
): readonly (ChangedRule | RejectedRule)[] {
  const rules = new ChangingRules(inForce);
  const placeOf = new Map<BillingRule, number>();
  const made = changes.map((change, at) => {
    const one = versionMade(change, rules, idOf(at));
    if (!('code' in one)) {
      rules.apply(one);
      placeOf.set(one.after, at);
    }
    return one;
  });
  return made.map((one, at) => {
    // A version that another of these changes replaced is valid on no day.
    if ('code' in one || rules.of(one.after.id) !== one.after) return one;
    const { after } = one;
    const other = rules
      .inScope(after.scope)
      .find((rule) => rule !== after && (placeOf.get(rule) ?? -1) < at && overlaps(rule, after));
    return other === undefined ? one : overlapping(other);
  });
}

function overlapping({ source, from, to }: BillingRule): RejectedRule {
  return rejected(
    'RulesOverlap',
    to === null
      ? message('rejections.rule.overlaps', { source, from })
      : message('rejections.rule.overlaps-until', { source, from, to }),
  );
}

function versionMade(change: RuleChange, rules: ChangingRules, id: string): ChangedRule | RejectedRule {
  if (change.change === 'add')
    return checked({ change: 'added', before: null, after: versionOf(change.rule, id, 1) });
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
    return checked({ change: 'corrected', before, after: versionOf(change.rule, before.id, version + 1) });
  const { to } = change;
  if (before.to !== null && to > before.to)
    return rejected('BillingRuleInvalid', message('rejections.rule.ends-later', { to: before.to }));
  return checked({ change: 'ended', before, after: { ...before, version: version + 1, to } });
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
class ChangingRules {
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

function checked(changed: ChangedRule): ChangedRule | RejectedRule {
  const { change, after } = changed;
  const invalid =
    termsInvalid(after.terms) ?? (after.to === null ? null : endInvalid(after.from, after.to, change));
  return invalid === null ? changed : rejected('BillingRuleInvalid', invalid);
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
