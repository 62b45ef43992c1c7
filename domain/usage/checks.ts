import type { Decimal } from 'decimal.js';
import { type CurrencyCode, notConfirmed, type OwnAmount } from '../currency.ts';
import { type Message, message, sentences } from '../../messages/message.ts';
import { decimal, decimalText, type Instant } from '../quantity.ts';
import type { AcceptedCount, CheckLimits } from './composition.ts';
import type { CheckName, UsageLineFlag } from './line-flags.ts';

export type HeldFlag = Extract<UsageLineFlag, { readonly flag: 'held' }>;

const held = (check: CheckName, reason: Message): HeldFlag => ({ flag: 'held', check, reason });

/** Null: nothing holds. */
function heldBy(check: CheckName, reasons: readonly Message[]): HeldFlag | null {
  const reason = sentences(reasons);
  return reason === null ? null : held(check, reason);
}

/** What the checks on a quantity look at. The same checks pass an adjusted quantity (RULES 7). */
export interface CheckedQuantity {
  /** Seats counted; without a billing rule, as many as `units`. */
  readonly seats: Decimal;
  /** What is to be billed for them (RULES 13), or what a person wants instead. */
  readonly units: Decimal;
  /** What the PSA bills; an approved change that waits is taken as done. */
  readonly psa: Decimal;
  readonly accepted: AcceptedCount | null;
  /** Money of the change a month as limits compare it. */
  readonly effect: OwnAmount;
  /** The PSA bills nothing on a line that Seatwise ended: like a new one, it has no former quantity (RULES 16). */
  readonly beginsAgain?: boolean;
}

/** What stands now, and what it is compared with: seats with the last accepted ones, units with what the PSA bills. */
interface Base {
  readonly now: Decimal;
  readonly quantity: Decimal;
  /** `psa-units`: where units are not seats. */
  readonly base: 'accepted' | 'psa' | 'psa-units';
}

/** The last accepted count; null: none yet, so nothing can have fallen (RULES 7). */
export function acceptedBase({ accepted }: Pick<CheckedQuantity, 'accepted'>): Decimal | null {
  return accepted?.count === null || accepted?.count === undefined ? null : decimal(accepted.count);
}

/** Drop and jump look at the accepted count and at what the PSA bills: either holds (RULES 7). */
function bases(quantity: CheckedQuantity): readonly Base[] {
  const { seats, units, psa } = quantity;
  const billed: Base = { now: units, quantity: psa, base: seats.equals(units) ? 'psa' : 'psa-units' };
  const accepted = acceptedBase(quantity);
  if (accepted === null || (accepted.equals(psa) && seats.equals(units))) return [billed];
  return [{ now: seats, quantity: accepted, base: 'accepted' }, billed];
}

/** Drop (RULES 7): fewer by more than 20 % and more than 5 seats. Resolved by an override. */
export function dropCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) === null || isOverridden('drop', quantity)) return null;
  const reasons = bases(quantity)
    .filter(({ now, quantity: base }) => isFarBelow(now, base, limits))
    .map((base) => apart(base, 'fewer'));
  return heldBy('drop', reasons);
}

/**
 * First (RULES 7): no count was accepted yet, and the PSA bills more than is to be billed by more than 20 % and more
 * than 5 units. Nothing fell: it was so before Seatwise looked. Resolved by an override.
 */
export function firstCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) !== null || isOverridden('first', quantity)) return null;
  const { seats, units, psa } = quantity;
  if (!isFarBelow(units, psa, limits)) return null;
  const more = psa.minus(units);
  const numbers = { units: decimalText(psa), percent: percentOf(more, psa) };
  return held(
    'first',
    seats.equals(units)
      ? message('usage.check.first', { ...numbers, seats: decimalText(more) })
      : message('usage.check.first-by-rule', {
          ...numbers,
          billable: decimalText(units),
          more: decimalText(more),
        }),
  );
}

const isFarBelow = (now: Decimal, base: Decimal, limits: CheckLimits): boolean =>
  base.minus(now).greaterThan(limits.dropSeats) && base.minus(now).greaterThan(base.times(limits.dropShare));

/** Jump (RULES 7): over 50 % and over 10 seats more; PSA ≤ 1 and 5 units or more; effect above 500 a month. */
export function jumpCheck(
  quantity: CheckedQuantity,
  limits: CheckLimits,
  own: CurrencyCode,
): HeldFlag | null {
  if (quantity.beginsAgain === true) return newLineCheck(quantity, limits, own);
  if (isOverridden('jump', quantity)) return null;
  const { seats, units, psa, effect } = quantity;
  const reasons: Message[] = [];
  if (psa.lessThanOrEqualTo(1) && units.greaterThanOrEqualTo(limits.perSeatMinimumCount)) {
    const both = { units: decimalText(psa), seats: decimalText(seats) };
    reasons.push(message(psa.isNegative() ? 'usage.check.negative' : 'usage.check.per-seat', both));
  }
  for (const base of bases(quantity)) {
    const more = base.now.minus(base.quantity);
    if (more.greaterThan(limits.jumpSeats) && more.greaterThan(base.quantity.times(limits.jumpShare)))
      reasons.push(apart(base, 'more'));
  }
  const much = units.greaterThan(psa) ? muchMoney(effect, limits, own) : null;
  return heldBy('jump', much === null ? reasons : [...reasons, much]);
}

/** The money of jump alone, which holds a line that is to be created (RULES 16). */
export function newLineCheck(
  quantity: Omit<CheckedQuantity, 'psa'>,
  limits: CheckLimits,
  own: CurrencyCode,
): HeldFlag | null {
  const much = isOverridden('jump', quantity) ? null : muchMoney(quantity.effect, limits, own);
  return much === null ? null : held('jump', much);
}

function muchMoney(
  { amount }: OwnAmount,
  { monthlyEffect }: Pick<CheckLimits, 'monthlyEffect'>,
  own: CurrencyCode,
): Message | null {
  const money = (of: string) => ({ amount: of, currency: own });
  return amount?.greaterThan(monthlyEffect) === true
    ? message('usage.check.effect', { effect: money(amount.toFixed(2)), limit: money(monthlyEffect) })
    : null;
}

/**
 * Currency (RULES 7): the limits are in the tenant's currency, and there is no rate for that of the change. Resolved
 * by an exchange rate, or by the answer that everything is billed in the tenant's currency.
 */
export function currencyCheck(
  { effect: { withoutRate } }: Pick<CheckedQuantity, 'effect'>,
  own: CurrencyCode,
): HeldFlag | null {
  if (withoutRate === null) return null;
  return held(
    'currency',
    withoutRate === notConfirmed
      ? message('usage.check.currency-not-confirmed')
      : message('usage.check.no-rate', { currency: withoutRate, own }),
  );
}

/** Fraction (RULES 7): a PSA quantity that is negative or not whole; resolved by *adjust* with a reason. */
export function fractionCheck(quantities: readonly (Decimal | null)[]): HeldFlag | null {
  const odd = quantities.find(
    (quantity) => quantity !== null && (quantity.isNegative() || !quantity.isInteger()),
  );
  return odd === undefined || odd === null
    ? null
    : held('fraction', message('usage.check.fraction', { units: decimalText(odd) }));
}

/** Zero (RULES 7): cannot be switched off, and 0 is never sent. @param seats none, or those that a rule does not bill */
export const zeroCheck = (seats: number | null): HeldFlag =>
  held('zero', message(seats === null || seats === 0 ? 'usage.check.zero' : 'usage.check.zero-by-rule'));

/**
 * Zero where a billing rule keeps the line of a customer without seats (RULES 13): asked until no seats were accepted.
 * Resolved by an override or a count above zero.
 */
export function zeroSeatsCheck(quantity: CheckedQuantity): HeldFlag | null {
  const asks = quantity.seats.isZero() && quantity.units.greaterThan(0);
  const isAccepted = acceptedBase(quantity)?.isZero() === true || isOverridden('zero', quantity);
  return asks && !isAccepted ? zeroCheck(0) : null;
}

/**
 * Drop where a billing rule makes the same units of fewer seats (RULES 13): asked until so few seats were accepted. No seats
 * are the check `zero`. Resolved by an override or a higher count.
 */
export const seatsDropCheck = (quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null =>
  quantity.seats.isZero() || quantity.seats.equals(quantity.units) ? null : dropCheck(quantity, limits);

/**
 * Terms of the PSA (RULES 13): free units or a minimum of a rule on lines with included units or a minimum of the PSA, where
 * nobody confirmed that both apply. Resolved by a correction of the rule that says so, or in the PSA.
 */
export const psaTermsCheck = (source: string, lines: readonly string[]): HeldFlag =>
  held(
    'psa-terms',
    message('usage.check.psa-terms', { source, lines: lines.map((line) => message('usage.line', { line })) }),
  );

/** Unknown (RULES 7): resolved by a quantity. */
export const unknownCheck = (): HeldFlag => held('unknown', message('usage.check.unknown'));

/** Age (RULES 7): the newest complete count is older than 48 h; of several accounts, the oldest decides. */
export function ageCheck(
  countsReadAt: readonly Instant[],
  now: Instant,
  limits: CheckLimits,
): HeldFlag | null {
  if (countsReadAt.length === 0) return null;
  const oldest = Math.min(...countsReadAt.map((at) => Date.parse(at)));
  const hours = (Date.parse(now) - oldest) / 3_600_000;
  if (hours <= limits.maximumAgeHours) return null;
  return held('age', message('usage.check.age', { hours: Math.floor(hours), limit: limits.maximumAgeHours }));
}

/** How many mapped accounts were compared, and how many stand in a group that fell. */
export interface FallingAccounts {
  readonly compared: number;
  readonly falling: number;
}

type Compared = Pick<CheckedQuantity, 'seats' | 'accepted'>;

export const hasFallen = (quantity: Compared): boolean =>
  acceptedBase(quantity)?.greaterThan(quantity.seats) === true;

/**
 * Counts *accounts*, not groups: "more than 10 % of accounts falling" (RULES 7). A group without an accepted count
 * is not counted.
 *
 * @param elsewhere of groups that are not among these
 */
export function fallingAccounts(
  groups: readonly { readonly accounts: number; readonly quantity: Compared | null }[],
  elsewhere: FallingAccounts = { compared: 0, falling: 0 },
): FallingAccounts {
  let { compared, falling } = elsewhere;
  for (const { accounts, quantity } of groups) {
    if (quantity === null || acceptedBase(quantity) === null) continue;
    compared += accounts;
    if (hasFallen(quantity)) falling += accounts;
  }
  return { compared, falling };
}

/**
 * Shrink of many (RULES 7): more than 10 % of accounts falling together, over the whole composition. Resolved by an
 * override. The number changes with every decision, so it is computed when the line is shown ({@link shrinkReason}).
 */
export function shrinkCheck(
  all: FallingAccounts,
  quantity: CheckedQuantity,
  limits: CheckLimits,
): HeldFlag | null {
  if (!hasFallen(quantity) || isOverridden('shrink-of-many', quantity)) return null;
  if (!exceedsShrinkShare(all, limits)) return null;
  const percent = decimal(limits.shrinkShare).times(100).toNumber();
  return held('shrink-of-many', message('usage.check.many-dropped', { percent }));
}

/** Why *shrink of many* holds a line, in the present figures. */
export const shrinkReason = ({ compared, falling }: FallingAccounts): Message =>
  message('usage.check.many-dropped-now', { dropped: falling, compared });

/** Whether the share of falling accounts is large enough to hold each of them. */
export const exceedsShrinkShare = (
  { compared, falling }: FallingAccounts,
  { shrinkShare }: Pick<CheckLimits, 'shrinkShare'>,
): boolean => decimal(falling).greaterThan(decimal(compared).times(shrinkShare));

/** An override binds check, seats and units: any other number is checked again (RULES 7). */
export const isOverridden = (
  check: CheckName,
  { accepted, seats, units }: Compared & Pick<CheckedQuantity, 'units'>,
): boolean =>
  accepted?.overridden.some(
    (override) =>
      override.check === check &&
      seats.equals(override.count) &&
      units.equals(override.units ?? override.count),
  ) === true;

/** A share only of a quantity above zero: of −3 seats there is none. */
function apart({ now, quantity, base }: Base, direction: 'fewer' | 'more'): Message {
  const difference = now.minus(quantity).abs();
  const [between, of] = [decimalText(difference), decimalText(quantity)];
  const percent = quantity.greaterThan(0) ? percentOf(difference, quantity) : null;
  if (base === 'psa-units')
    return percent === null
      ? message('usage.check.units-apart-of-none', { units: between, direction, billed: of })
      : message('usage.check.units-apart', { units: between, percent, direction });
  return percent === null
    ? message('usage.check.apart-of-none', { seats: between, direction, base, units: of })
    : message('usage.check.apart', { seats: between, percent, direction, base });
}

const percentOf = (part: Decimal, whole: Decimal): number =>
  part.dividedBy(whole).times(100).toDecimalPlaces(0).toNumber();
