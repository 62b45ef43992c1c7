/** Any call may learn that the session is over; the dialog over the page hears of it here. */
const ended = new Set<() => void>();
const begun = new Set<() => void>();
let sessions = 0;

/** Which session of this page it is: each sign-in begins another. A call belongs to the one that it began in. */
export const sessionNumber = (): number => sessions;

/**
 * A call that began in this session was rejected for want of one. False: somebody has signed in since, and the rejection
 * says nothing of the session that is now.
 */
export function reportSessionEnded(number: number): boolean {
  if (number !== sessions) return false;
  for (const listener of ended) listener();
  return true;
}

export function reportSessionBegun(): void {
  sessions += 1;
  for (const listener of begun) listener();
}

/** Returns how to stop listening. */
export function onSessionEnded(listener: () => void): () => void {
  ended.add(listener);
  return () => ended.delete(listener);
}

/** Returns how to stop listening. */
export function onSessionBegun(listener: () => void): () => void {
  begun.add(listener);
  return () => begun.delete(listener);
}
