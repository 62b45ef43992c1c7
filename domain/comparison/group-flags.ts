import { message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { hasEnded } from '../canceled-day.ts';
import type { OwnAmount } from '../currency.ts';
import { type Day, decimal } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import { decideBillingTarget, firstBilledDay } from '../usage/billing-target.ts';
import { isComparing } from '../usage/line-kinds.ts';
import type { AcceptedCount, CompositionInput } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import type { GroupAssessment } from './group-kind.ts';
import { isRevived } from './idle-lines.ts';
import { includedFlags } from './included-units.ts';
import { isOutside } from '../usage/line-roles.ts';
import { isEnding, type SettledDays } from './settled-lines.ts';
import { billingTargetFactsOf } from './waiting-change.ts';
import {
  ageCheck,
  currencyCheck,
  dropCheck,
  type FallingAccounts,
  firstCheck,
  fractionCheck,
  type CheckedQuantity,
  jumpCheck,
  seatsDropCheck,
  shrinkCheck,
  unknownCheck,
  zeroCheck,
  zeroSeatsCheck,
} from '../usage/checks.ts';

/** A group that has a count and a sum, as the checks compare it; null for kinds without both, or free units unexplained. */
export function checkedQuantity(
  { kind, vendor, units, psa, beside, variance, inSum }: GroupAssessment,
  accepted: AcceptedCount | null,
  effect: OwnAmount,
): CheckedQuantity | null {
  if (vendor === null || units === null || psa === null || variance === null || !isComparing(kind))
    return null;
  // Net of free units (RULES 9): what of the quantity stands for billable units.
  const billed = psa.minus(beside);
  const beginsAgain = billed.isZero() && inSum.some(isRevived);
  return { seats: decimal(vendor), units: decimal(units), psa: billed, accepted, effect, beginsAgain };
}

/**
 * Flags of a group's line: checks (RULES 7) and `scheduled` (RULES 3). Drop, first, jump and shrink speak of a change
 * that nobody decided yet, so only of `increase` and `decrease` with what waits taken as done (`undecided`); `zero` is
 * the check of `orphan`, and of a line that a billing rule keeps without seats, and drop also of a match that a rule makes
 * of far fewer seats. What Seatwise has ended holds nothing.
 */
export function groupFlags(
  {
    group,
    assessment,
    quantity,
    settled,
  }: {
    readonly group: BillingGroup;
    readonly assessment: GroupAssessment;
    readonly quantity: CheckedQuantity | null;
    readonly settled: SettledDays;
  },
  undecided: GroupAssessment['kind'],
  falling: FallingAccounts,
  input: Pick<
    CompositionInput,
    'today' | 'timeZone' | 'timeZoneKnown' | 'now' | 'limits' | 'currencies' | 'billsIn' | 'canceledDay'
  >,
): readonly UsageLineFlag[] {
  if (settled.endsOn !== undefined) return [];
  const { kind, inSum, psa } = assessment;
  const flags: (UsageLineFlag | null)[] = [];
  if (kind === 'orphan') flags.push(zeroCheck(assessment.vendor));
  else if (quantity !== null) flags.push(zeroSeatsCheck(quantity));
  if (quantity !== null && (undecided === 'increase' || undecided === 'decrease')) {
    flags.push(
      dropCheck(quantity, input.limits),
      firstCheck(quantity, input.limits),
      shrinkCheck(falling, quantity, input.limits),
      jumpCheck(quantity, input.limits, input.currencies.own),
      currencyCheck(quantity, input.currencies.own),
    );
  }
  if (quantity !== null && undecided === 'match') flags.push(seatsDropCheck(quantity, input.limits));
  const quantities = inSum.map(({ line }) => (line.quantity === null ? null : decimal(line.quantity)));
  if (kind !== 'no-account' && kind !== 'billed-twice') flags.push(fractionCheck([...quantities, psa]));
  if (quantities.includes(null) && group.accounts.length > 0) flags.push(unknownCheck());
  const counts = group.accounts.flatMap(({ lastComplete }) =>
    lastComplete === null || !assessment.needsCount ? [] : [lastComplete.readAt],
  );
  flags.push(
    ageCheck(counts, input.now, input.limits),
    // An end is what a duplicate waits for: nothing to hold.
    kind === 'billed-twice' ? null : plannedFlag(group, assessment, input),
  );
  if (isComparing(kind)) flags.push(...includedFlags(inSum));
  return flags.filter((flag) => flag !== null);
}

/** What holds a line because a person planned something for it, or may have (RULES 3, 17). */
const plannedFlag = (
  group: BillingGroup,
  assessment: GroupAssessment,
  input: Parameters<typeof groupFlags>[3],
): UsageLineFlag | null =>
  returnedFlag(group, assessment) ??
  scheduledFlag(group, assessment) ??
  otherDayFlag(group, input) ??
  canceledDayFlag(group, assessment, input);

/** Seats that are to be billed again, while a line that Seatwise has ended still bills: a person takes the end back. */
function returnedFlag({ lines }: BillingGroup, { vendor, units }: GroupAssessment): UsageLineFlag | null {
  const ending = units === null || units === 0 ? undefined : lines.find(isEnding);
  if (vendor === null || ending?.own?.ends === undefined) return null;
  const params = { line: ending.line.id, day: ending.own.ends, seats: vendor };
  return { flag: 'scheduled', reason: message('usage.flag.seats-returned', params) };
}

/**
 * No PSA says whether a canceled day is still billed (RULES 17): a line that another person canceled as of yesterday, or
 * as of the first day that a change bills, may bill in addition to the others. Once invoices have shown that it is not, there
 * is no doubt.
 */
function canceledDayFlag(
  group: BillingGroup,
  assessment: GroupAssessment,
  input: Parameters<typeof groupFlags>[3],
): UsageLineFlag | null {
  if (input.canceledDay === 'not-billed') return null;
  const ended = group.lines.filter(
    ({ line, status, own, role }) =>
      status === 'ended' &&
      own?.ends === undefined &&
      !isOutside(role) &&
      line.effectiveDate !== null &&
      !hasEnded(line, line.effectiveDate, 'billed'),
  );
  if (ended.length === 0) return null;
  const yesterday = addDays(input.today, -1);
  const days = [yesterday, ...firstBilledDays(group, assessment, input)];
  const inDoubt = ended.find(({ line }) => line.cancelledDate !== null && days.includes(line.cancelledDate));
  return inDoubt === undefined
    ? null
    : {
        flag: 'scheduled',
        reason: message('usage.flag.canceled-about', {
          line: inDoubt.line.id,
          day: inDoubt.line.cancelledDate ?? '',
        }),
      };
}

/** By default, of any line that could change; only where one is to change. */
function firstBilledDays(
  group: BillingGroup,
  { kind, inSum }: GroupAssessment,
  input: Parameters<typeof groupFlags>[3],
): readonly Day[] {
  if (kind !== 'increase' && kind !== 'decrease') return [];
  return inSum.flatMap((line) => {
    const decided = decideBillingTarget(billingTargetFactsOf(line, group, input), kind, null, input.today);
    return decided.kind === 'billing-target'
      ? (firstBilledDay(decided.billingTarget, decided.period) ?? [])
      : [];
  });
}

/**
 * Where the PSA's time zone is not known, its today may be a day before or after ours: a line that is live on the one
 * and not on the other is held until somebody says which day it is (RULES 3).
 */
function otherDayFlag(
  group: BillingGroup,
  { today, timeZoneKnown }: Pick<CompositionInput, 'today' | 'timeZoneKnown'>,
): UsageLineFlag | null {
  if (timeZoneKnown) return null;
  const near = new Set([addDays(today, -1), today, addDays(today, 1)]);
  for (const { line, agreement, role } of group.lines) {
    if (isOutside(role)) continue;
    const dates = [
      ['begins', line.effectiveDate],
      ['canceled', line.cancelledDate],
      ['ends', agreement?.endDate ?? null],
      ['invoiced', agreement?.nextInvoiceDate ?? null],
    ] as const;
    for (const [event, day] of dates) {
      if (day === null || !near.has(day)) continue;
      return {
        flag: 'scheduled',
        reason: message('usage.flag.today-unknown', { line: line.id, event, day }),
      };
    }
  }
  return null;
}

/** A live line that another person set to end later, or a future line of the same product: held (RULES 3). */
function scheduledFlag(group: BillingGroup, { kind, inSum }: GroupAssessment): UsageLineFlag | null {
  const ending = inSum.find(({ line, own }) => line.cancelledDate !== null && own?.ends === undefined);
  if (ending !== undefined) {
    return {
      flag: 'scheduled',
      reason: message('usage.flag.canceled', {
        line: ending.line.id,
        day: ending.line.cancelledDate ?? '',
      }),
    };
  }
  const products = new Set(inSum.map(({ line }) => line.productId));
  const later = group.lines.find(
    ({ line, status, usability, role, continues }) =>
      status === 'future' &&
      // A renewal goes on with what a live line bills until then.
      continues === undefined &&
      !isOutside(role) &&
      usability?.usable === true &&
      (products.size === 0 || products.has(line.productId)),
  );
  // A separate usage line says what is billed twice; nothing else is to change where both sides agree.
  const beginning = later ?? (kind === 'match' ? undefined : group.twins?.[0]);
  if (beginning === undefined) return null;
  return {
    flag: 'scheduled',
    reason: message('usage.flag.begins', {
      line: beginning.line.id,
      day: beginning.line.effectiveDate ?? '',
    }),
  };
}
