import type { Decimal } from 'decimal.js';
import { type Message, message } from '../../messages/message.ts';
import { decimal, decimalText, type DecimalText } from '../quantity.ts';
import { type BillingGroup, linesInSum, sumOfQuantities, vendorQuantity } from './billing-groups.ts';
import type { NotReadCause } from './composition.ts';
import type { UsageLineKind } from './line-kinds.ts';
import { unanswered, unitsBeside } from './included-units.ts';
import { isOutside } from './line-roles.ts';
import type { GroupLine } from './group-line.ts';

type GroupKind = Exclude<UsageLineKind, 'unmapped'>;

/** What a group is, before money and checks. */
export interface GroupAssessment {
  readonly kind: GroupKind;
  readonly reason: Message;
  readonly vendor: number | null;
  /** Null: no line at all, or a line without a quantity. */
  readonly psa: Decimal | null;
  /** Free units beside the seats (RULES 9): `psa` agrees when it is `vendor` and these. */
  readonly beside: Decimal;
  /** Only with both sides (RULES 12), and all included units explained: `match`, `increase`, `decrease`, `orphan`. */
  readonly variance: Decimal | null;
  readonly inSum: readonly GroupLine[];
}

/**
 * The kind of a group, in the order of RULES 4: `not-read` > `bills-nothing` > `choice` > `orphan` > `new` > `match`,
 * `increase`, `decrease`; a group without accounts is `no-account` once its lines were read.
 */
export function assessGroup(group: BillingGroup, notRead: NotReadCause | null): GroupAssessment {
  const inSum = linesInSum(group);
  const psa = inSum.length === 0 ? null : sumOfQuantities(inSum.map(({ line }) => line.quantity));
  const vendor = vendorQuantity(group.accounts);
  const beside = unitsBeside(inSum);
  const is = (kind: GroupKind, reason: Message): GroupAssessment => ({
    kind,
    reason,
    vendor,
    psa,
    beside,
    variance: null,
    inSum,
  });

  if (notRead !== null) return is('not-read', notRead.reason);
  if (group.billedTwice) return is('billed-twice', twiceReason(group));
  // Every account has its count, so only a group without accounts has no sum of them.
  if (vendor === null) return is('no-account', message('usage.reason.no-account'));
  const dead = deadLines(group);
  const counted = inSum.filter((line) => !line.foreign || line.role !== null);
  if (vendor > 0 && counted.length === 0 && dead.length > 0) {
    const why = dead[0]?.notLiveReason ?? message('usage.agreement.not-listed');
    return is('bills-nothing', message('usage.reason.bills-nothing', { why }));
  }
  const question = openQuestion(group);
  if (question !== null) return is('choice', question);
  if (vendor === 0 && inSum.length > 0 && psa?.equals(beside) !== true) {
    return withVariance(is('orphan', message('usage.reason.orphan')));
  }
  if (inSum.length === 0)
    return vendor > 0 ? is('new', message('usage.reason.new')) : is('match', message('usage.reason.nothing'));
  return psa === null ? comparedWithKnown(vendor, inSum, is) : compared(vendor, psa, beside, is);
}

/**
 * A live line that was read and has no quantity leaves sum and variance unknown, which the check `unknown` holds
 * (RULES 7). The kind follows the quantities that the PSA does state; it is no `match` before the PSA says so.
 */
function comparedWithKnown(
  vendor: number,
  inSum: readonly GroupLine[],
  is: (kind: GroupKind, reason: Message) => GroupAssessment,
): GroupAssessment {
  const stated = inSum.flatMap(({ line }) => (line.quantity === null ? [] : [line.quantity]));
  const exceeds = sumOfQuantities(stated)?.greaterThan(vendor) === true;
  const without = inSum
    .filter(({ line }) => line.quantity === null)
    .map(({ line: { id: line, locked } }) =>
      locked === undefined
        ? message('usage.line', { line })
        : message('usage.line-locked', { line, why: locked }),
    );
  return is(
    exceeds ? 'decrease' : 'increase',
    message('usage.reason.without-quantity', { seats: vendor, lines: without }),
  );
}

/** vendor + beside − psa (RULES 9); unknown while nobody said what some included units are. */
function withVariance(assessment: GroupAssessment): GroupAssessment {
  const { vendor, psa, beside, inSum } = assessment;
  if (vendor === null || psa === null || unanswered(inSum).length > 0) return assessment;
  return { ...assessment, variance: beside.plus(vendor).minus(psa) };
}

/** Free units that nobody explained count as part of the seats, for the kind alone (RULES 9). */
function compared(
  vendor: number,
  psa: Decimal,
  beside: Decimal,
  is: (kind: GroupKind, reason: Message) => GroupAssessment,
): GroupAssessment {
  const variance = beside.plus(vendor).minus(psa);
  const kind = variance.isZero() ? 'match' : variance.isPositive() ? 'increase' : 'decrease';
  const numbers = { seats: vendor, units: decimalText(psa) };
  const assessment = withVariance(is(kind, comparedReason(numbers, beside, variance)));
  if (assessment.variance !== null) return assessment;
  const included = decimalText(includedUnits(assessment.inSum));
  return {
    ...assessment,
    reason: beside.isZero()
      ? message('usage.reason.included', { ...numbers, included })
      : message('usage.reason.included-in-addition', {
          ...numbers,
          addition: decimalText(beside),
          included,
        }),
  };
}

function comparedReason(
  numbers: { readonly seats: number; readonly units: DecimalText },
  beside: Decimal,
  variance: Decimal,
): Message {
  const change = decimalText(variance);
  const included = decimalText(beside);
  if (beside.isZero())
    return variance.isZero()
      ? message('usage.reason.matched', numbers)
      : message('usage.reason.differs', { ...numbers, change });
  return variance.isZero()
    ? message('usage.reason.matched-in-addition', { ...numbers, included })
    : message('usage.reason.differs-in-addition', { ...numbers, included, change });
}

const includedUnits = (inSum: readonly GroupLine[]): Decimal =>
  unanswered(inSum).reduce((sum, { line }) => sum.plus(line.lessIncluded ?? 0), decimal(0));

/** Lines that are live by their own dates on an agreement that bills nothing (RULES 3). */
export function deadLines(group: BillingGroup): readonly GroupLine[] {
  return group.lines.filter((line) => line.status === 'unusable-agreement' && !isOutside(line.role));
}

/** What is to be ended, and what was entered already. */
const twiceReason = ({ lines }: BillingGroup): Message =>
  message('usage.reason.billed-twice', {
    lines: lines.map(({ line: { id: line, cancelledDate: day } }) =>
      day === null ? message('usage.line', { line }) : message('usage.line-ending', { line, day }),
    ),
  });

/** Why a person must give roles first (RULES 4), or null. */
function openQuestion(group: BillingGroup): Message | null {
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
