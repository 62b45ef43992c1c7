import type { Decimal } from 'decimal.js';
import { type CurrencyCode, notConfirmed, type OwnAmount } from '../currency.ts';
import { decimal, decimalText } from '../quantity.ts';
import type { Instant } from '../quantity.ts';
import type { AcceptedCount, CheckLimits } from './composition.ts';
import type { CheckName, UsageLineFlag } from './line-flags.ts';

export type HeldFlag = Extract<UsageLineFlag, { readonly flag: 'held' }>;

const held = (check: CheckName, reason: string): HeldFlag => ({ flag: 'held', check, reason });

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

/** A quantity that the count is compared with, and how people call it. */
interface Base {
  readonly quantity: Decimal;
  readonly name: string;
}

/** The last accepted count; null: none yet, so nothing can have fallen (RULES 7). */
export function acceptedBase({ accepted }: Pick<CheckedQuantity, 'accepted'>): Decimal | null {
  return accepted?.count === null || accepted?.count === undefined ? null : decimal(accepted.count);
}

/** Drop and jump look at the accepted count and at what the PSA bills: either holds (RULES 7). */
function bases(quantity: CheckedQuantity): readonly Base[] {
  const billed = { quantity: quantity.psa, name: 'the PSA bills' };
  const accepted = acceptedBase(quantity);
  if (accepted === null || accepted.equals(quantity.psa)) return [billed];
  return [{ quantity: accepted, name: 'last accepted' }, billed];
}

/** Drop (RULES 7): fewer by more than 20 % and more than 5 seats. Ends by override. */
export function dropCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) === null || isOverridden('drop', quantity)) return null;
  const reasons = bases(quantity)
    .filter((base) => isFarBelow(quantity.count, base.quantity, limits))
    .map((base) => `${seatsApart(base.quantity.minus(quantity.count), 'fewer', base)}.`);
  return reasons.length === 0 ? null : held('drop', reasons.join(' '));
}

/**
 * First (RULES 7): no count was accepted yet, and the PSA bills more than the vendor holds by more than 20 % and more than
 * 5 seats. Nothing fell: it was so before Seatwise looked. Ends by override.
 */
export function firstCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (acceptedBase(quantity) !== null || isOverridden('first', quantity)) return null;
  if (!isFarBelow(quantity.count, quantity.psa, limits)) return null;
  const more = quantity.psa.minus(quantity.count);
  return held(
    'first',
    `The PSA bills more than the vendor holds: ${decimalText(more)} of ${decimalText(quantity.psa)} seats (${share(more, quantity.psa)}). No count was accepted yet.`,
  );
}

const isFarBelow = (count: Decimal, base: Decimal, limits: CheckLimits): boolean =>
  base.minus(count).greaterThan(limits.dropSeats) &&
  base.minus(count).greaterThan(base.times(limits.dropShare));

/** Jump (RULES 7): over 50 % and over 10 seats more; PSA ≤ 1 and count ≥ 5; effect above 500 a month. */
export function jumpCheck(quantity: CheckedQuantity, limits: CheckLimits): HeldFlag | null {
  if (isOverridden('jump', quantity)) return null;
  const { count, psa, effect } = quantity;
  const reasons: string[] = [];
  if (psa.lessThanOrEqualTo(1) && count.greaterThanOrEqualTo(limits.perSeatMinimumCount)) {
    reasons.push(
      `The PSA bills ${shown(psa)}, the vendor counts ${shown(count)}${psa.isNegative() ? '.' : ': sold per seat?'}`,
    );
  }
  for (const base of bases(quantity)) {
    const more = count.minus(base.quantity);
    if (more.greaterThan(limits.jumpSeats) && more.greaterThan(base.quantity.times(limits.jumpShare)))
      reasons.push(`${seatsApart(more, 'more', base)}.`);
  }
  if (count.greaterThan(psa) && effect.amount?.greaterThan(limits.monthlyEffect) === true) {
    reasons.push(`Effect ${effect.amount.toFixed(2)} a month, limit ${limits.monthlyEffect}.`);
  }
  return reasons.length === 0 ? null : held('jump', reasons.join(' '));
}

/**
 * Currency (RULES 7): the limits are in the tenant's currency, and there is no rate for that of the change. Ends by an
 * exchange rate, or by the answer that everything is billed in the tenant's currency.
 */
export function currencyCheck(
  { effect: { withoutRate } }: Pick<CheckedQuantity, 'effect'>,
  own: CurrencyCode,
): HeldFlag | null {
  if (withoutRate === null) return null;
  const reason =
    withoutRate === notConfirmed
      ? 'Currency not confirmed: the PSA does not name it, and no administrator said what is billed in.'
      : `Billed in ${withoutRate}: without an exchange rate to ${own} no limit can be checked.`;
  return held('currency', reason);
}

/** Fraction (RULES 7): a PSA quantity that is negative or not whole; ends by *adjust* with reason. */
export function fractionCheck(quantities: readonly (Decimal | null)[]): HeldFlag | null {
  const odd = quantities.find(
    (quantity) => quantity !== null && (quantity.isNegative() || !quantity.isInteger()),
  );
  return odd === undefined || odd === null
    ? null
    : held('fraction', `The PSA quantity ${shown(odd)} is negative or not whole.`);
}

/** Zero (RULES 7): cannot be switched off, and 0 is never sent. */
export const zeroCheck = (): HeldFlag => held('zero', 'Fell to zero. A failed reading looks the same.');

/** Unknown (RULES 7): ends by a quantity. */
export const unknownCheck = (): HeldFlag => held('unknown', 'A PSA line has no quantity.');

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
  return held('age', `Read ${Math.floor(hours)} h ago, limit ${limits.maximumAgeHours} h.`);
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
 * counts neither way.
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

/** The one figure, on a line as in the notice of the run. */
export const fellAtOnce = ({ compared, falling }: FallingAccounts): string =>
  `${falling} of ${compared} accounts fell at once`;

/**
 * Shrink of many (RULES 7): more than 10 % of accounts falling at once, over the whole composition. Ends by override. How
 * many fell changes with every account that is decided on: it is said when the line is shown ({@link shrinkReason}).
 */
export function shrinkCheck(
  all: FallingAccounts,
  quantity: CheckedQuantity,
  limits: CheckLimits,
): HeldFlag | null {
  if (!hasFallen(quantity) || isOverridden('shrink-of-many', quantity)) return null;
  if (!exceedsShrinkShare(all, limits)) return null;
  const tolerated = decimal(limits.shrinkShare).times(100).toFixed();
  return held('shrink-of-many', `More than ${tolerated} % of the accounts fell at once. Check the run.`);
}

/** Why *shrink of many* holds a line, in the present figures. */
export const shrinkReason = (all: FallingAccounts): string => `${fellAtOnce(all)}. Check the run.`;

/** So many fell that each of them is held. */
export const exceedsShrinkShare = (
  { compared, falling }: FallingAccounts,
  { shrinkShare }: Pick<CheckLimits, 'shrinkShare'>,
): boolean => decimal(falling).greaterThan(decimal(compared).times(shrinkShare));

/** An override binds check and count: any other count is checked again (RULES 7). */
export const isOverridden = (check: CheckName, { accepted, count }: Compared): boolean =>
  accepted?.overridden.some((override) => override.check === check && count.equals(override.count)) === true;

/** A share only of a quantity above zero: of −3 seats there is none. */
const seatsApart = (seats: Decimal, way: 'fewer' | 'more', { quantity, name }: Base): string =>
  quantity.greaterThan(0)
    ? `${decimalText(seats)} seats (${share(seats, quantity)}) ${way} than ${name}`
    : `${decimalText(seats)} seats ${way} than ${name} (${shown(quantity)})`;

/** For people: with a minus sign. */
const shown = (quantity: Decimal): string => decimalText(quantity).replace('-', '−');

const share = (part: Decimal, whole: Decimal): string => `${part.dividedBy(whole).times(100).toFixed(0)} %`;
