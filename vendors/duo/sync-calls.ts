/** Users on one page of a list: the most that Duo gives (duo.md 3.1). */
export const usersPerPage = 300;

/**
 * Calls of a full, fault-free sync: `1 + Σ max(1, ceil(n/300))` (architecture.md 8). `n` is the users *listed* by each
 * readable account, pending deletion included; the parent is one of them, read with the Admin API key.
 */
export const callsOfSync = (usersListed: readonly number[]): number =>
  1 + usersListed.reduce((sum, users) => sum + Math.max(1, Math.ceil(users / usersPerPage)), 0);
