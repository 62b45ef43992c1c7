/** Not a seat: in Trash, until Duo deletes it (RULES 1, duo.md 3.1). */
export const pendingDeletionStatus = 'pending deletion';

/** Cannot log in, and takes a seat (RULES 1, duo.md 3.1). */
export const disabledStatus = 'disabled';

const seatStatuses: ReadonlySet<string> = new Set(['active', 'bypass', disabledStatus, 'locked out']);

/** Does a user of this status take a seat? Everything but `pending deletion` does (RULES 1). */
export const holdsSeat = (status: string): boolean => status !== pendingDeletionStatus;

/** One that is not known counts all the same, and is flagged. */
export const isKnownStatus = (status: string): boolean =>
  seatStatuses.has(status) || status === pendingDeletionStatus;
