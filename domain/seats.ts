/** A user as the vendor's seat rule judges them (RULES 1). */
export interface JudgedUser {
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
  /** Users without a seat, such as those pending deletion. */
  readonly pendingDeletion: number;
  /** Statuses Seatwise does not know: counted all the same, and flagged. Sorted. */
  readonly unknownStatuses: readonly string[];
}

/** Seats of one account (RULES 1). Expects each user once: paging removes repeated ids before. */
export function countSeats(users: readonly JudgedUser[]): SeatTally {
  const byStatus = new Map<string, number>();
  const unknown = new Set<string>();
  let seats = 0;
  for (const { status, holdsSeat, statusKnown } of users) {
    if (!holdsSeat) continue;
    seats += 1;
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    if (!statusKnown) unknown.add(status);
  }
  return {
    seats,
    byStatus: Object.fromEntries(byStatus),
    pendingDeletion: users.length - seats,
    unknownStatuses: [...unknown].sort(),
  };
}
