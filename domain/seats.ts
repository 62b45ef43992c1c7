import type { Message } from '../messages/message.ts';

/** Which users of a vendor take a seat (RULES 1). Its registry entry owns it: nothing else names a status. */
export interface SeatRule {
  /** Statuses that take a seat, as far as they are known. One that is in neither list takes one too, and is flagged. */
  readonly counted: readonly string[];
  /** Statuses that take none. */
  readonly notCounted: readonly string[];
  /** For people, beside every count: whole sentences. */
  readonly text: Message;
}

/** Does a user of this status take a seat? */
export const holdsSeat = ({ notCounted }: SeatRule, status: string): boolean => !notCounted.includes(status);

export const isKnownStatus = ({ counted, notCounted }: SeatRule, status: string): boolean =>
  counted.includes(status) || notCounted.includes(status);

/** A user as the vendor's seat rule evaluates them (RULES 1). */
export interface EvaluatedUser {
  /** In the vendor's own words. */
  readonly status: string;
  readonly holdsSeat: boolean;
  /** False: a status that Seatwise does not know. */
  readonly statusKnown: boolean;
}

export interface SeatTally {
  readonly seats: number;
  /** Users per raw status, seats only; sums to `seats`. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Users per raw status that takes no seat. */
  readonly notCounted: Readonly<Record<string, number>>;
  /** Statuses Seatwise does not know: counted all the same, and flagged. Sorted. */
  readonly unknownStatuses: readonly string[];
}

/** Seats of one account (RULES 1). Expects each user once: paging removes repeated ids before. */
export function countSeats(users: readonly EvaluatedUser[]): SeatTally {
  const byStatus = new Map<string, number>();
  const notCounted = new Map<string, number>();
  const unknown = new Set<string>();
  let seats = 0;
  for (const { status, holdsSeat, statusKnown } of users) {
    const tally = holdsSeat ? byStatus : notCounted;
    tally.set(status, (tally.get(status) ?? 0) + 1);
    if (!holdsSeat) continue;
    seats += 1;
    if (!statusKnown) unknown.add(status);
  }
  return {
    seats,
    byStatus: Object.fromEntries(byStatus),
    notCounted: Object.fromEntries(notCounted),
    unknownStatuses: [...unknown].sort(),
  };
}

/** Seats of several accounts together, per raw status. One without a complete count (`null`) adds nothing: ask before. */
export function sumByStatus(
  accounts: readonly { readonly byStatus: Readonly<Record<string, number>> | null }[],
): Readonly<Record<string, number>> {
  const [only, ...others] = accounts;
  if (only?.byStatus != null && others.length === 0) return only.byStatus;
  const sum: Record<string, number> = {};
  for (const { byStatus } of accounts)
    for (const [status, users] of Object.entries(byStatus ?? {})) sum[status] = (sum[status] ?? 0) + users;
  return sum;
}
