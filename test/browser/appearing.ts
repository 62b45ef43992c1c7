import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/**
 * Playwright's own waits ask a few times at once and then only every 500 ms, on average 250 ms too late for what a
 * console shows; these ask every 50 ms. When time is up they ask in Playwright's way, whose error tells what was seen.
 */
const apartMs = 50;

/** The element is seen; several that fit are an error, as everywhere in Playwright. */
export async function appears(locator: Locator, withinMs = 15_000): Promise<void> {
  if (!(await comesTrue(() => locator.isVisible(), withinMs)))
    await locator.waitFor({ state: 'visible', timeout: 1 });
}

/** No element that fits is in the page. */
export async function disappears(locator: Locator): Promise<void> {
  if (!(await comesTrue(async () => (await locator.count()) === 0, 15_000)))
    await locator.waitFor({ state: 'detached', timeout: 1 });
}

export async function expectSoon<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  let now: T | null = null;
  await comesTrue(async () => (now = await ask()) === wanted, 5_000);
  expect(now).toBe(wanted);
}

/** More than `samePressMs` of the console's buttons. */
const anewMs = 400;

/** Presses a button that was pressed before: soon after, the console takes a second press for the same one. */
export async function pressAnew(button: Locator): Promise<void> {
  await pause(anewMs);
  await button.click();
}

/** Opens a page and waits until it hears of changes: what others do from now on is told to it. */
export async function openListening(page: Page, path: string): Promise<void> {
  const channel = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/events') && answer.ok());
  await page.goto(path);
  await channel;
}

/** The page knows which run ended last: one that ends from now on is news to it. */
export const knowsRuns = (page: Page): Promise<void> =>
  appears(page.getByRole('link', { name: /^Sync Status: /u }));

/** False: it did not within the time. */
async function comesTrue(ask: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline;) {
    if (await ask()) return true;
    await pause(apartMs);
  }
  return false;
}
