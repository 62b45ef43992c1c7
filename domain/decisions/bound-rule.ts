import type { BoundRule } from '../billing-rules/billing-rule.ts';
import type { Day } from '../quantity.ts';
import { type BillingTarget, firstBilledDay } from '../usage/billing-target.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { ApprovalEvidence, ApprovedDecision } from './approval.ts';

/** An approval as far as it binds a billing rule. */
interface BindingRule {
  readonly decision: ApprovedDecision;
  readonly billingTarget: BillingTarget;
  readonly evidence: Pick<ApprovalEvidence, 'period'> & { readonly composed: Pick<ComposedLine, 'rule'> };
}

/** A revert, a proof and an end follow no rule: their quantity comes from no count (RULES 13). */
export const followsRule = (decision: ApprovedDecision): boolean =>
  decision !== 'revert' && decision !== 'prove' && decision !== 'end';

/**
 * The rule that an approval binds, and the first day that its change bills (RULES 13): if another one or other terms apply
 * there now, it is void. Null: it follows none.
 *
 * @param today where neither the period nor the line says a day
 */
export function boundRule(
  { decision, billingTarget, evidence: { composed, period } }: BindingRule,
  today: Day,
): { readonly rule: BoundRule | null; readonly day: Day } | null {
  if (!followsRule(decision)) return null;
  const day = period === null ? null : firstBilledDay(billingTarget, period);
  const rule = composed.rule?.applied ?? null;
  return { rule, day: day ?? composed.rule?.day ?? today };
}
