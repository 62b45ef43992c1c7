/** A person is taken to be at the page for so long after a key, a press or a turn of the wheel. */
const attendedMs = 60_000;

// Opening the page is a person's doing.
let lastInputAt = Date.now();
const returned = new Set<() => void>();

const note = (): void => {
  const wasAway = !isUserActive();
  lastInputAt = Date.now();
  if (wasAway) for (const listener of returned) listener();
};
for (const input of ['keydown', 'pointerdown', 'wheel'])
  globalThis.addEventListener(input, note, { capture: true, passive: true });

/** False: what the page sends now it sends by itself, which is no use of the session. */
export function isUserActive(): boolean {
  return Date.now() - lastInputAt < attendedMs;
}

/** Calls when a person comes back to the page. Returns how to stop. */
export function onReturn(listener: () => void): () => void {
  returned.add(listener);
  return () => returned.delete(listener);
}
