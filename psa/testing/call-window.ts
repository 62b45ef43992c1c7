import type { CallWindow } from '../port.ts';

const windowMs = 300_000;

/** The count of calls in five minutes for tests of an adapter alone: kept here, exact to the millisecond. */
export function callWindowInMemory(): CallWindow {
  const made = new Map<string, number[]>();
  return {
    take: (instance, most) => {
      const now = Date.now();
      const recent = (made.get(instance) ?? []).filter((at) => at > now - windowMs);
      const oldest = recent.at(-most);
      if (oldest !== undefined) return Promise.resolve(oldest + windowMs - now);
      made.set(instance, [...recent, now]);
      return Promise.resolve(0);
    },
  };
}
