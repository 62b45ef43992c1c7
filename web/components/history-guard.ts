import { z } from 'zod';

/** What the router keeps with each entry of the browser's history: its place in it. */
const Entry = z.object({ idx: z.int() });
const placeOf = (state: unknown): number | null => Entry.safeParse(state).data?.idx ?? null;

interface Check {
  readonly here: number;
  readonly ask: (go: () => void) => void;
}

let check: Check | null = null;
let isPuttingBack = false;

// Listeners of a window are called in the order they came, so this one must be there before the router's: app.tsx
// loads it with the page.
globalThis.addEventListener('popstate', (event) => {
  const there = placeOf(event.state);
  if (check === null || there === null) return;
  event.stopImmediatePropagation();
  const { here, ask } = check;
  if (isPuttingBack || there === here) {
    isPuttingBack = false;
    return;
  }
  isPuttingBack = true;
  history.go(here - there);
  ask(() => {
    check = null;
    history.go(there - here);
  });
});

/**
 * Back and Forward change the address before they are told of: it is put back, and the router hears nothing of it
 * until `go` is called. Returns how to stop.
 */
export function guardHistory(ask: (go: () => void) => void): () => void {
  const here = placeOf(history.state);
  const own = here === null ? null : { here, ask };
  check = own;
  return () => {
    if (check === own) check = null;
  };
}
