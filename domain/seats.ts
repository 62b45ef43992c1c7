/** The one vendor service of Duo (RULES 1). */
export const duoUserLicense = { key: 'duo-user-license', name: 'Duo User License' } as const;

/** Not a seat: in Trash, until Duo deletes it (RULES 1, duo.md 3.1). */
export const pendingDeletionStatus = 'pending deletion';

const knownSeatStatuses: ReadonlySet<string> = new Set(['active', 'bypass', 'disabled', 'locked out']);

export interface SeatTally {
  readonly seats: number;
  /** Users per raw Duo status, seats only; sums to `seats`. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Users pending deletion: no seats. */
  readonly pendingDeletion: number;
  /** Statuses Seatwise does not know: counted all the same, and flagged. Sorted. */
  readonly unknownStatuses: readonly string[];
}

/** Does a user of this status take a seat? Everything but `pending deletion` does (RULES 1). */
export function holdsSeat(status: string): boolean {
  return status !== pendingDeletionStatus;
}

/** Seats of one account (RULES 1). Expects each user once: paging removes repeated ids before. */
export function countSeats(users: readonly { readonly status: string }[]): SeatTally {
  const byStatus = new Map<string, number>();
  let seats = 0;
  let pendingDeletion = 0;
  for (const { status } of users) {
    if (status === pendingDeletionStatus) pendingDeletion += 1;
    if (!holdsSeat(status)) continue;
    seats += 1;
    const before = byStatus.get(status);
    byStatus.set(status, before === undefined ? 1 : before + 1);
  }
  const unknownStatuses = [...byStatus.keys()].filter((status) => !knownSeatStatuses.has(status)).sort();
  return {
    seats,
    byStatus: Object.fromEntries(byStatus),
    pendingDeletion,
    unknownStatuses,
  };
}
