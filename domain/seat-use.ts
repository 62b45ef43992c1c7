import { dayMs } from './calendar.ts';
import { unusedSeats } from './defaults.ts';
import type { Instant } from './quantity.ts';

/** Whether anybody uses a seat, as far as the vendor tells (RULES 1: it counts all the same). */

/** What the vendor says of one user. Null: it does not say, which is never taken for "no". */
export interface SeatUse {
  /** Somebody switched the user off. */
  readonly disabled: boolean;
  /** Has something to sign in with. */
  readonly enrolled: boolean | null;
  readonly created: Instant | null;
  /** Its moment is null where there was none. */
  readonly lastLogin: { readonly at: Instant | null } | null;
}

/** Why a seat looks unused: of several the first. */
export const unusedReasons = ['disabled', 'never-enrolled', 'never-logged-in', 'no-login'] as const;
export type UnusedReason = (typeof unusedReasons)[number];

/** How many of each reason; reasons of none are absent. */
export type UnusedCounts = Readonly<Partial<Record<UnusedReason, number>>>;

export function countByReason(seats: readonly { readonly reason: UnusedReason }[]): UnusedCounts {
  const counts: Partial<Record<UnusedReason, number>> = {};
  for (const { reason } of seats) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** All that is kept of it (architecture.md 6). */
export interface UnusedSign {
  readonly reason: UnusedReason;
  /** Of `no-login` the last login, of `never-logged-in` when the user was made. Null: of the others, or not told. */
  readonly since: Instant | null;
}

/**
 * What a reading shows; null: the seat is in use, or nothing is known against it. Of who signed in lately, and of whom was
 * made lately, nothing is kept: the setting is never less than that, and a row that would change each day is not written.
 */
export function unusedSign({ disabled, enrolled, created, lastLogin }: SeatUse, at: Date): UnusedSign | null {
  if (disabled) return { reason: 'disabled', since: null };
  if (created !== null && !isPast(created, at, unusedSeats.leastDays)) return null;
  if (enrolled === false) return { reason: 'never-enrolled', since: null };
  if (lastLogin === null) return null;
  if (lastLogin.at === null) return { reason: 'never-logged-in', since: created };
  return isPast(lastLogin.at, at, unusedSeats.leastDays) ? { reason: 'no-login', since: lastLogin.at } : null;
}

/** Whether a seat is unused by the setting, as it was read. */
export const isUnused = ({ since }: Pick<UnusedSign, 'since'>, readAt: Date, days: number): boolean =>
  since === null || isPast(since, readAt, days);

const isPast = (since: Instant, at: Date, days: number): boolean =>
  new Date(since).getTime() <= at.getTime() - days * dayMs;
