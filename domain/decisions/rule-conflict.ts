import { type BillingRule, isSameRule } from '../billing-rules/billing-rule.ts';
import { ruleSentence } from '../billing-rules/rule-text.ts';
import { message, type Message } from '../../messages/message.ts';
import { type Day, decimal } from '../quantity.ts';
import {
  type BillingTargetDecision,
  firstBilledDay,
  namesDay,
  type BillingTarget,
} from '../usage/billing-target.ts';
import {
  type DecidedChange,
  type DecisionFacts,
  type DecisionRejected,
  type DecisionWish,
  reject,
} from './decision.ts';
import { notApprovable, type TargetChange } from './target-change.ts';

type Chosen = Extract<BillingTargetDecision, { readonly kind: 'billing-target' }>;
type Named = Pick<BillingRule, 'id' | 'version' | 'terms'> | null;

/** The rule that a change follows where it is not the one that the line shows. */
type RuledChange = Pick<DecidedChange, 'ownRule'>;

/**
 * Judges a change by billing rules (RULES 13): rejected where it was selected together with others although two rules meet in
 * its period, or under another rule than the line shows. The invoice after the next one, chosen by a person, is judged by
 * the rule of its own first billed day.
 */
export function byRules(
  facts: DecisionFacts,
  wish: DecisionWish,
  decided: TargetChange,
  chosen: Chosen,
): RuledChange | DecisionRejected {
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
  if (isShown(day)) return {};
  const applies = target.ruleOn(day);
  if (chosen.billingTarget === 'invoice-after' && !chosen.isDefault)
    return byOwnRule(facts, wish, decided, day);
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

/** An approval for other units than the line shows is an adjustment, so that nothing is sent that no person saw. */
function byOwnRule(
  { line }: DecisionFacts,
  wish: DecisionWish,
  { target, after }: TargetChange,
  day: Day,
): RuledChange | DecisionRejected {
  const own = target.appliedOn(day);
  const ruled = { ownRule: own ?? null };
  if (wish.decision === 'adjust') return ruled;
  const units = own?.applied?.units ?? line.vendorQuantity;
  if (units === null || line.psaQuantity === null) return notApprovable(line);
  const needed = decimal(target.quantity)
    .plus(units)
    .plus(line.includedBeside)
    .minus(line.psaQuantity)
    .toFixed();
  if (decimal(needed).equals(after)) return ruled;
  const names = { rule: nameOf(line.rule?.applied ?? null), other: nameOf(target.ruleOn(day)) };
  return reject(
    'QuantityRequired',
    message('decisions.units-of-day', { ...names, day, shown: after, after: needed }),
  );
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
