const loads: (() => Promise<unknown>)[] = [];

/** A part of the page that is shown after a press only. */
export const addLazyPart = (load: () => Promise<unknown>): void => void loads.push(load);

/** Loads every part that no page needs at first. One that fails to load is asked for again when it is used. */
export async function loadLazyParts(): Promise<void> {
  await Promise.allSettled(loads.map((load) => load()));
}
