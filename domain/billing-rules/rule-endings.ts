import { addDays } from '../calendar.ts';
import type { Day } from '../quantity.ts';
import type { BillingRule, Validity } from './billing-rule.ts';

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
