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
  /** The count, or the quantity a person wants instead. */
  readonly count: Decimal;
  /** What the PSA bills; an approved change that waits is taken as done. */
  readonly psa: Decimal;
  readonly accepted: AcceptedCount | null;
  /** Money of the change a month as limits compare it. */
  readonly effect: OwnAmount;
}

/** A quantity that the count is compared with: the last accepted one, or what the PSA bills. */
interface Base {
  readonly quantity: Decimal;
  readonly base: 'accepted' | 'psa';
}

/** The last accepted count; null: none yet, so nothing can have fallen (RULES 7). */
export function acceptedBase({ accepted }: Pick<CheckedQuantity, 'accepted'>): Decimal | null {
  return accepted?.count === null || accepted?.count === undefined ? null : decimal(accepted.count);
}

/** Drop and jump look at the accepted count and at what the PSA bills: either holds (RULES 7). */
function bases(quantity: CheckedQuantity): readonly Base[] {
  const billed = { quantity: quantity.psa, base: 'psa' } as const;
  const accepted = acceptedBase(quantity);
  if (accepted === null || accepted.equals(quantity.psa)) return [billed];
  return [{ quantity: accepted, base: 'accepted' }, billed];
}

/** Drop (RULES 7): fewer by more than 20 % and more than 5 seats. Resolved by an override. */
export function dropCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) === null || isOverridden('drop', quantity)) return null;
  const reasons = bases(quantity)
    .filter((base) => isFarBelow(quantity.count, base.quantity, limits))
    .map((base) => seatsApart(base.quantity.minus(quantity.count), 'fewer', base));
  return heldBy('drop', reasons);
}

/**
 * First (RULES 7): no count was accepted yet, and the PSA bills more than the vendor holds by more than 20 % and more than
 * 5 seats. Nothing fell: it was so before Seatwise looked. Resolved by an override.
 */
export function firstCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) !== null || isOverridden('first', quantity)) return null;
  if (!isFarBelow(quantity.count, quantity.psa, limits)) return null;
  const more = quantity.psa.minus(quantity.count);
  return held(
    'first',
    message('usage.check.first', {
      units: decimalText(quantity.psa),
      seats: decimalText(more),
      percent: percentOf(more, quantity.psa),
    }),
  );
}

const isFarBelow = (count: Decimal, base: Decimal, limits: CheckLimits): boolean =>
  base.minus(count).greaterThan(limits.dropSeats) &&
  base.minus(count).greaterThan(base.times(limits.dropShare));

/** Jump (RULES 7): over 50 % and over 10 seats more; PSA ≤ 1 and count ≥ 5; effect above 500 a month. */
export function jumpCheck(
  quantity: CheckedQuantity,
  limits: CheckLimits,
  own: CurrencyCode,
): HeldFlag | null {
  if (isOverridden('jump', quantity)) return null;
  const { count, psa, effect } = quantity;
  const reasons: Message[] = [];
  if (psa.lessThanOrEqualTo(1) && count.greaterThanOrEqualTo(limits.perSeatMinimumCount)) {
    const both = { units: decimalText(psa), seats: decimalText(count) };
    reasons.push(message(psa.isNegative() ? 'usage.check.negative' : 'usage.check.per-seat', both));
  }
  for (const base of bases(quantity)) {
    const more = count.minus(base.quantity);
    if (more.greaterThan(limits.jumpSeats) && more.greaterThan(base.quantity.times(limits.jumpShare)))
      reasons.push(seatsApart(more, 'more', base));
  }
  if (count.greaterThan(psa) && effect.amount?.greaterThan(limits.monthlyEffect) === true) {
    const money = (amount: string) => ({ amount, currency: own });
    reasons.push(
      message('usage.check.effect', {
        effect: money(effect.amount.toFixed(2)),
        limit: money(limits.monthlyEffect),
      }),
    );
  }
  return heldBy('jump', reasons);
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

/** Zero (RULES 7): cannot be switched off, and 0 is never sent. */
export const zeroCheck = (): HeldFlag => held('zero', message('usage.check.zero'));

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

type Compared = Pick<CheckedQuantity, 'count' | 'accepted'>;

export const hasFallen = (quantity: Compared): boolean =>
  acceptedBase(quantity)?.greaterThan(quantity.count) === true;

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

/** An override binds check and count: any other count is checked again (RULES 7). */
export const isOverridden = (check: CheckName, { accepted, count }: Compared): boolean =>
  accepted?.overridden.some((override) => override.check === check && count.equals(override.count)) === true;

/** A share only of a quantity above zero: of −3 seats there is none. */
function seatsApart(apart: Decimal, direction: 'fewer' | 'more', { quantity, base }: Base): Message {
  const seats = decimalText(apart);
  return quantity.greaterThan(0)
    ? message('usage.check.apart', { seats, percent: percentOf(apart, quantity), direction, base })
    : message('usage.check.apart-of-none', { seats, direction, base, units: decimalText(quantity) });
}

const percentOf = (part: Decimal, whole: Decimal): number =>
  part.dividedBy(whole).times(100).toDecimalPlaces(0).toNumber();
