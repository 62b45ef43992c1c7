import { type BillingRule, isSameRule } from '../billing-rules/billing-rule.ts';
import { ruleSentence } from '../billing-rules/rule-text.ts';
import { message, type Message } from '../../messages/message.ts';
import type { Day } from '../quantity.ts';
import {
  type BillingTargetDecision,
  firstBilledDay,
  namesDay,
  type BillingTarget,
} from '../usage/billing-target.ts';
import { type DecisionFacts, type DecisionRejected, reject } from './decision.ts';
import type { TargetChange } from './target-change.ts';

type Chosen = Extract<BillingTargetDecision, { readonly kind: 'billing-target' }>;
type Named = Pick<BillingRule, 'id' | 'version' | 'terms'> | null;

/**
 * Why billing rules keep a change from being approved (RULES 13): selected together with others although two rules meet in
 * its period, or by another rule than the line shows. Null: they do not.
 */
export function ruleRejection(
  facts: DecisionFacts,
  decided: TargetChange,
  chosen: Chosen,
): DecisionRejected | null {
  const { line, selection, today } = facts;
  const { applied: shown = null, later, day: shownDay = today } = line.rule ?? {};
  if (selection === 'all' && later !== undefined) {
    const names = { rule: nameOf(shown), from: later.from };
    const detail = isSameRule(shown, later.applied)
      ? message('decisions.commitment-ends', names)
      : message('decisions.rules-meet', { ...names, other: nameOf(later.applied) });
    return reject('RulesMeet', detail);
  }
  const { target, psaLineId } = decided;
  const isShown = (day: Day): boolean =>
    isSameRule(target.ruleOn(day), shown) && isCommitted(shown, day) === isCommitted(shown, shownDay);
  const day = firstBilledDay(chosen.billingTarget, chosen.period) ?? shownDay;
  if (isShown(day)) return null;
  const applies = target.ruleOn(day);
  const names = { rule: nameOf(shown), other: nameOf(applies) };
  const offer = offered(facts, decided, chosen)
    .filter((one) => isShown(one.day ?? shownDay))
    .map((one) => one.choice);
  if (offer.length === 0)
    return reject('TargetRequired', message('decisions.rule-of-line', { ...names, line: psaLineId }));
  const detail = isSameRule(applies, shown)
    ? message('decisions.commitment-of-day', { rule: nameOf(shown), day })
    : message('decisions.rule-of-day', { ...names, day });
  return reject('BillingTargetNotOffered', detail, { offer });
}

/** Whether the rule still has a commitment on that day: then it makes other units of the same seats. */
const isCommitted = (rule: Named, day: Day): boolean =>
  rule?.terms.commitment !== undefined && day < rule.terms.commitment.decreaseFrom;

const nameOf = (rule: Named): Message =>
  rule === null ? message('billing-rules.no-rule') : ruleSentence(rule.terms);

interface Choice {
  readonly choice: string;
  /** The first that it bills; null: not known. */
  readonly day: Day | null;
}

/** Everything that could be chosen instead, whatever its rule. */
function offered(
  { writeBackEnabled, mayApprove }: DecisionFacts,
  { target }: TargetChange,
  { billingTarget, period, days = [], later = [] }: Chosen,
): readonly Choice[] {
  const next = target.billingTarget.nextInvoiceDate;
  if (namesDay(billingTarget)) {
    const chosen = writeBackEnabled && mayApprove ? [...days, ...later] : [];
    return [next, ...chosen.map(({ day }) => day)].flatMap((day) =>
      day === null ? [] : [{ choice: day, day }],
    );
  }
  const onInvoices = ['next-invoice', 'invoice-after'] as const satisfies readonly BillingTarget[];
  return onInvoices.map((choice) => ({ choice, day: firstBilledDay(choice, period) }));
}
