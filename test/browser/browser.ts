import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { body } from '../product/lifecycle.ts';
import { adminEmail, type Product, startProduct } from '../product/product.ts';

/**
 * One Chromium and one product for a test file. Every page of it counts: a console error, an error of the page or
 * an asset that fails makes the test fail (`expectSilent`).
 */
export interface BrowserProduct {
  readonly product: Product;
  readonly browser: Browser;
  /** `http://localhost:port`: a Secure cookie needs the name. */
  readonly origin: string;
  /** A page of a context of its own, not signed in. */
  newPage(options?: PageOptions): Promise<Page>;
  /** Signed in as administrator, at this path; null: nothing is loaded yet, so that something can be put in before. */
  signedIn(path?: string | null, options?: PageOptions): Promise<Page>;
  /** At this path in another tab of the browser that has this page. */
  beside(page: Page, path: string): Promise<Page>;
  /** Signed in at this path as somebody who may only read. */
  viewer(path: string, options?: PageOptions): Promise<Page>;
  /** Throws with everything the consoles of all pages complained about; forgets it. */
  expectSilent(): void;
  /** Until the next `expectSilent`: complaints that match are expected (an answer of 4xx is one in Chromium). */
  allow(pattern: RegExp): void;
  /** Each page but this; a page left open goes on reading what others change. */
  closePages(kept?: Page): Promise<void>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** In the order of docs/testing.md: the shell is the same engine without windows; null: none on this machine. */
export function chromiumPath(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  return (
    ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
      .map((program) => `/usr/bin/${program}`)
      .find((path) => existsSync(path)) ?? null
  );
}

/** `describe` where a browser is; else skipped, which the summary says loudly. */
export const describeInBrowser = chromiumPath() === null ? describe.skip : describe;

export async function startBrowserProduct(
  options: Parameters<typeof startProduct>[0] = {},
): Promise<BrowserProduct> {
  if (!existsSync('dist/web/index.html')) throw new Error('the console is not built: node scripts/build.mjs');
  // An account that hangs is asked three times in each sync; a verification asks once, however slow the machine is.
  const vendor = { readTimeoutMs: 1_500, verifyCallTimeoutMs: 8_000 };
  const browser = await launch();
  const product = await startProduct({ vendor, ...options }).catch(async (error: unknown) => {
    await browser.close();
    throw error;
  });
  const origin = product.origin.replace('127.0.0.1', 'localhost');
  const complaints: string[] = [];
  const allowed: RegExp[] = [];
  const contexts = new Set<BrowserContext>();
  const newTab = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    listen(page, complaints);
    return page;
  };
  const newPage = async ({ colorScheme = 'light', width = 1280, height = 720 }: PageOptions = {}) => {
    const context = await browser.newContext({
      baseURL: origin,
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
      locale: 'en-US',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(60_000);
    contexts.add(context);
    context.once('close', () => contexts.delete(context));
    return newTab(context);
  };
  const closePages = async (kept?: Page): Promise<void> => {
    for (const context of contexts)
      for (const page of context.pages().filter((one) => one !== kept)) {
        // What a test put between page and API may have a request under way.
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        if (context === kept?.context()) await page.close();
      }
    for (const context of [...contexts].filter((one) => one !== kept?.context())) await context.close();
  };
  const signIn = async (page: Page, email: string, password: string): Promise<void> => {
    // Over HTTP, as the form does; the form itself has its own test.
    const answer = await page.request.post('/api/v1/session', { data: { email, password } });
    if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
  };
  const inviteViewer = async (): Promise<Viewer> => {
    const email = `viewer-${randomUUID()}@harbor-lane.test`;
    const invited = await product.client.request('POST', '/members', { email, name: 'Vi Ewer', role: 'viewer' }); // prettier-ignore
    const oneTime = body(invited)['temporaryPassword'] as string;
    return { email, password: await product.newClient().signInFirst(email, oneTime) };
  };
  let invitation: Promise<Viewer> | null = null;
  return {
    product,
    browser,
    origin,
    newPage,
    async signedIn(path = '/integrations', pageOptions = {}) {
      const page = await newPage(pageOptions);
      await signIn(page, adminEmail, product.password);
      if (path !== null) await page.goto(path);
      return page;
    },
    async beside(page, path) {
      const tab = await newTab(page.context());
      await tab.goto(path);
      return tab;
    },
    async viewer(path, pageOptions = {}) {
      const { email, password } = await (invitation ??= inviteViewer());
      const page = await newPage(pageOptions);
      await signIn(page, email, password);
      await page.goto(path);
      return page;
    },
    expectSilent() {
      const expected = allowed.splice(0);
      const loud = complaints.splice(0).filter((text) => !expected.some((pattern) => pattern.test(text)));
      if (loud.length > 0) throw new Error(`the console complained:\n${loud.join('\n')}`);
    },
    allow(pattern) {
      allowed.push(pattern);
    },
    closePages,
    async close() {
      await closePages();
      await browser.close();
      await product.close();
    },
  };
}

interface Viewer {
  readonly email: string;
  readonly password: string;
}

function listen(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
}

export function launch(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('no Chromium on this machine');
  return chromium.launch({
    executablePath,
    // As root Chromium's own sandbox cannot start.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'], // prettier-ignore
  });
}

/**
 * Tests that go on where the one before stopped: once one failed, the rest say so at once instead of waiting. With
 * `STEP=<words of a name>` a story runs up to the first step of that name, and no further.
 */
export function storySteps(): (name: string, step: () => Promise<void>) => void {
  const last = process.env['STEP'] ?? '';
  let isReached = false;
  let failed: string | null = null;
  return (name, step) => {
    const run = isReached ? it.skip : it;
    isReached ||= last !== '' && name.includes(last);
    run(name, async () => {
      if (failed !== null) throw new Error(`not reached: "${failed}" failed`);
      failed = name;
      await step();
      failed = null;
    });
  };
}

/** The engine that AxeBuilder brings along. */
const axe = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))('axe-core') as {
  readonly source: string;
};

/** The page has few colors, and Axe would read their texts for each element again: a sixth of its time. */
const axeReadingColorsOnce = `${axe.source};
(() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (text) {
    const before = known.get(text);
    if (before !== undefined) return Object.assign(this, before);
    parseString.call(this, text);
    const { r, g, b, alpha } = this;
    known.set(text, { r, g, b, alpha });
    return this;
  };
})();`;

/** Axe's findings of this page that are serious or worse, as text; none: an empty list. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Half a megabyte, read twice: a page that has it needs no other.
  const hasAxe = await page.evaluate<boolean>("'axe' in globalThis");
  const { violations } = await new AxeBuilder({ page, axeSource: hasAxe ? '0' : axeReadingColorsOnce })
    // What passes is not told, and no rule in use looks into style sheets: both take long.
    .options({ resultTypes: ['violations'], preload: false })
    // The console has no frames, so nothing has to be put together on a blank page of its own.
    .setLegacyMode()
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 300)}`));
}
