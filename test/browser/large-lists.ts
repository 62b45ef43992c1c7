import type { Page } from 'playwright-core';
import { refreshStatistics } from '../../db/driver/statistics.ts';
import { connected, countAll, load, type SeededAccount } from '../environment/seeded-integration.ts';
import { appears } from './appearing.ts';
import { type BrowserProduct, startBrowserProduct } from './browser.ts';

/**
 * What a person meets on the largest lists; milliseconds. architecture.md 14: first paint of a list ≤ 1 s, of the month
 * ≤ 0.5 s, no task above 100 ms.
 */
export interface LargeListFigures {
  /** From the first answer of the list to its first rows on the screen. */
  readonly firstPaint: number;
  readonly longestTask: number;
  readonly from: string;
}

export interface LargeLists {
  readonly product: BrowserProduct;
  /** From the call of the address, with the console's files kept by the browser, to the month's figures on the screen. */
  month(): Promise<number>;
  usage(): Promise<LargeListFigures>;
  mapping(): Promise<LargeListFigures & { readonly search: number }>;
}

/** A product whose database holds so many customers: companies, accounts, agreements, lines and usage lines. */
export async function startWithLargeLists(customers: number): Promise<LargeLists> {
  const product = await startBrowserProduct({ scenario: 'small', workers: false });
  const { db, tenantId } = product.product;
  const key = await connected(db, tenantId, 'active');
  const accounts: SeededAccount[] = [];
  const billed: Record<string, number> = {};
  for (let nth = 0; nth < customers; nth += 1) {
    const name = `${['Dental', 'Law', 'Veterinary', 'Foods', 'Marine'][nth % 5]!} Customer ${nth}`;
    billed[name] = 1 + (nth % 3);
    // Every fifth customer has a Duo account, and every fifth of these is not mapped yet.
    if (nth % 5 === 0)
      accounts.push({ name, foreignId: `DA${nth}`, seats: 1, ...(nth % 25 === 0 ? {} : { company: name }) });
  }
  await load(db, key, accounts, billed);
  // Finished set-up: the month is of integrations in use.
  await db
    .updateTable('integration')
    .set({ finishedAt: new Date() })
    .where('tenantId', '=', tenantId)
    .execute();
  await refreshStatistics(db);
  await countAll(db, key, accounts);
  await refreshStatistics(db);
  return {
    product,
    month: () => monthFigure(product),
    usage: () => usageFigures(product),
    mapping: () => mappingFigures(product, key.integrationId),
  };
}

async function monthFigure(product: BrowserProduct): Promise<number> {
  const page = await watched(product, '/month', '/month');
  await page.evaluate('watch.figures()');
  await page.reload();
  const shown = await page.evaluate<number>('watch.figures()');
  await page.context().close();
  return shown;
}

async function usageFigures(product: BrowserProduct): Promise<LargeListFigures> {
  const page = await watched(product, '/usage-lines?', '/usage');
  const firstPaint = await paintedAfterAnswer(page);
  await requireWatching(page);
  const longest = await longestTaskWhile(page, () => wheel(page, '[role="grid"]', 40));
  await page.context().close();
  return { firstPaint, longestTask: longest.ms, from: longest.words };
}

async function mappingFigures(product: BrowserProduct, integrationId: string) {
  const page = await watched(product, '/psa-companies?', `/integrations/${integrationId}/accounts`);
  const firstPaint = await paintedAfterAnswer(page);
  const scrolled = await longestTaskWhile(page, () => wheel(page, '[role="grid"]', 30));
  const dragged = await longestTaskWhile(page, () => dragAcross(page));
  const search = await searchTime(page);
  await page.context().close();
  const longest = scrolled.ms >= dragged.ms ? scrolled : dragged;
  return {
    firstPaint,
    longestTask: longest.ms,
    search,
    from: `scrolling ${scrolled.words}; dragging ${dragged.words}`,
  };
}

/**
 * Runs in the page: notes the list's answer, its first rows, and every task above 50 ms. A text, because it is of the
 * browser's world and not of this program's.
 */
const watchScript = (listCall: string): string => `
  globalThis.watch = {
    rowsAt: null,
    answerAt: null,
    tasks: [],
    frame: () => new Promise((done) => requestAnimationFrame(() => done(null))),
    busy: (ms) => new Promise((done) => setTimeout(() => {
      const end = performance.now() + ms;
      while (performance.now() < end);
      done(null);
    })),
    // The page's policy forbids waitForFunction, which evaluates text: waiting happens in here.
    painted: async () => {
      while (watch.rowsAt === null || watch.answerAt === null) await watch.frame();
      return Math.max(0, watch.rowsAt - watch.answerAt);
    },
    figures: async () => {
      while (document.querySelector('section[aria-label="Monthly value"]') === null) await watch.frame();
      await watch.frame();
      return performance.now();
    },
    shown: async (text) => {
      while (!document.body.innerText.includes(text)) await watch.frame();
    },
    // A task is told of after the one that comes next.
    settled: () => new Promise((done) => setTimeout(() => done(watch.tasks), 60)),
    search: async (text, not) => {
      const input = document.querySelector('input[type="search"]');
      const began = performance.now();
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      const grid = document.querySelector('[role="grid"]');
      while (!grid.textContent.includes(text) || grid.textContent.includes(not)) {
        if (performance.now() - began > 5000) break;
        await watch.frame();
      }
      return performance.now() - began;
    },
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, responseEnd } of list.getEntries())
      if (watch.answerAt === null && name.includes(${JSON.stringify(listCall)})) watch.answerAt = responseEnd;
  }).observe({ type: 'resource', buffered: true });
  new MutationObserver(() => {
    // The first grid is the list that was asked for.
    const grid = document.querySelector('[role="grid"]');
    if (watch.rowsAt !== null || grid === null || grid.querySelector('[role="gridcell"]') === null) return;
    requestAnimationFrame(() => { watch.rowsAt ??= performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

async function watched(product: BrowserProduct, listCall: string, path: string): Promise<Page> {
  const page = await product.signedIn(null);
  await page.addInitScript({ content: watchScript(listCall) });
  await page.goto(path);
  return page;
}

const paintedAfterAnswer = (page: Page): Promise<number> => page.evaluate<number>('watch.painted()');

/** A page that never notes a task would pass for smooth: one is made on purpose. */
async function requireWatching(page: Page): Promise<void> {
  const made = await longestTaskWhile(page, () => page.evaluate<undefined>('watch.busy(120)'));
  if (made.ms < 100) throw new Error('the page does not tell of long tasks');
}

/** The longest task of the page while something is done; 0 where none was above 50 ms. */
async function longestTaskWhile(
  page: Page,
  work: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly words: string }> {
  await page.evaluate('watch.tasks = []');
  await work();
  const tasks = await page.evaluate<number[]>('watch.settled()');
  const ms = Math.max(0, ...tasks);
  return { ms, words: `${tasks.length} tasks above 50 ms, the longest ${ms.toFixed(0)} ms` };
}

async function wheel(page: Page, selector: string, turns: number): Promise<void> {
  await page
    .locator(selector)
    .first()
    .hover({ position: { x: 60, y: 120 } });
  for (let turn = 0; turn < turns; turn += 1) {
    await page.mouse.wheel(0, 700);
    await page.evaluate('watch.frame()');
  }
}

/** Takes the first company in the hand, carries it over the other pane and to its edge, and puts it back. */
async function dragAcross(page: Page): Promise<void> {
  const [left, right] = [page.locator('[role="grid"]').first(), page.locator('[role="grid"]').nth(1)];
  const from = (await left.boundingBox())!;
  const to = (await right.boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + 60);
  await page.mouse.down();
  await page.mouse.move(to.x + 120, to.y + 120, { steps: 15 });
  await page.mouse.move(to.x + 120, to.y + to.height - 8, { steps: 15 });
  await appears(page.getByText(/to this account|Selected:/u).first());
  for (let frame = 0; frame < 30; frame += 1) await page.evaluate('watch.frame()');
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

/** From the last key to the found row alone on the screen. */
async function searchTime(page: Page): Promise<number> {
  await page.getByRole('searchbox').first().fill('Customer 43');
  await page.evaluate("watch.shown('Customer 43')");
  return page.evaluate<number>("watch.search('Law Customer 431', 'Customer 430')");
}
