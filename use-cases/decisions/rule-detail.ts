import { equation } from '../../domain/billing-rules/rule-text.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';

/** What the audit says of the billing rule that a decision follows; nothing where every seat is a unit (RULES 13). */
export function ruleDetail({ rule, vendorQuantity: seats }: ComposedLine) {
  if (rule?.applied == null) return {};
  const { id, version, source, units } = rule.applied;
  return { rule: { id, version, source, seats, units, equation: equation(rule.applied, seats) } };
}
