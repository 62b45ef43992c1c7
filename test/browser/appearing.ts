import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

/**
 * Playwright's own waits ask a few times at once and then only every 500 ms, on average 250 ms too late for what a
 * console shows; these ask every 50 ms. When time is up they ask in Playwright's way, whose error tells what was seen.
 */
const apartMs = 50;

/** The element is seen; several that fit are an error, as everywhere in Playwright. */
export const appears = (locator: Locator, withinMs = 15_000): Promise<void> =>
  becomes('visible', locator, withinMs);

/** No element that fits is in the page. */
export const disappears = (locator: Locator): Promise<void> => becomes('detached', locator, 15_000);

async function becomes(state: 'visible' | 'detached', locator: Locator, withinMs: number): Promise<void> {
  const is = { visible: () => locator.isVisible(), detached: async () => (await locator.count()) === 0 }[
    state
  ];
  for (const deadline = Date.now() + withinMs; Date.now() < deadline;) {
    if (await is()) return;
    await pause(apartMs);
  }
  await locator.waitFor({ state, timeout: 1 });
}
