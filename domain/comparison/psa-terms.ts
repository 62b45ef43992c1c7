import type { BillingRule } from '../billing-rules/billing-rule.ts';
import type { PsaLine } from '../psa-facts.ts';
import { decimal } from '../quantity.ts';
import { psaTermsCheck } from '../usage/checks.ts';
import type { LineRule } from '../usage/composition.ts';
import type { GroupLine } from './group-line.ts';
import { hasIncludedUnits } from './included-units.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';

/** Whether the PSA has included units or a minimum on a line. */
export const hasPsaTerms = ({ lessIncluded, minimum }: Pick<PsaLine, 'lessIncluded' | 'minimum'>): boolean =>
  hasIncludedUnits(lessIncluded) || (minimum !== undefined && decimal(minimum).greaterThan(0));

/** Whether a rule does what included units and a minimum of the PSA do, so that both may say the same thing. */
export const doesAsPsaTerms = ({ terms: { free = 0, minimum = 0 } }: Pick<BillingRule, 'terms'>): boolean =>
  free > 0 || minimum > 0;

/** IDs of the rules of which an approver confirmed that they apply together with terms of the PSA. */
export const confirmedRules = (rules: readonly BillingRule[]): ReadonlySet<string> =>
  new Set(rules.flatMap(({ id, withPsaTerms }) => (withPsaTerms === true ? [id] : [])));

/** Null: nothing of the PSA meets the rule of the group, or it was confirmed that both apply (RULES 13). */
export function psaTermsFlag(
  inSum: readonly GroupLine[],
  rule: LineRule | undefined,
  confirmed: ReadonlySet<string>,
): UsageLineFlag | null {
  const applied = rule?.applied ?? null;
  if (applied === null || !doesAsPsaTerms(applied) || confirmed.has(applied.id)) return null;
  const lines = inSum.filter(({ line }) => hasPsaTerms(line)).map(({ line }) => line.id);
  return lines.length === 0 ? null : psaTermsCheck(applied.source, lines);
}
