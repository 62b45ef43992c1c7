import { billableUnits } from '../../domain/billing-rules/billable-units.ts';
import { applicableRule, rulesByScope } from '../../domain/billing-rules/applicable-rule.ts';
import type { BillingRule } from '../../domain/billing-rules/billing-rule.ts';
import type { ChangedRule } from '../../domain/billing-rules/rule-change.ts';
import { decimal, type DecimalText } from '../../domain/quantity.ts';
import type { ComposedLine, CompositionInput, LineSource } from '../../domain/usage/composition.ts';
import { hasIncludedUnits } from '../../domain/usage/included-units.ts';
import { isOutside } from '../../domain/usage/line-roles.ts';
import { billedOf } from '../../domain/usage/money.ts';
import { agreementTypeKey } from '../../domain/usage/waiting-change.ts';

/** A PSA line with included units or a minimum, on which a rule gives free units or has a minimum (RULES 13). */
export interface LineWithPsaTerms {
  readonly ruleId: string;
  readonly companyId: string | null;
  readonly psaLineId: string;
  readonly lessIncluded: DecimalText | null;
  readonly minimum: DecimalText | null;
  /** What would be billed if both apply; null: not every account was counted, or several lines bill the seats. */
  readonly units: DecimalText | null;
}

/** Of the lines that a changed rule applies to, on its first day or since, those with terms of the PSA. */
export function linesWithPsaTerms(
  { rules, agreements, today }: CompositionInput,
  lines: readonly ComposedLine[],
  changed: readonly ChangedRule[],
): readonly LineWithPsaTerms[] {
  const asked = changed.filter(({ after: { terms } }) => (terms.free ?? 0) > 0 || (terms.minimum ?? 0) > 0);
  if (asked.length === 0) return [];
  const byScope = rulesByScope(rules);
  const typeOf = new Map(agreements.map(({ id, typeId }) => [id, agreementTypeKey(typeId)]));
  const applies = (rule: BillingRule, companyId: string, line: LineSource, day: string): boolean =>
    applicableRule(
      byScope,
      {
        companyId,
        psaLineIds: [line.psaLineId, ...(line.continues ?? [])],
        agreementTypeId: typeOf.get(line.agreementId) ?? null,
        productId: line.productId,
      },
      rule.from > day ? rule.from : day,
    )?.id === rule.id;
  return lines.flatMap((composed) => {
    const { companyId, rule } = composed;
    if (companyId === null) return [];
    const inSum = composed.lines.filter(({ live, role }) => live && !isOutside(role));
    return inSum.filter(hasPsaTerms).flatMap((line) =>
      asked
        .filter(({ after }) => applies(after, companyId, line, rule?.day ?? today))
        .map(({ after }): LineWithPsaTerms => ({
          ruleId: after.id,
          companyId,
          psaLineId: line.psaLineId,
          lessIncluded: line.lessIncluded,
          minimum: line.minimum ?? null,
          units: inSum.length === 1 ? unitsIfBoth(composed, after, line, rule?.day ?? today) : null,
        })),
    );
  });
}

const hasPsaTerms = ({ lessIncluded, minimum }: LineSource): boolean =>
  hasIncludedUnits(lessIncluded) || (minimum !== undefined && decimal(minimum).greaterThan(0));

/** What the PSA bills once its line has the units of the rule (RULES 9). */
function unitsIfBoth(
  { accounts }: ComposedLine,
  { terms, from }: BillingRule,
  line: LineSource,
  day: string,
): DecimalText | null {
  const byStatus: Record<string, number> = {};
  for (const account of accounts) {
    if (account.byStatus === null) return null;
    for (const [status, users] of Object.entries(account.byStatus))
      byStatus[status] = (byStatus[status] ?? 0) + users;
  }
  const { units } = billableUnits(byStatus, terms, from > day ? from : day);
  const beside = line.included?.answer === 'beside' ? (line.lessIncluded ?? '0') : '0';
  return billedOf(decimal(units).plus(beside), line).toFixed();
}
