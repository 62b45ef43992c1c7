import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/**
 * Playwright's own waits ask a few times at once and then only every 500 ms, on average 250 ms too late for what a
 * console shows. These ask every 50 ms, and less often the longer it takes: each question costs the page a search. When
 * time is up they ask in Playwright's way, whose error tells what was seen.
 */
const apartMs = 50;
const furthestApartMs = 250;

/** The element is seen; several that fit are an error, as everywhere in Playwright. */
export async function appears(locator: Locator, withinMs = 60_000): Promise<void> {
  if (!(await comesTrue(() => locator.isVisible(), withinMs)))
    await locator.waitFor({ state: 'visible', timeout: 1 });
}

/** No element that fits is in the page. */
export async function disappears(locator: Locator): Promise<void> {
  if (!(await comesTrue(async () => (await locator.count()) === 0, 60_000)))
    await locator.waitFor({ state: 'detached', timeout: 1 });
}

export async function expectSoon<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  let now: T | null = null;
  await comesTrue(async () => (now = await ask()) === wanted, 60_000);
  expect(now).toBe(wanted);
}

/** More than `samePressMs` of the console's buttons. */
const againMs = 400;

/** Presses a button that was pressed before: soon after, the console takes a second press for the same one. */
export async function pressAgain(button: Locator): Promise<void> {
  await pause(againMs);
  await button.click();
}

/**
 * Goes to a path as a link or Back does: the console stays loaded, and a screen that asks before it is left does. What a
 * list holds is read when it comes on the screen; `page.goto` is for what a load is needed for, and for forms and
 * settings, which keep what they read for a while.
 */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(`(async () => {
    const screen = document.querySelector('h1');
    const isElsewhere = new URL(${JSON.stringify(path)}, location.href).pathname !== location.pathname;
    const place = (history.state?.idx ?? 0) + 1;
    history.pushState({ idx: place, key: 'visit' + place, usr: null }, '', ${JSON.stringify(path)});
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    // Another screen takes the place of this one once its code is there.
    for (const began = performance.now(); isElsewhere && screen?.isConnected === true;) {
      if (performance.now() - began > 60_000) throw new Error('the screen before is still there');
      await new Promise((next) => requestAnimationFrame(next));
    }
  })()`);
}

/** As `visit`, and the screen is mounted again, also when it is already shown. Gives the page back. */
export async function visitAgain(page: Page, path: string): Promise<Page> {
  await visit(page, '/glossary');
  await visit(page, path);
  return page;
}

/** As `visit`, and what the page would keep for a while is read again, as by Refresh: for what no event told of. */
export async function visitAndRefresh(page: Page, path: string): Promise<void> {
  await visit(page, path);
  await page.keyboard.press('Shift+R');
}

/** The page knows which run ended last: one that ends from now on is news to it. */
export const knowsRuns = (page: Page): Promise<void> =>
  appears(page.getByRole('link', { name: /^Sync status: /u }));

/** False: it did not within the time. */
async function comesTrue(ask: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const began = Date.now();
  for (let passed = 0; passed < withinMs; passed = Date.now() - began) {
    if (await ask()) return true;
    await pause(Math.min(Math.max(apartMs, passed / 4), furthestApartMs));
  }
  return false;
}
