import { addDays } from '../calendar.ts';
import { groupBy } from '../group-by.ts';
import type { Day } from '../quantity.ts';
import { type BillingRule, isValidOn, scopeKey, type Validity } from './billing-rule.ts';

export type RuleStatus = 'in-force' | 'upcoming' | 'ended';

/** Of a rule on a day; one that was withdrawn is ended. */
export function ruleStatus({ from, to }: Validity, today: Day): RuleStatus {
  if (to !== null && (to < from || to < today)) return 'ended';
  return from > today ? 'upcoming' : 'in-force';
}

/** People look at a rule so many days before it or its commitment ends. */
export const endingNoticeDays = 30;

/** The day on which a rule, or its commitment, ends, if it is within the next 30 days; null: neither does. */
export function endsSoon(rule: Pick<BillingRule, 'from' | 'to' | 'terms'>, today: Day): Day | null {
  if (ruleStatus(rule, today) === 'ended') return null;
  const ends = [rule.to, rule.terms.commitment?.decreaseFrom ?? null].filter((day) => day !== null);
  const soon = ends.filter((day) => day >= today && day <= addDays(today, endingNoticeDays)).sort();
  return soon[0] ?? null;
}

/** A rule that ends soon, or whose commitment does, and the day. */
export interface RuleEnding {
  readonly rule: BillingRule;
  readonly day: Day;
}

/** Endings within the next 30 days, by day; not that of a rule which another of its scope follows without a gap. */
export function endingsSoon(rules: readonly BillingRule[], today: Day): readonly RuleEnding[] {
  const byScope = groupBy(rules, ({ scope }) => scopeKey(scope));
  const isFollowed = ({ id, scope }: BillingRule, day: Day): boolean =>
    (byScope.get(scopeKey(scope)) ?? []).some(
      (other) => other.id !== id && isValidOn(other, addDays(day, 1)),
    );
  return rules
    .flatMap((rule): RuleEnding[] => {
      const day = endsSoon(rule, today);
      return day === null || (day === rule.to && isFollowed(rule, day)) ? [] : [{ rule, day }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}
