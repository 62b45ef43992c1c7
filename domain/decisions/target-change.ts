import { type Message, message, sentences } from '../../messages/message.ts';
import { isOutside } from '../usage/line-roles.ts';
import type { OwnAmount } from '../currency.ts';
import { decimal, type DecimalText } from '../quantity.ts';
import type { ChangeableLine } from '../comparison/change-effect.ts';
import type { ComposedLine } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { isHolding } from '../usage/line-flags.ts';
import {
  currencyCheck,
  dropCheck,
  firstCheck,
  fractionCheck,
  type CheckedQuantity,
  hasFallen,
  jumpCheck,
  unknownCheck,
} from '../usage/checks.ts';
import { type DecisionFacts, type DecisionRejected, type DecisionWish, reject } from './decision.ts';

/** The target line and what it shall become. */
export interface TargetChange {
  readonly psaLineId: string;
  readonly target: ChangeableLine;
  readonly after: DecimalText;
}

/** `approve`: only increase and decrease, never while a check holds (RULES 7, 8). */
export function asCounted(facts: DecisionFacts, wish: DecisionWish): TargetChange | DecisionRejected {
  const { line } = facts;
  const unexplained = includedRejection(line.flags);
  if (unexplained !== null) return unexplained;
  if (line.kind !== 'increase' && line.kind !== 'decrease') return notApprovable(line);
  const held = heldRejection(line.flags);
  if (held !== null) return held;
  const chosen = targetOf(facts, wish);
  if ('kind' in chosen) return chosen;
  if (line.variance === null) return notApprovable(line);
  // Against what the PSA bills now, also while a change waits: this decision replaces that change (RULES 6).
  const after = decimal(chosen.target.quantity).plus(line.variance).toFixed();
  return quantityRejection(chosen.psaLineId, after) ?? { ...chosen, after };
}

/** `adjust`: also a match; a reason is needed, and the adjusted quantity passes the same checks (RULES 7, 8). */
export function adjusted(facts: DecisionFacts, wish: DecisionWish): TargetChange | DecisionRejected {
  const { line } = facts;
  const unexplained = includedRejection(line.flags);
  if (unexplained !== null) return unexplained;
  // A fixed quantity agrees without a count, but nothing is sent without one (RULES 13).
  if (line.notRead !== null) return reject('LineNotRead', line.notRead.reason);
  const comparable = line.kind === 'increase' || line.kind === 'decrease' || line.kind === 'match';
  if (!comparable) return notApprovable(line);
  if (line.psaQuantity === null) return heldRejection(line.flags) ?? notApprovable(line);
  if (wish.reason === null || wish.reason.trim() === '')
    return reject('ReasonRequired', message('decisions.adjust-reason'));
  if (wish.quantity === null) return reject('QuantityRequired', message('decisions.adjust-quantity'));
  const chosen = targetOf(facts, wish);
  if ('kind' in chosen) return chosen;
  const after = decimal(wish.quantity).toFixed();
  const rejected =
    quantityRejection(chosen.psaLineId, after) ?? heldRejection(adjustedFlags(facts, chosen, after));
  return rejected ?? { ...chosen, after };
}

/** What is never sent: 0 and below (RULES 4, 7), fractions, and numbers that no MSP has seats of. */
function quantityRejection(psaLineId: string, after: DecimalText): DecisionRejected | null {
  const wanted = decimal(after);
  if (wanted.lessThanOrEqualTo(0)) {
    return reject('TargetWouldBeZero', message('decisions.would-fall', { line: psaLineId, after }));
  }
  if (!wanted.isInteger())
    return reject('QuantityNotWhole', message('decisions.not-whole', { quantity: after }));
  return wanted.greaterThan(largestQuantity)
    ? reject('QuantityNotWhole', message('decisions.too-large', { quantity: after, most: largestQuantity }))
    : null;
}

/** Far above any real seat count, and exact as a JSON integer everywhere. */
const largestQuantity = 1_000_000;

export function notApprovable({ kind, reason }: ComposedLine): DecisionRejected {
  return reject(kind === 'not-read' ? 'LineNotRead' : 'KindNotApprovable', reason);
}

/** Free units that nobody explained: how many seats the PSA bills is not known, whatever else holds (RULES 9). */
export function includedRejection(flags: readonly UsageLineFlag[]): DecisionRejected | null {
  const open = flags.filter(({ flag }) => flag === 'included');
  return open.length === 0 ? null : reject('IncludedNotAnswered', reasonsOf(open));
}

function heldRejection(flags: readonly UsageLineFlag[]): DecisionRejected | null {
  const scheduled = flags.find(({ flag }) => flag === 'scheduled');
  if (scheduled !== undefined) return reject('LineScheduled', scheduled.reason);
  const holding = flags.filter(isHolding);
  return holding.length === 0 ? null : reject('LineHeld', reasonsOf(holding));
}

const reasonsOf = (flags: readonly UsageLineFlag[]): Message | null =>
  sentences(flags.map(({ reason }) => reason));

/** The checks for the sum that the adjusted quantity gives; those about readings and schedules stay. */
function adjustedFlags(
  facts: DecisionFacts,
  { psaLineId, target }: Pick<TargetChange, 'psaLineId' | 'target'>,
  after: DecimalText,
): readonly UsageLineFlag[] {
  const { line, accepted, limits } = facts;
  const kept = line.flags.filter((flag) =>
    flag.flag === 'held' ? keptChecks.has(flag.check) : isHolding(flag),
  );
  const sum = target.groupSumWith(after);
  if (sum === null || line.psaQuantity === null) return [...kept, unknownCheck()];
  const units = decimal(sum).minus(line.includedBeside);
  const psa = decimal(line.onceDone?.psaQuantity ?? line.psaQuantity).minus(line.includedBeside);
  const quantity: CheckedQuantity = {
    // Under a billing rule, a quantity says nothing of the seats (RULES 13).
    seats: line.rule?.applied == null || line.vendorQuantity === null ? units : decimal(line.vendorQuantity),
    units,
    psa,
    accepted,
    effect: furtherEffect(facts, target, after),
    beginsAgain: psa.isZero() && line.lines.some(isBilledByDay),
  };
  // "Shrink of many" speaks of the run, not of this quantity: it holds an adjusted one that still falls.
  const shrink = line.flags.filter(
    (flag) => flag.flag === 'held' && flag.check === 'shrink-of-many' && hasFallen(quantity),
  );
  const fresh = [
    dropCheck(quantity, limits),
    firstCheck(quantity, limits),
    jumpCheck(quantity, limits, facts.ownCurrency),
    currencyCheck(quantity, facts.ownCurrency),
    fractionCheck(quantitiesWith(line, psaLineId, after)),
  ];
  return [...kept, ...shrink, ...fresh.filter((flag) => flag !== null)];
}

/** A line of 0 units is in the total only where Seatwise ended it, and its changes name a day (RULES 17). */
const isBilledByDay = ({ live, billsByDay }: ComposedLine['lines'][number]): boolean =>
  live && billsByDay === true;

/** Money a month beyond what was approved already and waits; null: unknown. */
function furtherEffect(
  { waiting, changeable }: DecisionFacts,
  target: ChangeableLine,
  after: DecimalText,
): OwnAmount {
  const { amount, withoutRate } = target.effectOf(after).own;
  const waits = waiting === null ? undefined : changeable.get(waiting.psaLineId);
  const decided =
    waiting === null || waits === undefined ? decimal(0) : waits.effectOf(waiting.after).own.amount;
  return { amount: amount === null || decided === null ? null : amount.minus(decided), withoutRate };
}

/** `fraction` ends by an adjust of the odd line; it, drop, jump and currency are recomputed (RULES 7). */
const keptChecks: ReadonlySet<string> = new Set(['zero', 'age', 'unknown', 'psa-terms']);

const quantitiesWith = ({ lines }: ComposedLine, psaLineId: string, after: DecimalText) =>
  lines
    .filter(({ live, role }) => live && !isOutside(role))
    .map((source) => (source.psaLineId === psaLineId ? after : source.quantity))
    .map((quantity) => (quantity === null ? null : decimal(quantity)));

function targetOf(
  { line, changeable }: DecisionFacts,
  { targetPsaLineId }: DecisionWish,
): Pick<TargetChange, 'psaLineId' | 'target'> | DecisionRejected {
  const psaLineId = targetPsaLineId ?? line.target?.psaLineId ?? onlyLocked(line, changeable);
  if (psaLineId === null) return reject('TargetRequired', whichTarget(line));
  const target = changeable.get(psaLineId);
  if (target === undefined)
    return reject('LineNotInGroup', message('decisions.not-in-sum', { line: psaLineId }));
  return target.locked === null
    ? { psaLineId, target }
    : reject('TargetRequired', message('decisions.locked', { line: psaLineId, reason: target.locked }));
}

/** Where one line alone could change and nobody sets it, there is none to choose: the reason is said instead. */
function onlyLocked({ lines }: ComposedLine, changeable: DecisionFacts['changeable']): string | null {
  const [only, ...more] = lines.filter(({ live, role }) => live && !isOutside(role));
  if (only === undefined || more.length > 0) return null;
  return (changeable.get(only.psaLineId)?.locked ?? null) === null ? null : only.psaLineId;
}

/** Where a named target cannot take the change, its warning comes first; else the lines to choose from. */
function whichTarget({ lines, warnings }: ComposedLine): Message {
  const inSum = lines.filter(({ live, role }) => live && !isOutside(role));
  const [warning] = warnings;
  const isNamed = inSum.length === 1 || inSum.some(({ role }) => role === 'target');
  if (isNamed && warning !== undefined) return warning;
  const choices = inSum.map(({ psaLineId: line, quantity }) =>
    quantity === null
      ? message('decisions.line-choice-unknown', { line })
      : message('decisions.line-choice', { line, quantity }),
  );
  return message('decisions.choose-line', { lines: choices });
}
