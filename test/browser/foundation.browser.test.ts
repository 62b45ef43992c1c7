import type { Page } from 'playwright-core';
import { type Connected, loaded, mapProducts, phaseIs } from '../product/lifecycle.ts';
import { adminEmail } from '../product/product.ts';
import { account } from '../product/set-up-steps.ts';
import { itemsOf } from '../product/sync-observations.ts';
import { raiseByOne, readyToWrite } from '../product/write-back-steps.ts';
import { appears, disappears, pressAgain, visit, visitAgain } from './appearing.ts';
import { type BrowserProduct, describeInBrowser, seriousFindings, startBrowserProduct } from './browser.ts';

/** A customer's name in the hostile scenario. */
const image = '<img src=x onerror=alert(document.cookie)>';

const fits = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

describeInBrowser('the console', () => {
  let own: BrowserProduct;
  let integration: Connected;
  /** For tests that need no browser of their own. */
  let signedIn: Page;
  const at = (path: string): Promise<Page> => visitAgain(signedIn, path);
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'hostile' });
    integration = await loaded(own.product);
    signedIn = await own.signedIn();
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(signedIn);
    own.expectSilent();
  });

  it('asks for sign-in, says what is wrong, and goes on to where one wanted to go', async () => {
    const page = await own.newPage();
    own.allow(/401 \(Unauthorized\)/u);
    await page.goto('/usage?kind=increase');
    await page.waitForURL(/\/sign-in\?next=/u);
    await page.getByLabel('Email').fill(adminEmail);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await appears(page.getByText('Incorrect email or password.'));
    expect(await page.getByLabel('Email').inputValue()).toBe(adminEmail);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('Password').fill(own.product.password);
    await pressAgain(page.getByRole('button', { name: 'Sign in' }));
    await page.waitForURL(/\/usage\?kind=increase$/u);
    await appears(page.getByRole('heading', { level: 1, name: 'Usage' }));
  });

  it('asks for a password of one’s own after a one-time one, and opens nothing before', async () => {
    own.allow(/40[13] \(|422 \(/u);
    const { client } = own.product;
    const email = 'new-here@harbor-lane.test';
    const made = await client.request('POST', '/members', { email, name: 'New Here', role: 'viewer' });
    const { temporaryPassword } = made.body as { temporaryPassword: string };
    const page = await own.newPage();
    await page.goto('/usage');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(temporaryPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await appears(page.getByRole('heading', { level: 1, name: 'Set your password' }));
    const set = async (password: string) => {
      await page.getByLabel('Temporary password').fill(temporaryPassword);
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel('Repeat the new password').fill(password);
      await pressAgain(page.getByRole('button', { name: 'Set password' }));
    };
    await set('password1234');
    await appears(page.getByText('Password too easy to guess.'));
    await set('seven quiet herons');
    await appears(page.getByRole('heading', { level: 1, name: 'Usage' }));
  });

  it('follows no next= that leads elsewhere', async () => {
    const page = await own.signedIn(`/sign-in?next=${encodeURIComponent('//evil.test/x')}`);
    await page.waitForURL(/\/integrations$/u);
    expect(new URL(page.url()).origin).toBe(own.origin);
    for (const next of ['/.//evil.test', 'https://evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      await visit(page, '/runs');
      await visit(page, `/sign-in?next=${encodeURIComponent(next)}`);
      await page.waitForURL(/\/integrations$/u);
      await appears(page.getByRole('heading', { level: 1, name: 'Integrations' }));
      expect(new URL(page.url()).origin).toBe(own.origin);
    }
  });

  it('serves a nonce of its own with each page, permanently cached files, and 404 for files that are not', async () => {
    const page = await own.newPage();
    const [first, second] = await Promise.all([page.request.get('/usage'), page.request.get('/runs/x')]);
    const nonceOf = (policy: string | undefined): string | undefined =>
      /'nonce-([^']+)'/u.exec(policy ?? '')?.[1];
    const nonces = [first, second].map((answer) => nonceOf(answer.headers()['content-security-policy']));
    expect(nonces[0]).toBeDefined();
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(await first.text()).toContain(`nonce="${nonces[0]}"`);
    expect(first.headers()['cache-control']).toBe('no-store');
    expect(first.headers()['content-security-policy']).toContain("script-src 'self';");
    const script = /src="(\/assets\/[^"]+\.js)"/u.exec(await first.text())?.[1] ?? '';
    expect((await page.request.get(script)).headers()['cache-control']).toContain('immutable');
    expect((await page.request.get('/assets/nothing.js')).status()).toBe(404);
    expect((await page.request.get('/api/v1/nothing')).status()).toBe(401);
    expect((await page.request.get('/nothing')).status()).toBe(401);
  });

  it('is reached by keys: skip link, jump, help, tabs', async () => {
    const page = await at('/integrations');
    await appears(page.getByRole('heading', { level: 1, name: 'Integrations' }));
    await page.keyboard.press('?');
    await appears(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await appears(page.getByRole('heading', { level: 1, name: 'Runs' }));
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('appear');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/settings\/appearance$/u);
    await page.goBack();
    await page.waitForURL(/\/runs$/u);
  });

  it('signs in over the page when the session ended; the page stays, and goes on being told of changes', async () => {
    const page = await own.signedIn('/usage?q=acme');
    own.allow(/401 \(Unauthorized\)/u);
    await appears(page.getByRole('heading', { level: 1, name: 'Usage' }));
    await page.context().clearCookies();
    // By its key: whichever request of the page meets the ended session first, the dialog may be there already.
    await page.keyboard.press('Shift+R');
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.getByLabel('Password').fill(own.product.password);
    const channel = page.waitForResponse((answer) => answer.url().endsWith('/events') && answer.ok());
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await channel;
    await disappears(dialog);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/usage?q=acme');
  });

  it('asks for sign-in once: the late rejection of a request begun before asks no second time', async () => {
    const page = await own.signedIn('/usage?q=acme');
    own.allow(/401 \(Unauthorized\)/u);
    await appears(page.getByRole('heading', { level: 1, name: 'Usage' }));
    let noteRejection = (): void => undefined;
    const rejected = new Promise<void>((resolve) => (noteRejection = resolve));
    let letThrough = (): void => undefined;
    const signedIn = new Promise<void>((resolve) => (letThrough = resolve));
    // The session ends with this very request: were it to end before, another request might ask for sign-in first, and
    // the key below would press nothing.
    let ending: Promise<unknown> | null = null;
    await page.route('**/api/v1/usage-lines?**', async (route) => {
      await (ending ??= page.request.delete('/api/v1/session'));
      const answer = await route.fetch();
      if (answer.status() === 401) {
        noteRejection();
        await signedIn;
      }
      await route.fulfill({ response: answer });
    });
    // Pressed while the first answer is under way, Refresh waits for that one and asks nothing.
    const seen = { rejection: false };
    void rejected.then(() => (seen.rejection = true));
    while (!seen.rejection) {
      await page.keyboard.press('Shift+R');
      await Promise.race([rejected, page.waitForTimeout(250)]);
    }
    // What was asked along may have been answered before the end: asked again, it is rejected, unless the dialog is there.
    await page.keyboard.press('Shift+R');
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    // Listened for before: whoever signed in may be answered at once.
    const read = page.waitForResponse((answer) => answer.url().includes('/usage-lines?') && answer.ok());
    await dialog.getByLabel('Password').fill(own.product.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await disappears(dialog);
    letThrough();
    await read;
    expect(await dialog.count()).toBe(0);
  });

  it('asks two minutes before the session ends, and goes on with the same page once signed in', async () => {
    const page = await own.signedIn(null);
    await page.route('**/api/v1/session', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const answer = await route.fetch();
      const expiresAt = new Date(Date.now() + 120_400).toISOString();
      return route.fulfill({ response: answer, json: { ...(await answer.json()), expiresAt } });
    });
    await page.goto('/runs?trigger=manual');
    const asked = page.getByRole('dialog', { name: 'Your session ends in 2 minutes' });
    await asked.getByRole('button', { name: 'Sign in now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.getByLabel('Password').fill(own.product.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await disappears(dialog);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/runs?trigger=manual');
  });

  it('asks before a session ends for want of use, and keeps it with one press', async () => {
    const page = await own.signedIn(null);
    let idleEndsAt = new Date(Date.now() + 120_400).toISOString();
    await page.route('**/api/v1/session', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), idleEndsAt } });
    });
    await page.goto('/runs?trigger=manual');
    const asked = page.getByRole('dialog', { name: 'Your session ends in 2 minutes' });
    await appears(asked.getByText('You’ve been inactive for a while.'));
    idleEndsAt = new Date(Date.now() + 3_600_000).toISOString();
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    await disappears(asked);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/runs?trigger=manual');
  });

  it('remembers a theme before the first paint; hostile names are text in the dark, run nothing and keep the layout', async () => {
    const page = await own.signedIn();
    await page.getByRole('button', { name: /account menu/u }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.goto(`${integration.path}/accounts`);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await appears(page.getByRole('grid', { name: 'Duo accounts' }).getByRole('row').first());
    await appears(
      page
        .getByRole('grid', { name: 'ConnectWise companies' })
        .getByRole('row', { name: 'ConnectWise ID' })
        .first(),
    );
    const rows = await page.getByRole('grid').getByRole('row').all();
    const heights = await Promise.all(rows.map(async (one) => (await one.boundingBox())?.height));
    // An account has its name and two lines of what is known of it; a company has one.
    expect(new Set(heights)).toEqual(new Set([32, 64]));
    expect(await fits(page)).toBe(true);
    expect(await page.locator('main img, main script, main b, main iframe').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  describe('after a first sync', () => {
    beforeAll(async () => {
      const { product } = own;
      await mapProducts(product, integration);
      await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
      await phaseIs(product, integration, 'active', 30_000);
      await readyToWrite(product, integration);
      await raiseByOne(product, integration, image);
    });

    it('shows hostile names as text on every other page, runs none and keeps the layout', async () => {
      const page = await at('/integrations');
      const asked: string[] = [];
      page.on('dialog', (dialog) => {
        asked.push(dialog.message());
        void dialog.dismiss();
      });
      const { id } = await account(own.product, integration, image);
      const [run] = await itemsOf(own.product, `${integration.path}/syncs`);
      for (const [path, words] of [
        ['/integrations', 'Duo Security'],
        [`${integration.path}/services`, 'Duo User License'],
        [`${integration.path}/accounts/${id as string}`, image],
        ['/usage?q=onerror', image],
        ['/write-backs', image],
        ['/runs', 'First sync'],
        [`/runs/${run?.['id'] as string}`, 'Host 01'],
        ['/audit', image],
      ] as const) {
        await visit(page, path);
        await appears(page.getByText(words).filter({ visible: true }).first());
        expect([path, await fits(page)]).toEqual([path, true]);
        expect(await page.locator('main img, main script, main b, main iframe').count()).toBe(0);
      }
      expect(asked).toEqual([]);
    });

    it('tells of a count of seats its statuses, its time and the rule, by keys too', async () => {
      const page = await at('/integrations');
      await page.getByRole('button', { name: /^\d+ seats of Duo Security/u }).click();
      const all = page.getByRole('dialog', { name: 'Seats of Duo Security' });
      await appears(all.getByText('Seat rule.'));
      await all.getByRole('link', { name: 'Seats and statuses of each account' }).click();
      const row = page
        .getByRole('grid', { name: 'Duo accounts' })
        .getByRole('row', { name: `${image}, Duo` });
      await row.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      const { seats, byStatus } = await account(own.product, integration, image);
      const seen = page.getByRole('dialog', { name: `Seats of ${image}` });
      const statuses = Object.entries(byStatus as Record<string, number>);
      await appears(seen.getByText(statuses.map((one) => one.join(' ')).join(' · ')));
      await appears(seen.getByText(`Seats ${seats as number}`));
      await appears(seen.getByText('read today'));
      await appears(seen.getByText('Seat rule.'));
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await disappears(seen);
      expect(await page.locator(':focus').getAttribute('aria-label')).toContain(`seats of ${image}`);
      expect(new URL(page.url()).search).toBe('?status=all');
    });
  });
});
