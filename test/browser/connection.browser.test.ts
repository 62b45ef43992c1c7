import type { Page } from 'playwright-core';
import {
  body,
  type Connected,
  loaded,
  mapProducts,
  phaseIs,
  runEnds,
  startSync,
} from '../product/lifecycle.ts';
import { readyToWrite } from '../product/write-back-steps.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct, storySteps } from './browser.ts';

jest.setTimeout(60_000);

const why = 'Closed until the connection is back.';

async function cut(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText("You're offline.").waitFor();
}
async function restore(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await page.getByText("You're offline.").waitFor({ state: 'detached' });
}

/** Buttons that are open are closed offline, say why, are deaf to a press, and send nothing once they are open again. */
async function areClosedOffline(page: Page, names: readonly string[]): Promise<void> {
  const buttons = names.map((name) => page.getByRole('button', { name, exact: true }).first());
  const whenOpen = buttons.map((button) => button.and(page.locator('[aria-disabled="false"]')));
  for (const button of whenOpen) await button.waitFor();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
  });
  await cut(page);
  const seen: unknown[] = [];
  for (const [index, button] of buttons.entries()) {
    const reason = page.locator(`[id="${(await button.getAttribute('aria-describedby')) ?? ''}"]`);
    seen.push([names[index], await button.getAttribute('aria-disabled'), await reason.innerText()]);
    await button.click({ force: true });
  }
  expect(seen).toEqual(names.map((name) => [name, 'true', why]));
  await restore(page);
  for (const button of whenOpen) await button.waitFor();
  expect(sent).toEqual([]);
}

/** Answers of this path as the page gets them, with these fields in the place of their own. */
const answersWith = (page: Page, path: string, change: (answer: Answer) => object) =>
  page.route(path, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    const answer = (await response.json()) as Answer;
    return route.fulfill({ response, json: { ...answer, ...change(answer) } });
  });
interface Answer {
  readonly indicators: readonly { readonly part: string }[];
  readonly items: readonly object[];
}

/**
 * Without a connection, with answers that are lost, and with newer data than shown: before Finish, then armed after the
 * first sync. Each step goes on from the one before.
 */
describeInBrowser('what the console knows of the server', () => {
  const step = storySteps();
  let own: BrowserProduct;
  let page: Page;
  let integration: Connected;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    integration = await loaded(own.product);
    await mapProducts(own.product, integration);
    page = await own.signedIn();
  }, 90_000);
  afterAll(() => own.close());
  beforeEach(() => own.allow(/ERR_INTERNET_DISCONNECTED/u));
  afterEach(() => own.expectSilent());

  const at = (path: string) => page.goto(`/integrations/${integration.id}${path}`);

  step('the commands of the set-up are closed, say why, and send nothing later', async () => {
    await at('/setup/credentials');
    await areClosedOffline(page, ['Authenticate', "Fill in the sandbox's credentials"]);
    await at('/setup/review');
    await areClosedOffline(page, ['Finish']);
    const cause = { code: 'PsaAccessDenied', title: 'A right is missing', detail: 'Catalog', advice: 'Set it.' }; // prettier-ignore
    await answersWith(page, '**/api/v1/**/status', ({ indicators }) => ({
      indicators: indicators.map((one) =>
        one.part === 'services' ? { ...one, status: 'error', cause } : one,
      ),
    }));
    await at('/setup/status');
    await areClosedOffline(page, ['Retry services']);
    await answersWith(page, '**/api/v1/integrations', () => ({ items: [], total: 0 }));
    await page.goto('/connect/duo/module');
    await page.getByRole('radio', { name: 'Billing' }).click();
    await areClosedOffline(page, ['Continue']);
    await page.unrouteAll();
    await own.product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
  });

  step('a screen that was never opened opens by itself once the connection is back', async () => {
    own.allow(/ChunkMissing|Failed to fetch dynamically imported module/u);
    await page.goto('/integrations');
    await page.getByRole('heading', { level: 1, name: 'Integrations' }).waitFor();
    await cut(page);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'This page could not be loaded' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'This page could not be loaded' }).waitFor();
    await restore(page);
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  });

  step(
    'what was not read yet says that nobody answers, and is read once the connection is back',
    async () => {
      await page.goto('/settings/guards');
      await page.getByRole('heading', { level: 1, name: 'Guards' }).waitFor();
      await cut(page);
      await page.getByRole('link', { name: 'People', exact: true }).click();
      await page.getByText('Seatwise does not answer').waitFor();
      await restore(page);
      await page.getByRole('cell', { name: 'Administrator (you)' }).waitFor();
    },
  );

  step('the commands of a connection are closed, say why, and send nothing later', async () => {
    const { product } = own;
    await phaseIs(product, integration, 'active', 30_000);
    await page.goto('/integrations');
    await areClosedOffline(page, ['Retry failed accounts']);
    await at('');
    await areClosedOffline(page, ['Sync now', 'Arm…', 'Pause…', 'Disconnect…']);
    await at('/schedule');
    await page.getByLabel('Every day at').fill('04:45');
    await areClosedOffline(page, ['Change']);
    await readyToWrite(product, integration);
    const capped = {
      ...(body(await product.client.request('GET', '/notices?state=open'))['items'] as object[])[0],
      integrationId: integration.id,
      code: 'WriteCapReached',
    };
    await answersWith(page, '**/api/v1/notices?*', () => ({ items: [capped], total: 1 }));
    await page.goto('/write-backs');
    await areClosedOffline(page, ['Disarm…', 'Continue']);
    await page.getByRole('button', { name: 'Disarm…' }).click();
    await areClosedOffline(page, ['Disarm']);
    await page.unrouteAll();
  });

  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`, 'u') });
  const approvalsOf = async (name: string): Promise<number> =>
    body(await own.product.client.request('GET', `/write-backs?q=${name}`))['total'] as number;
  const press = async (name: string): Promise<void> => {
    await page.goto(`/usage?q=${name}`);
    await row(name).focus();
    await page.keyboard.press('a');
  };
  /** The first answers to decisions are lost on their way, or all requests before they arrive; the keys that were sent. */
  const lose = async (times: number, before: 'the answer' | 'the request'): Promise<readonly string[]> => {
    own.allow(/ERR_FAILED/u);
    const keys: string[] = [];
    await page.route('**/api/v1/usage-lines/decisions', async (route) => {
      keys.push((await route.request().headerValue('idempotency-key')) ?? '');
      if (keys.length > times) return route.continue();
      if (before === 'the answer') {
        // Chromium adds it behind the route.
        const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
        expect((await route.fetch({ headers })).status()).toBe(200);
      }
      return route.abort();
    });
    return keys;
  };

  step('a decision whose answer was lost is sent again under its key, and made once', async () => {
    // Approved changes stay queued.
    await own.product.stopWorkers();
    const keys = await lose(1, 'the answer');
    await press('Castellan');
    await row('Castellan').getByText('approved').waitFor();
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(await approvalsOf('Castellan')).toBe(1);
    await page.unrouteAll();
  });

  step(
    'a decision that nobody answers is not called refused: its row shows what was read since',
    async () => {
      const keys = await lose(Infinity, 'the answer');
      await press('Bluewater');
      await page
        .getByText(/^No answer came: it is not known whether Bluewater Dental was decided/u)
        .waitFor();
      await row('Bluewater').getByText('approved').waitFor();
      expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
      expect(await approvalsOf('Bluewater')).toBe(1);
      await page.unrouteAll();
    },
  );

  step('a decision that never arrived stays unknown until its row is read again', async () => {
    await lose(Infinity, 'the request');
    await press('Fernhill');
    await row('Fernhill').getByText('Not known whether it was decided').waitFor();
    await page.unrouteAll();
    await row('Fernhill').getByRole('button', { name: 'Reload row' }).click();
    await row('Fernhill').getByText('open', { exact: true }).waitFor();
    expect(await approvalsOf('Fernhill')).toBe(0);
    await own.product.startWorkers();
  });

  step('mappings stand still when a run ends, light Refresh and show its news when pressed', async () => {
    await page.goto('/integrations');
    const atRisk = page.getByText(/USD at risk a month$/u);
    const before = await atRisk.innerText();
    const accounts = await own.signedIn(`${integration.path}/accounts?status=unmapped`);
    const services = await own.signedIn(`${integration.path}/services`);
    const mapped = accounts.getByTestId('mapping-counts');
    await mapped.filter({ hasText: '52 of 61 mapped' }).waitFor();
    await services.getByTestId('mapping-counts').filter({ hasText: '3 products mapped' }).waitFor();
    await own.product.control.actTwo();
    await runEnds(own.product, await startSync(own.product, integration));
    for (const one of [accounts, services]) await one.locator('[data-lit="true"]').waitFor();
    expect(await mapped.innerText()).toContain('52 of 61 mapped');
    expect(await accounts.getByRole('row', { name: 'Juniper Street Books,' }).count()).toBe(0);
    for (const one of [accounts, services]) {
      await one.getByRole('button', { name: /^Refresh, newer data/u }).click();
      await one.locator('[data-lit="false"]').waitFor();
    }
    await mapped.filter({ hasText: 'of 62 mapped' }).waitFor();
    await accounts
      .getByRole('grid', { name: 'Duo accounts' })
      .getByRole('row', { name: 'Juniper Street Books,' })
      .waitFor();
    // What is no table moves by itself.
    await page.getByText(before, { exact: true }).waitFor({ state: 'detached' });
    expect(await atRisk.innerText()).not.toBe(before);
  });
});
