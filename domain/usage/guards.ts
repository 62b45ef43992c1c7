import type { Decimal } from 'decimal.js';
import { decimal, decimalText } from '../quantity.ts';
import type { Instant } from '../quantity.ts';
import type { AcceptedCount, GuardLimits, GuardName, UsageLineFlag } from './composition.ts';

/** RULES 7 and 2, the limits as they come; all are settings. */
export const defaultGuardLimits: GuardLimits = {
  dropShare: '0.20',
  dropSeats: 5,
  shrinkShare: '0.10',
  jumpShare: '0.50',
  jumpSeats: 10,
  perSeatMinimumCount: 5,
  monthlyEffect: '500',
  maximumAgeHours: 48,
  sourceSpreadHours: 24,
};

export type HeldFlag = Extract<UsageLineFlag, { readonly flag: 'held' }>;

const held = (guard: GuardName, reason: string): HeldFlag => ({ flag: 'held', guard, reason });

/** What the guards on a quantity look at. The same guards pass an adjusted quantity (RULES 7). */
export interface GuardedQuantity {
  /** The count, or the quantity a person wants instead. */
  readonly count: Decimal;
  readonly psa: Decimal;
  /** Last accepted count, null when none was. */
  readonly accepted: AcceptedCount | null;
  /** Money of the change a month; null when unknown. */
  readonly effectPerMonth: Decimal | null;
}

/** Compared with the last accepted count, else the PSA quantity; never with the previous run (RULES 7). */
export function guardBase({ accepted, psa }: Pick<GuardedQuantity, 'accepted' | 'psa'>): Decimal {
  return accepted === null ? psa : decimal(accepted.count);
}

/** Drop (RULES 7): fewer by more than 20 % and more than 5 seats. Lapses by release. */
export function dropGuard(quantity: GuardedQuantity, limits: GuardLimits): HeldFlag | null {
  const base = guardBase(quantity);
  const fewer = base.minus(quantity.count);
  if (!fewer.greaterThan(limits.dropSeats) || !fewer.greaterThan(base.times(limits.dropShare))) return null;
  if (isReleased('drop', quantity, 'down')) return null;
  return held(
    'drop',
    `${decimalText(fewer)} seats (${percent(fewer, base)}) fewer than ${baseName(quantity)}.`,
  );
}

/** Jump (RULES 7): over 50 % and over 10 seats more; PSA ≤ 1 and count ≥ 5; effect above 500 a month. */
export function jumpGuard(quantity: GuardedQuantity, limits: GuardLimits): HeldFlag | null {
  if (!quantity.count.greaterThan(quantity.psa) || isReleased('jump', quantity, 'up')) return null;
  const base = guardBase(quantity);
  const more = quantity.count.minus(base);
  const reasons: string[] = [];
  if (quantity.psa.lessThanOrEqualTo(1) && quantity.count.greaterThanOrEqualTo(limits.perSeatMinimumCount)) {
    reasons.push(
      `PSA bills ${decimalText(quantity.psa)}, Duo counts ${decimalText(quantity.count)}: sold per seat?`,
    );
  }
  if (more.greaterThan(limits.jumpSeats) && more.greaterThan(base.times(limits.jumpShare))) {
    reasons.push(`${decimalText(more)} seats (${percent(more, base)}) more than ${baseName(quantity)}.`);
  }
  if (quantity.effectPerMonth?.greaterThan(limits.monthlyEffect) === true) {
    reasons.push(`Effect ${quantity.effectPerMonth.toFixed(2)} a month, limit ${limits.monthlyEffect}.`);
  }
  return reasons.length === 0 ? null : held('jump', reasons.join(' '));
}

/** Fraction (RULES 7): a PSA quantity that is negative or not whole; ends by *adjust* with reason. */
export function fractionGuard(quantities: readonly (Decimal | null)[]): HeldFlag | null {
  const odd = quantities.find(
    (quantity) => quantity !== null && (quantity.isNegative() || !quantity.isInteger()),
  );
  return odd === undefined || odd === null
    ? null
    : held('fraction', `The PSA quantity ${decimalText(odd)} is negative or not whole.`);
}

/** Zero (RULES 7): cannot be switched off, and 0 is never sent. */
export const zeroGuard = (): HeldFlag => held('zero', 'Fell to zero. A failed reading looks the same.');

/** Unknown (RULES 7): ends by a quantity. */
export const unknownGuard = (): HeldFlag => held('unknown', 'A PSA line has no quantity.');

/** Age (RULES 7): the newest complete count is older than 48 h; of several accounts, the oldest decides. */
export function ageGuard(
  countsReadAt: readonly Instant[],
  now: Instant,
  limits: GuardLimits,
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

/**
 * Shrink of many (RULES 7): more than 10 % of accounts falling at once, over the whole composition. Falling is
 * measured as every guard measures, against the accepted count, else the PSA quantity.
 */
export function shrinkGuard(
  all: FallingAccounts,
  quantity: GuardedQuantity,
  limits: GuardLimits,
): HeldFlag | null {
  if (!quantity.count.lessThan(guardBase(quantity)) || isReleased('shrink-of-many', quantity, 'down'))
    return null;
  if (!decimal(all.falling).greaterThan(decimal(all.compared).times(limits.shrinkShare))) return null;
  return held('shrink-of-many', `${all.falling} of ${all.compared} accounts fell at once. Check the run.`);
}

/** A release binds guard and count, and stands until the count moves further the same way (RULES 7). */
function isReleased(guard: GuardName, { accepted, count }: GuardedQuantity, way: 'up' | 'down'): boolean {
  if (accepted === null || !accepted.guards.includes(guard)) return false;
  return way === 'up' ? count.lessThanOrEqualTo(accepted.count) : count.greaterThanOrEqualTo(accepted.count);
}

const baseName = ({ accepted }: GuardedQuantity): string =>
  accepted === null ? 'the PSA bills' : 'last accepted';

const percent = (part: Decimal, whole: Decimal): string =>
  whole.isZero() ? 'from none' : `${part.dividedBy(whole).times(100).toFixed(0)} %`;
