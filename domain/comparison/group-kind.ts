import type { Decimal } from 'decimal.js';
import { type Message, message, sentences } from '../../messages/message.ts';
import { decimal, decimalText } from '../quantity.ts';
import {
  type BillingGroup,
  haveLeft,
  linesInSum,
  sumOfQuantities,
  vendorQuantity,
} from './billing-groups.ts';
import { billableOf, type LineRule, type NotReadCause } from '../usage/composition.ts';
import type { UsageLineKind } from '../usage/line-kinds.ts';
import { unanswered, unitsBeside } from './included-units.ts';
import { isOutside } from '../usage/line-roles.ts';
import type { Excess, GroupLine } from './group-line.ts';

type GroupKind = Exclude<UsageLineKind, 'unmapped'>;

/** What a group is, before money and checks. */
export interface GroupAssessment {
  readonly kind: GroupKind;
  readonly reason: Message;
  readonly vendor: number | null;
  /** What is to be billed for them (RULES 13); null as `vendor`. */
  readonly units: number | null;
  /** Whether a billing rule made `units` of them. */
  readonly byRule: boolean;
  /** Null: no line at all, or a line without a quantity. */
  readonly psa: Decimal | null;
  /** Free units beside the seats (RULES 9): `psa` agrees when it is `units` and these. */
  readonly beside: Decimal;
  /** Only with both sides (RULES 12), and all included units explained: `match`, `increase`, `decrease`, `orphan`. */
  readonly variance: Decimal | null;
  readonly inSum: readonly GroupLine[];
  /** False: a fixed quantity that the PSA bills, whatever the count is (RULES 13). */
  readonly needsCount: boolean;
}

/**
 * The kind of a group, in the order of RULES 4: `not-read` > `bills-nothing` > `choice` > `orphan` > `new` > `match`,
 * `increase`, `decrease`; a group without accounts is `no-account` once its lines were read.
 *
 * @param rule undefined: every seat is a unit
 * @param lacksCount what `notRead` says is that a count is missing, and nothing else is
 */
export function assessGroup(
  group: BillingGroup,
  notRead: NotReadCause | null,
  rule?: LineRule,
  lacksCount = false,
): GroupAssessment {
  const inSum = linesInSum(group);
  const psa = inSum.length === 0 ? null : sumOfQuantities(inSum.map(({ line }) => line.quantity));
  const vendor = vendorQuantity(group.accounts);
  const units = billableOf({ vendorQuantity: vendor, ...(rule === undefined ? {} : { rule }) });
  const byRule = rule?.applied != null;
  const beside = unitsBeside(inSum);
  const is = (kind: GroupKind, reason: Message): GroupAssessment => ({
    kind,
    reason,
    vendor,
    units,
    byRule,
    psa,
    beside,
    variance: null,
    inSum,
    needsCount: true,
  });

  if (notRead !== null) {
    const match = lacksCount ? fixedMatch(group, is('match', notRead.reason), rule) : null;
    return match ?? is('not-read', notRead.reason);
  }
  if (group.billedTwice) return is('billed-twice', twiceReason(group));
  // Every account has its count, so only a group without accounts has no sum of them.
  if (vendor === null || units === null) return is('no-account', message('usage.reason.no-account'));
  const dead = deadLines(group);
  const counted = inSum.filter((line) => !line.foreign || line.role !== null);
  if (units > 0 && counted.length === 0 && dead.length > 0) {
    const why = dead[0]?.notLiveReason ?? message('usage.agreement.not-listed');
    return is('bills-nothing', message('usage.reason.bills-nothing', { why }));
  }
  const question = openQuestion(group);
  if (question !== null) return is('choice', question);
  const seats = vendor;
  if (units === 0 && inSum.length > 0 && psa?.equals(beside) !== true) {
    return withVariance(is('orphan', orphanReason(group, seats)));
  }
  if (inSum.length === 0) {
    if (units > 0) return is('new', message('usage.reason.new'));
    const nothing =
      seats === 0 ? message('usage.reason.nothing') : message('usage.reason.nothing-by-rule', { seats });
    return is('match', nothing);
  }
  const known: Known = { seats, units, byRule, beside };
  if (psa === null) return comparedWithKnown(known, inSum, is);
  const assessment = compared(known, psa, is);
  return {
    ...assessment,
    needsCount: assessment.kind !== 'match' || rule?.applied?.terms.fixed === undefined,
  };
}

function orphanReason({ accounts }: BillingGroup, seats: number): Message {
  if (haveLeft(accounts)) return message('usage.reason.orphan-left');
  return seats === 0 ? message('usage.reason.orphan') : message('usage.reason.orphan-by-rule', { seats });
}

/** A fixed quantity that the PSA bills agrees without a count (RULES 13); null: it is another, or not only a count is missing. */
function fixedMatch(
  group: BillingGroup,
  match: GroupAssessment,
  rule: LineRule | undefined,
): GroupAssessment | null {
  if (rule?.applied?.terms.fixed === undefined || openQuestion(group) !== null) return null;
  const { psa, variance } = withVariance(match);
  if (psa === null || variance?.isZero() !== true) return null;
  const reason = message('usage.reason.matched-uncounted', { units: decimalText(psa), why: match.reason });
  return { ...match, variance, reason, needsCount: false };
}

interface Known extends Pick<GroupAssessment, 'byRule' | 'beside'> {
  readonly seats: number;
  readonly units: number;
}

/**
 * A live line that was read and has no quantity leaves sum and variance unknown, which the check `unknown` holds
 * (RULES 7). The kind follows the quantities that the PSA does state; it is no `match` before the PSA says so.
 */
function comparedWithKnown(
  { seats, units }: Known,
  inSum: readonly GroupLine[],
  is: (kind: GroupKind, reason: Message) => GroupAssessment,
): GroupAssessment {
  const stated = inSum.flatMap(({ line }) => (line.quantity === null ? [] : [line.quantity]));
  const exceeds = sumOfQuantities(stated)?.greaterThan(units) === true;
  const without = inSum
    .filter(({ line }) => line.quantity === null)
    .map(({ line: { id: line, locked } }) =>
      locked === undefined
        ? message('usage.line', { line })
        : message('usage.line-locked', { line, why: locked }),
    );
  return is(
    exceeds ? 'decrease' : 'increase',
    message('usage.reason.without-quantity', { seats, lines: without }),
  );
}

/** units + beside − psa (RULES 9); unknown while nobody said what some included units are. */
function withVariance(assessment: GroupAssessment): GroupAssessment {
  const { units, psa, beside, inSum } = assessment;
  if (units === null || psa === null || unanswered(inSum).length > 0) return assessment;
  return { ...assessment, variance: beside.plus(units).minus(psa) };
}

/** Free units that nobody explained count as part of the seats, for the kind alone (RULES 9). */
function compared(
  known: Known,
  psa: Decimal,
  is: (kind: GroupKind, reason: Message) => GroupAssessment,
): GroupAssessment {
  const variance = known.beside.plus(known.units).minus(psa);
  const kind = variance.isZero() ? 'match' : variance.isPositive() ? 'increase' : 'decrease';
  const assessment = withVariance(is(kind, comparedReason(known, psa, variance)));
  return assessment.variance === null
    ? { ...assessment, reason: includedReason(known, psa, includedUnits(assessment.inSum)) }
    : assessment;
}

function comparedReason(known: Known, psa: Decimal, variance: Decimal): Message {
  const change = decimalText(variance);
  const included = decimalText(known.beside);
  const numbers = { seats: known.seats, units: decimalText(psa) };
  if (known.byRule) {
    const all = { ...numbers, billable: known.units, addition: included };
    return variance.isZero()
      ? message('usage.reason.matched-by-rule', all)
      : message('usage.reason.differs-by-rule', { ...all, change });
  }
  if (known.beside.isZero())
    return variance.isZero()
      ? message('usage.reason.matched', numbers)
      : message('usage.reason.differs', { ...numbers, change });
  return variance.isZero()
    ? message('usage.reason.matched-in-addition', { ...numbers, included })
    : message('usage.reason.differs-in-addition', { ...numbers, included, change });
}

function includedReason({ seats, units, byRule, beside }: Known, psa: Decimal, of: Decimal): Message {
  const numbers = { seats, units: decimalText(psa), included: decimalText(of) };
  const addition = decimalText(beside);
  if (byRule) return message('usage.reason.included-by-rule', { ...numbers, billable: units, addition });
  return beside.isZero()
    ? message('usage.reason.included', numbers)
    : message('usage.reason.included-in-addition', { ...numbers, addition });
}

const includedUnits = (inSum: readonly GroupLine[]): Decimal =>
  unanswered(inSum).reduce((sum, { line }) => sum.plus(line.lessIncluded ?? 0), decimal(0));

/** Lines that are live by their own dates on an agreement that bills nothing (RULES 3). */
export function deadLines(group: BillingGroup): readonly GroupLine[] {
  return group.lines.filter((line) => line.status === 'unusable-agreement' && !isOutside(line.role));
}

/** What is to be ended, and what was entered already; and from which day on lines are billed twice that begin later. */
function twiceReason({ lines }: BillingGroup): Message {
  const marked = lines.filter(({ excess }) => excess === undefined);
  const reasons = [
    ...(marked.length === 0
      ? []
      : [message('usage.reason.billed-twice', { lines: marked.map(duplicateMessage) })]),
    ...lines.flatMap((line) => (line.excess === undefined ? [] : [excessReason(line, line.excess)])),
  ];
  const [only] = reasons;
  return (
    (reasons.length === 1 ? only : sentences(reasons)) ?? message('usage.reason.billed-twice', { lines: [] })
  );
}

function duplicateMessage({ status, line: { id: line, effectiveDate, cancelledDate } }: GroupLine): Message {
  if (cancelledDate !== null) return message('usage.line-ending', { line, day: cancelledDate });
  return status === 'future' && effectiveDate !== null
    ? message('usage.line-beginning', { line, day: effectiveDate })
    : message('usage.line', { line });
}

/** Both lines, the day, and what to do. */
function excessReason(twin: GroupLine, { from, billed, units, shares }: Excess): Message {
  const own = shares.find(({ of }) => of.line.id !== twin.line.id && of.own?.begins !== undefined)?.of;
  const shown = shares.map(({ of: { line, own: dates }, units: quantity, since: day }) =>
    message(dates?.begins === undefined ? 'usage.line-units' : 'usage.line-units-created', {
      line: line.id,
      quantity,
      day,
    }),
  );
  const params = { day: from, billed, units, lines: shown, line: twin.line.id };
  return own === undefined
    ? message('usage.reason.billed-twice-from', params)
    : message('usage.reason.billed-twice-from-created', { ...params, created: own.line.id });
}

/** Why a person must give roles first (RULES 4), or null. */
export function openQuestion(group: BillingGroup): Message | null {
  const live = group.lines.filter((line) => line.status === 'live');
  if (group.alsoCandidates.length > 0 || live.some((line) => line.foreign && line.role === null)) {
    return message('usage.reason.choice-elsewhere');
  }
  const agreements = new Set(live.map(({ line }) => line.agreementId));
  if (agreements.size > 1 && live.some((line) => line.role === null)) {
    return message('usage.reason.choice-agreements', { count: agreements.size });
  }
  return null;
}
