import { ruleOn, rulesByScope } from '../../domain/billing-rules/applicable-rule.ts';
import { billableUnits } from '../../domain/billing-rules/billable-units.ts';
import type { BillingRule } from '../../domain/billing-rules/billing-rule.ts';
import type { ChangedRule } from '../../domain/billing-rules/rule-change.ts';
import { type Day, decimal, type DecimalText } from '../../domain/quantity.ts';
import { sumByStatus } from '../../domain/seats.ts';
import type { BillingGroup } from '../../domain/comparison/billing-groups.ts';
import { groupsOf } from '../../domain/comparison/scheduled-twins.ts';
import type { ComposedLine, CompositionInput, LineSource } from '../../domain/usage/composition.ts';
import { rulesOfGroup } from '../../domain/comparison/group-rule.ts';
import { isOutside } from '../../domain/usage/line-roles.ts';
import { billedOf } from '../../domain/comparison/money.ts';
import { doesAsPsaTerms, hasPsaTerms } from '../../domain/comparison/psa-terms.ts';

/** A PSA line with included units or a minimum, on which a rule gives free units or has a minimum (RULES 13). */
export interface LineWithPsaTerms {
  readonly ruleId: string;
  /** Of the rule. */
  readonly source: string;
  /** An unchanged rule that begins to apply: the line is held until a correction confirms that both apply. */
  readonly held: boolean;
  readonly companyId: string | null;
  readonly psaLineId: string;
  readonly lessIncluded: DecimalText | null;
  readonly minimum: DecimalText | null;
  /** What would be billed if both apply; null: not every account was counted, or several lines bill the seats. */
  readonly units: DecimalText | null;
}

/**
 * Lines with terms of the PSA in the totals of groups to which an added or corrected rule applies, on its first day or since,
 * or another, not confirmed rule begins to apply.
 * @param after the composition with the changes
 */
export function linesWithPsaTerms(
  { after: input, lines, before }: RulesComposed,
  changed: readonly ChangedRule[],
): readonly LineWithPsaTerms[] {
  const { rules, today } = input;
  if (!rules.some(doesAsPsaTerms)) return [];
  const byScope = rulesByScope(rules);
  const groups = new Map(groupsOf(input).map((group) => [group.key, group]));
  const asked = new Set(changed.flatMap(({ change, after }) => (change === 'ended' ? [] : [after.id])));
  const former = new Map(before.map((line) => [line.groupKey, idsUnder(line)]));
  const appliesTo = (group: BillingGroup, line: ComposedLine): readonly BillingRule[] => {
    const now = idsUnder(line);
    const its = rulesOfGroup(group, byScope);
    return its.filter((rule) => {
      if (!doesAsPsaTerms(rule)) return false;
      if (asked.has(rule.id)) return now.has(rule.id) || ruleOn(its, firstDay(rule, line, today)) === rule;
      return (
        rule.withPsaTerms !== true && now.has(rule.id) && former.get(line.groupKey)?.has(rule.id) !== true
      );
    });
  };
  return lines.flatMap((composed) => {
    const group = groups.get(composed.groupKey);
    const inSum = composed.lines.filter(({ live, role }) => live && !isOutside(role));
    const withTerms = inSum.filter(hasPsaTerms);
    if (group === undefined || group.accounts.length === 0 || withTerms.length === 0) return [];
    return appliesTo(group, composed).flatMap((rule) =>
      withTerms.map((line): LineWithPsaTerms => ({
        ruleId: rule.id,
        source: rule.source,
        held: !asked.has(rule.id),
        companyId: composed.companyId,
        psaLineId: line.psaLineId,
        lessIncluded: line.lessIncluded,
        minimum: line.minimum ?? null,
        units: inSum.length === 1 ? unitsIfBoth(composed, rule, line, firstDay(rule, composed, today)) : null,
      })),
    );
  });
}

/** The same facts, composed with the rules before and after changes. */
interface RulesComposed {
  readonly after: CompositionInput;
  readonly lines: readonly ComposedLine[];
  readonly before: readonly ComposedLine[];
}

/** The rules of the days that the change of a line bills. */
const idsUnder = ({ rule }: ComposedLine): ReadonlySet<string> =>
  new Set([rule?.applied?.id, rule?.later?.applied?.id].filter((id) => id !== undefined));

/** The first day on which a rule can decide what a line bills. */
const firstDay = ({ from }: BillingRule, { rule }: ComposedLine, today: Day): Day => {
  const day = rule?.day ?? today;
  return from > day ? from : day;
};

/** What the PSA bills once its line has the units of the rule (RULES 9). */
function unitsIfBoth(
  { accounts }: ComposedLine,
  { terms }: BillingRule,
  line: LineSource,
  day: Day,
): DecimalText | null {
  if (accounts.some(({ byStatus }) => byStatus === null)) return null;
  const { units } = billableUnits(sumByStatus(accounts), terms, day);
  const beside = line.included?.answer === 'beside' ? (line.lessIncluded ?? '0') : '0';
  return billedOf(decimal(units).plus(beside), line).toFixed();
}
