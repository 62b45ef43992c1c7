/** Any call may learn that the session is over; the dialog over the page hears of it here. */
const listeners = new Set<() => void>();

export function reportSessionEnded(): void {
  for (const listener of listeners) listener();
}

/** Returns how to stop listening. */
export function onSessionEnded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
