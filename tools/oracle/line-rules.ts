import type { BillingRule } from '../../domain/billing-rules/billing-rule.ts';
import { addMonths } from '../../domain/calendar.ts';
import type { Day } from '../../domain/quantity.ts';
import type { AppliedRule, ComposedLine } from '../../domain/usage/composition.ts';
import { ruleFor, type RuleSubject, unitsFor } from './billing-rules.ts';

export type LineRuleFact = Pick<BillingRule, 'id' | 'version' | 'scope' | 'terms' | 'from' | 'to'>;

/** What the rule of a line is evaluated on, beside the line. */
interface RuleFacts {
  readonly today: Day;
  readonly rules: readonly LineRuleFact[];
  readonly typeOf: ReadonlyMap<string, string | null>;
}

/** A line shows the rule of its first billed day with what that makes of its seats, and differs from the PSA by these units (RULES 13). */
export function evaluateLineRule(line: ComposedLine, { today, rules, typeOf }: RuleFacts): readonly string[] {
  const { rule, accounts } = line;
  // Nothing is counted for it: what a rule would make of it says nothing.
  if (accounts.length === 0) return rule === undefined ? [] : ['has a rule, but no account'];
  const subject = subjectOf(line, typeOf);
  if (rule === undefined) {
    // A customer without seats and without a line is billed nothing, whatever least a contract names.
    if (line.vendorQuantity === 0 && inTotal(line).length === 0) return [];
    const always = rules.filter(({ from, to }) => to === null && from <= addMonths(today, -60));
    const missing = ruleFor(always, subject, today);
    return missing === null ? [] : [`shows no rule although ${missing.id} applies on every day`];
  }
  const shown = [{ day: rule.day, applied: rule.applied }];
  if (rule.later !== undefined) shown.push({ day: rule.later.from, applied: rule.later.applied });
  return [
    ...shown.flatMap(({ day, applied }) => evaluateApplied(line, applied, ruleFor(rules, subject, day), day)),
    ...evaluateVariance(line),
  ];
}

function evaluateApplied(
  { accounts }: ComposedLine,
  applied: AppliedRule | null,
  found: LineRuleFact | null,
  day: Day,
): readonly string[] {
  if (applied?.id !== found?.id || applied?.version !== found?.version)
    return [`shows ${shownRule(applied)} for ${day}, by the rows it is ${shownRule(found)}`];
  if (applied === null || found === null) return [];
  const units = unitsFor(found.terms, accounts, day);
  return units === applied.units
    ? []
    : [`shows ${String(applied.units)} units for ${day}, the rule makes ${String(units)}`];
}

const shownRule = (rule: Pick<LineRuleFact, 'id' | 'version'> | null): string =>
  rule === null ? 'no rule' : `rule ${rule.id}, version ${rule.version}`;

function evaluateVariance({
  rule,
  variance,
  psaQuantity,
  includedBeside,
  vendorQuantity,
}: ComposedLine): readonly string[] {
  const units = rule?.applied == null ? vendorQuantity : rule.applied.units;
  if (variance === null || psaQuantity === null || units === null) return [];
  const differs = units + Number(includedBeside) - Number(psaQuantity);
  return Math.abs(differs - Number(variance)) < 1e-6
    ? []
    : [`differs by ${variance}, but ${units} units against ${psaQuantity} are ${differs}`];
}

const inTotal = ({ lines }: Pick<ComposedLine, 'lines'>): ComposedLine['lines'] =>
  lines.filter(({ live, role }) => live && role !== 'duplicate' && role !== 'other-purpose');

/** The line that changes, else what all in the total share; an unmapped account has neither. */
function subjectOf({ groupKey, companyId, lines }: ComposedLine, typeOf: RuleFacts['typeOf']): RuleSubject {
  if (groupKey.startsWith('account:'))
    return { lines: [], customer: null, 'agreement-type': null, product: null };
  const inSum = inTotal({ lines });
  const only = inSum.length === 1 && inSum[0]?.role === null ? inSum[0] : undefined;
  const named = inSum.find(({ role }) => role === 'target') ?? only;
  const changing = named === undefined ? inSum : [named];
  return {
    lines: named === undefined ? [] : [named.psaLineId, ...(named.continues ?? [])],
    customer: companyId,
    'agreement-type': shared(changing.map(({ agreementId }) => typeOf.get(agreementId) ?? 'none')),
    product: shared(changing.map(({ productId }) => productId)),
  };
}

const shared = (values: readonly string[]): string | null => {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
};
