import type { Message } from '../../messages/message.ts';
import { type CurrencyCode, inOwnCurrency, type OwnAmount } from '../currency.ts';
import { applicableRule, type RulesByScope, rulesByScope } from '../billing-rules/applicable-rule.ts';
import type { BillingRule } from '../billing-rules/billing-rule.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import { type BillingGroup, linesInSum, sumOfQuantities } from './billing-groups.ts';
import { groupsOf } from './scheduled-twins.ts';
import type { CompositionInput, LineRule } from '../usage/composition.ts';
import { type GroupLine, idsOfLine } from './group-line.ts';
import { ruleOfSubject } from './group-rule.ts';
import { type Effect, effectMoney, endEffect, lineEffect } from './money.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import { agreementTypeKey, billingTargetFactsOf } from './waiting-change.ts';

/** A PSA line of a billing group as a change of it needs it. */
export interface ChangeableLine {
  readonly quantity: DecimalText;
  readonly agreementId: string;
  readonly productIdentifier: string | null;
  /** Why the PSA lets nobody set it at present; null: it can be set. */
  readonly locked: Message | null;
  /** What the group's sum becomes when this line becomes `after`; null where a line of it has no quantity. */
  groupSumWith(after: DecimalText): DecimalText | null;
  /** Money of the change (RULES 9); null is unknown. */
  effectOf(after: DecimalText): {
    /** Of its amounts; `XXX`: not confirmed. */
    readonly currency: CurrencyCode;
    /** What limits compare: a month's, else an invoice's. */
    readonly own: OwnAmount;
    readonly effectPerInvoice: DecimalText | null;
    readonly effectPerMonth: DecimalText | null;
    readonly note: Message | null;
  };
  /** Money of its end: nothing is billed any more, not even a minimum. */
  effectOfEnd(): ReturnType<ChangeableLine['effectOf']>;
  readonly billingTarget: BillingTargetFacts;
  /** The rule that applies where this line changes and bills from that day on (RULES 13); null: none. */
  ruleOn(day: Day): BillingRule | null;
  /** The same rule with what it makes of the group's seats; undefined: none, so that every seat is a unit. */
  appliedOn(day: Day): LineRule | undefined;
}

/** Every line in the sum of every group: group key → PSA line id → line. Built once for many decisions. */
export function changeableLines(
  input: CompositionInput,
): ReadonlyMap<string, ReadonlyMap<string, ChangeableLine>> {
  const rules = rulesByScope(input.rules);
  return new Map(
    groupsOf(input).map((group) => [
      group.key,
      new Map(linesInSum(group).flatMap((line) => changeable(line, group, input, rules))),
    ]),
  );
}

function changeable(
  line: GroupLine,
  group: BillingGroup,
  input: Pick<CompositionInput, 'billsIn' | 'timeZone' | 'currencies'>,
  rules: RulesByScope,
): readonly (readonly [string, ChangeableLine])[] {
  const { quantity, id, agreementId, productId, productIdentifier } = line.line;
  if (quantity === null) return [];
  const agreementTypeId = agreementTypeKey(line.agreement?.typeId);
  const subject = { companyId: group.companyId, psaLineIds: idsOfLine(line), agreementTypeId, productId };
  return [
    [
      id,
      {
        quantity: decimal(quantity).toFixed(),
        agreementId,
        productIdentifier,
        locked: line.line.locked ?? null,
        groupSumWith: (after) =>
          sumOfQuantities(
            linesInSum(group).map((one) => (one.line.id === id ? after : one.line.quantity)),
          )?.toFixed() ?? null,
        effectOf: (after) => effectIn(lineEffect(line, decimal(after)), input),
        effectOfEnd: () => effectIn(endEffect(line), input),
        billingTarget: billingTargetFactsOf(line, group, input),
        ruleOn: (day) => applicableRule(rules, subject, day),
        appliedOn: (day) => ruleOfSubject(group, subject, rules, { day, ends: null }),
      },
    ],
  ];
}

/** An effect as a decision keeps it, and as limits compare it. */
export function effectIn(
  effect: Effect,
  { currencies }: Pick<CompositionInput, 'currencies'>,
): ReturnType<ChangeableLine['effectOf']> {
  const money = effectMoney(effect);
  const { effectPerInvoice, effectPerMonth, note, currency } = money;
  const amount = effectPerMonth ?? effectPerInvoice;
  const own = inOwnCurrency(amount === null ? null : decimal(amount), currency, currencies);
  return { effectPerInvoice, effectPerMonth, note, currency, own };
}
