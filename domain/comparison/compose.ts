import { type Message, message } from '../../messages/message.ts';
import { type RulesByScope, rulesByScope } from '../billing-rules/applicable-rule.ts';
import { inOwnCurrency, notConfirmed, type OwnAmount } from '../currency.ts';
import { decimal, type DecimalText, decimalText } from '../quantity.ts';
import { accountGroupKey, type BillingGroup, isComposed, isUnmappedUsage } from './billing-groups.ts';
import type {
  AcceptedCount,
  ComposedLine,
  CompositionInput,
  LineRule,
  PsaAdvice,
  UsageMoney,
  WaitingChange,
} from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { isComparing } from '../usage/line-kinds.ts';
import { foundLines, type FoundLines } from './elsewhere-billed.ts';
import { groupFlags, checkedQuantity } from './group-flags.ts';
import { assessGroup, deadLines, type GroupAssessment } from './group-kind.ts';
import { accountRule, groupRule } from './group-rule.ts';
import { groupWarnings } from './group-warnings.ts';
import { fallingAccounts, type CheckedQuantity } from '../usage/checks.ts';
import { unanswered } from './included-units.ts';
import { accountSource, lineSource } from './line-sources.ts';
import {
  atRiskMoney,
  billedAndCost,
  billedMoney,
  commonEffect,
  deadValue,
  type Effect,
  effectMoney,
  endingEffect,
  lineEffect,
  noMoney,
  rounded,
} from './money.ts';
import { type Beside, creation, newReason } from './unbilled-usage.ts';
import { type GroupReadings, groupReadings, isPsaRead, type ReadingFacts, readingFacts } from './readings.ts';
import { groupsOf } from './scheduled-twins.ts';
import { estimatedValue, type SeatPrices, seatPrices } from './seat-prices.ts';
import { confirmedRules, psaTermsFlag } from './psa-terms.ts';
import { notEnding, settledDays, type SettledDays } from './settled-lines.ts';
import { possibleTargets, type TargetLine, targetLine } from './target-line.ts';
import { unmappedLine } from './unmapped-line.ts';
import { missedIn, vanishedFlag } from './vanished-lines.ts';
import { asIfDone, groupBillingTarget, onceDone, waitingFlag } from './waiting-change.ts';

/**
 * All usage lines of one vendor service, from the last complete readings, in the order of their group keys (RULES 2); of a
 * part, those of its groups. Pure: the same facts give the same lines, in whatever order they come.
 */
export function composeUsage(input: CompositionInput): readonly ComposedLine[] {
  const context = compositionContext(input);
  const drafts = groupsOf(input).map((group) => draftLine(group, context));
  const falling = fallingAccounts(
    drafts.map(({ group, quantity }) => ({ accounts: group.accounts.length, quantity })),
    input.part?.elsewhere,
  );
  const lines = drafts.map((draft) =>
    groupLine(draft, groupFlags(draft, draft.done.kind, falling, input), context),
  );
  const unmapped = input.accounts
    .filter((account) => isUnmappedUsage(account) && isComposed(input, accountGroupKey(account.id)))
    .map((account) =>
      unmappedLine(account, input, context.prices, accountRule(account, context.rules, input.today)),
    );
  return [...lines, ...unmapped].sort((a, b) => (a.groupKey < b.groupKey ? -1 : 1));
}

interface CompositionContext {
  readonly input: CompositionInput;
  readonly readings: ReadingFacts;
  readonly prices: SeatPrices;
  readonly found: FoundLines;
  readonly rules: RulesByScope;
  /** IDs of the rules that apply together with terms of the PSA. */
  readonly confirmed: ReadonlySet<string>;
  readonly accepted: ReadonlyMap<string, AcceptedCount>;
  readonly waiting: ReadonlyMap<string, WaitingChange>;
}

function compositionContext(input: CompositionInput): CompositionContext {
  return {
    input,
    readings: readingFacts(input),
    prices: seatPrices(input),
    found: foundLines(input),
    rules: rulesByScope(input.rules),
    confirmed: confirmedRules(input.rules),
    accepted: new Map(input.accepted.map((accepted) => [accepted.groupKey, accepted])),
    waiting: new Map(input.waiting.map((change) => [change.groupKey, change])),
  };
}

interface LineDraft {
  readonly group: BillingGroup;
  readonly readings: GroupReadings;
  readonly rule: LineRule | undefined;
  /** Against what the PSA bills now, also while an approved change waits (RULES 6). */
  readonly assessment: GroupAssessment;
  readonly target: TargetLine;
  readonly effect: Effect | null;
  /** With the approved change that waits taken as done: what nobody decided yet, as the checks see it. */
  readonly done: GroupAssessment;
  readonly quantity: CheckedQuantity | null;
  readonly beside: Beside;
  readonly settled: SettledDays;
}

function draftLine(group: BillingGroup, context: CompositionContext): LineDraft {
  const readings = readingsOf(group, context.readings);
  const rule = groupRule(group, context.rules, context.input);
  const waiting = context.waiting.get(group.key);
  // What waits is sent on a count (RULES 6): while there is none, its line says so.
  const lacksCount = readings.notRead !== null && waiting === undefined && isPsaRead(group, context.readings);
  const assessment = assessGroup(group, readings.notRead, rule, lacksCount);
  const target = targetLine(assessment);
  const effect = groupEffect(assessment, target, waiting);
  const done =
    waiting === undefined ? assessment : assessGroup(asIfDone(group, waiting), readings.notRead, rule);
  const undecided = waiting === undefined ? effect : groupEffect(done, targetLine(done));
  const accepted = context.accepted.get(group.key) ?? null;
  const quantity =
    readings.notRead === null ? checkedQuantity(done, accepted, ownAmount(undecided, context.input)) : null;
  const beside: Beside = {
    found: assessment.kind === 'new' ? context.found.of(group, context.readings.readings) : [],
    vanished: missedIn(group, assessment.inSum, context.input),
  };
  const settled = settledDays(group, assessment);
  return { group, readings, rule, assessment, target, effect, done, quantity, beside, settled };
}

/** What begins later is compared with the count of the customer, which has to be known. */
function readingsOf(group: BillingGroup, facts: ReadingFacts): GroupReadings {
  const readings = groupReadings(group, facts);
  return group.staying === undefined || readings.notRead !== null
    ? readings
    : { ...readings, notRead: groupReadings(group.staying, facts).notRead };
}

/** What limits compare. A cycle that is not counted in months still has its invoice to measure the effect by. */
function ownAmount(effect: Effect | null, { currencies }: CompositionInput): OwnAmount {
  if (effect === null) return { amount: null, withoutRate: null };
  const amount = effect.perMonth ?? effect.perInvoice;
  const code = effect.currency ?? notConfirmed;
  return inOwnCurrency(amount === null ? null : rounded(amount, code), effect.currency, currencies);
}

/**
 * money(after) − money(before) of the target, or of every line that could be it (RULES 9). Of several lines that are to be
 * ended, while the end of one waits: of that one.
 */
function groupEffect(
  assessment: GroupAssessment,
  { target }: TargetLine,
  waiting?: WaitingChange,
): Effect | null {
  switch (assessment.kind) {
    case 'match':
    case 'increase':
    case 'decrease': {
      if (assessment.inSum.length === 0 || assessment.variance === null) return null;
      const effects = possibleTargets(assessment, target).map(({ line, after }) => lineEffect(line, after));
      return commonEffect(effects);
    }
    case 'orphan':
    case 'billed-twice': {
      const left = notEnding(assessment.inSum);
      const waits = left.filter(({ line }) => line.id === waiting?.psaLineId && isZero(waiting.after));
      const ending = waits.length > 0 ? waits : left;
      return ending.length === 0 || unanswered(ending).length > 0 ? null : endingEffect(ending);
    }
    default:
      return null;
  }
}

const isZero = (quantity: DecimalText): boolean => decimal(quantity).isZero();

function groupMoney(
  { group, assessment, effect, settled }: LineDraft,
  { prices, waiting, input: { currencies } }: CompositionContext,
): UsageMoney {
  if (effect !== null) return effectMoney(effect);
  switch (assessment.kind) {
    case 'new': {
      const creates = waiting.get(group.key)?.creates;
      if (creates !== undefined) return { ...noMoney(null), ...creates };
      return atRiskMoney(
        estimatedValue(group.accounts, prices, assessment.units),
        true,
        null,
        currencies.own,
      );
    }
    case 'bills-nothing': {
      if (assessment.units === null) return noMoney(message('usage.money.not-read'));
      const dead = deadValue(deadLines(group), assessment.units);
      if (dead.value !== null) return atRiskMoney(dead.value, false, dead.note, dead.currency);
      return atRiskMoney(
        estimatedValue(group.accounts, prices, assessment.units),
        true,
        dead.note,
        currencies.own,
      );
    }
    case 'not-read':
      return noMoney(message('usage.money.not-read'));
    case 'choice':
      return noMoney(message('usage.money.choose-line'));
    case 'no-account':
      return billedMoney(assessment.inSum, message('usage.money.no-account'));
    default: {
      if (settled.endsOn !== undefined) return noMoney(message('usage.money.ended'));
      const asked = unanswered(assessment.inSum).length > 0;
      return noMoney(message(asked ? 'usage.money.included' : 'usage.money.no-line'));
    }
  }
}

function groupLine(
  draft: LineDraft,
  flags: readonly UsageLineFlag[],
  context: CompositionContext,
): ComposedLine {
  const { group, assessment, target, beside } = draft;
  const readings = context.readings.readings;
  const waiting = context.waiting.get(group.key);
  const further = onceDone(draft.done, waiting);
  const also = group.alsoCandidates.map((line) => lineSource(line, readings));
  const children = group.childLines.map((line) => lineSource(line, readings));
  const ofPsa = isComparing(assessment.kind)
    ? psaTermsFlag(assessment.inSum, draft.rule, context.confirmed)
    : null;
  return {
    groupKey: group.key,
    kind: assessment.kind,
    flags: [
      ...flags,
      ...(ofPsa === null ? [] : [ofPsa]),
      ...(group.accounts.length === 0 ? [] : vanishedFlag(beside.vanished)),
      ...waitingFlag(waiting, further, draft.readings.notRead),
    ],
    companyId: group.companyId,
    accountId: null,
    vendorQuantity: assessment.vendor,
    psaQuantity: assessment.psa === null ? null : decimalText(assessment.psa),
    ...draft.readings,
    includedBeside: decimalText(assessment.beside),
    variance: assessment.variance === null ? null : decimalText(assessment.variance),
    ...(draft.rule === undefined ? {} : { rule: draft.rule }),
    ...(further === null ? {} : { onceDone: further }),
    target: target.target,
    billingTarget: groupBillingTarget(draft, context.input),
    needsTarget: target.needsTarget,
    money: groupMoney(draft, context),
    ...billedAndCost(assessment),
    accounts: group.accounts.map(accountSource),
    lines: group.lines.map((line) => lineSource(line, readings)),
    ...draft.settled,
    ...(also.length === 0 ? {} : { alsoCandidates: also }),
    ...(children.length === 0 ? {} : { childLines: children }),
    ...(beside.found.length === 0 ? {} : { found: beside.found }),
    ...(beside.vanished.length === 0 ? {} : { vanished: beside.vanished }),
    warnings: groupWarnings(draft, context.prices),
    advice: advice(draft, context),
    reason: reasonOf(draft),
  };
}

function reasonOf({ group, assessment, beside, settled: { endsOn } }: LineDraft): Message {
  if (endsOn !== undefined) return message('usage.reason.ended', { day: endsOn });
  return assessment.kind === 'new' ? newReason(group, beside) : assessment.reason;
}

/** `new` shows what to create, `orphan` which line to cancel (RULES 8). */
function advice(
  { group, assessment, beside }: LineDraft,
  { input, readings, prices }: CompositionContext,
): PsaAdvice | null {
  if (assessment.kind === 'orphan' || assessment.kind === 'billed-twice') {
    const left = notEnding(assessment.inSum);
    return left.length === 0 ? null : { kind: 'cancel-line', psaLineIds: left.map(({ line }) => line.id) };
  }
  return assessment.kind === 'new' && assessment.units !== null
    ? creation(group, assessment.units, beside, readings, prices, input)
    : null;
}
