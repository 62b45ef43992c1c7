import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sections } from '../../web/screens/settings/sections.ts';
import { active, type Connected, mapProducts, phaseIs } from '../product/lifecycle.ts';
import { appears, disappears } from './appearing.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct } from './browser.ts';
import { smallPicture } from './small-picture.ts';

/**
 * `npm run screenshots`: one picture of each screen at both sizes and in both themes, into screenshots/, which is
 * not committed. Nothing is asserted: people look at them.
 */
const folder = join(process.cwd(), 'screenshots');
const sizes = [
  [1280, 720],
  [390, 844],
] as const;
const themes = ['light', 'dark'] as const;
/** Only pictures with this in their name; empty: all. */
const wanted = process.env['PICTURES'] ?? '';
/** Also as docs/pictures show them; what changed there is copied from screenshots/docs by hand. */
const documented: ReadonlyMap<string, string> = new Map([
  ['06-credentials-rejected', 'credentials'],
  ['11-month', 'month'],
  ['15-accounts', 'accounts'],
  ['16-usage-line', 'usage'],
  ['24-close-month', 'close-month'],
  ['25-report', 'report'],
  ['22-settings-checks', 'settings'],
  ['22-settings-incident', 'incident'],
]);

describeInBrowser('pictures', () => {
  let own: BrowserProduct;
  let integration: Connected;
  beforeAll(async () => {
    mkdirSync(join(folder, 'docs'), { recursive: true });
    own = await startBrowserProduct({ scenario: 'typical' });
  });
  afterAll(() => own.close());

  /** The page at this address, once it is quiet; `then` opens what is wanted on it. */
  async function take(name: string, path: string, then?: (page: Page) => Promise<void>): Promise<void> {
    if (!name.includes(wanted)) return;
    for (const colorScheme of themes) {
      for (const [width, height] of sizes) {
        const page = await own.signedIn(path, { colorScheme, width, height });
        await appears(page.getByRole('heading', { level: 1 }).first());
        await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
        await disappears(page.locator('[role="status"][aria-label="Loading"]'));
        await then?.(page);
        const png = await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
        const document = documented.get(name);
        if (document !== undefined && width === 1_280 && colorScheme === 'light')
          writeFileSync(join(folder, 'docs', `${document}.webp`), await smallPicture(own.browser, png));
        await page.context().close();
      }
    }
  }

  /** So that lines say on which invoice they land. */
  async function answerBillingTargets(): Promise<void> {
    const { client } = own.product;
    const types = await client.request('GET', `${integration.path}/agreement-types`);
    for (const { typeId } of (types.body as { items: { typeId: string }[] }).items)
      await client.request('PUT', `${integration.path}/agreement-types/${typeId}/billing-target`, {
        billsIn: 'advance',
      });
  }

  /** While credentials of a staging copy wait for an answer. */
  async function askAboutInstance(good: object, then: () => Promise<void>): Promise<void> {
    const { client, control } = own.product;
    const { credentials } = await control.addInstance('connectwise', 'copy');
    const use = async (fields: object): Promise<void> => {
      await client.request('PUT', `${integration.path}/credentials/psa`, fields);
      await client.request('POST', `${integration.path}/authenticate`, {}, crypto.randomUUID());
    };
    await use(credentials.psa);
    await then();
    await use(good);
  }

  /** What the contracts of the scenario say. */
  async function addBillingRules(): Promise<void> {
    const { client, control } = own.product;
    const rules = `${integration.path}/billing-rules`;
    for (const rule of await control.billingRules('connectwise')) {
      const change = { change: 'add', rule };
      const { effect } = (await client.request('POST', `${rules}/preview`, change)).body as {
        effect: string;
      };
      const confirmed = { change, effect, reason: 'as the contract says' };
      await client.request('POST', `${rules}/changes`, confirmed, crypto.randomUUID());
    }
  }

  async function approveIncreases(): Promise<void> {
    const { client } = own.product;
    await client.request('POST', `${integration.path}/turn-on-write-back`, {}, crypto.randomUUID());
    const lines = await client.request('GET', '/usage-lines?kind=increase&limit=5');
    const items = (lines.body as { items: { id: string; version: number }[] }).items.map(
      ({ id, version }) => ({ usageLineId: id, lineVersion: version, decision: 'approve' }),
    );
    await client.request(
      'POST',
      '/usage-lines/decisions',
      { selection: 'ticked', items },
      crypto.randomUUID(),
    );
  }

  const invite = (name: string, role: string) =>
    own.product.client.request(
      'POST',
      '/members',
      { email: `${name.split(' ')[0]?.toLowerCase()}@harbor-lane.test`, name, role },
      crypto.randomUUID(),
    );

  it('of the set-up', async () => {
    await take('00-sign-in', '/integrations', async (page) => {
      await page.context().clearCookies();
      await page.goto('/sign-in');
      await appears(page.getByLabel('Email'));
    });
    await take('01-start-empty', '/integrations');
    await take('02-guide', '/connect/duo/guide');
    await take('03-module', '/connect/duo/module');
    const answer = await own.product.client.request('POST', '/integrations', {
      vendor: 'duo',
      module: 'billing',
      psa: 'connectwise',
    });
    const { id } = answer.body as { id: string };
    await take('04-credentials', `/integrations/${id}/setup/credentials`);
    await take('05-status-waiting', `/integrations/${id}/setup/status`);
    const path = `/integrations/${id}`;
    const { accountsApi, adminApi, psa } = own.product.credentials;
    const wrong = { ...adminApi, secretKey: 'x'.repeat(40) };
    for (const [set, fields] of Object.entries({ 'accounts-api': accountsApi, 'admin-api': wrong, psa }))
      await own.product.client.request('PUT', `${path}/credentials/${set}`, fields);
    await own.product.client.request('POST', `${path}/authenticate`, {}, crypto.randomUUID());
    await take('06-credentials-rejected', `/integrations/${id}/setup/credentials`);
  }, 240_000);

  it('of mapping and Finish', async () => {
    const { client, credentials } = own.product;
    const cards = await client.request('GET', '/integrations');
    const { id } = (cards.body as { items: { id: string }[] }).items[0]!;
    integration = { id, path: `/integrations/${id}` };
    await client.request('PUT', `${integration.path}/credentials/admin-api`, credentials.adminApi);
    await client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
    await phaseIs(own.product, integration, 'mapping', 60_000);
    await take('07-status', `${integration.path}/setup/status`);
    await take('08-map-accounts', `${integration.path}/setup/accounts`);
    await take('08-map-help', `${integration.path}/setup/accounts`, async (page) => {
      await page.getByRole('button', { name: 'Mapping help' }).click();
      await appears(page.getByRole('complementary', { name: 'Mapping help' }));
    });
    await take('08-map-choose', `${integration.path}/setup/accounts`, (page) =>
      page
        .getByRole('row', { name: /^Meridian Foods Plant,/u })
        .getByText('Meridian Foods Plant')
        .click(),
    );
    await take('09-map-services', `${integration.path}/setup/services`);
    await mapProducts(own.product, integration);
    await take('10-review', `${integration.path}/setup/review`);
  }, 240_000);

  it('of the month', async () => {
    const { client } = own.product;
    await client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(own.product, integration, 'active', 60_000);
    await take('11-month', '/month', (page) => appears(page.getByText(/ matched/u)));
    await take('11-start', '/integrations');
    await take('12-integration', integration.path);
    await take('13-credentials', `${integration.path}/credentials`);
    await askAboutInstance(own.product.credentials.psa, async () =>
      take('13-credentials-instance', `${integration.path}/credentials`, (page) =>
        appears(page.getByRole('region', { name: 'ConnectWise responds at another address' })),
      ),
    );
    await take('14-schedule', `${integration.path}/schedule`);
    await take('15-accounts', `${integration.path}/accounts`);
    await answerBillingTargets();
    await take('16-usage', '/usage');
    const increases = await client.request('GET', '/usage-lines?kind=increase&limit=1');
    const increase = (increases.body as { items: { id: string }[] }).items[0]!.id;
    await take('16-usage-line', `/usage?line=${increase}`);
    await approveIncreases();
    await take('17-write-backs', '/write-backs');
    await take('24-close-month', '/usage', async (page) => {
      const close = page.getByRole('button', { name: 'Close month' });
      if ((await close.count()) === 0) return;
      await close.click();
      await appears(page.getByRole('alertdialog').getByText(/^\d+ open lines/u));
    });
    await take('25-report', `/reports/running/${integration.id}`, (page) =>
      appears(page.getByRole('region', { name: 'Figures' })),
    );
    await take('26-reports', '/reports');
    await take('18-runs', '/runs');
    const runs = await client.request('GET', `${integration.path}/syncs`);
    await take('19-run', `/runs/${(runs.body as { items: { id: string }[] }).items[0]!.id}`);
    const accounts = await client.request('GET', `${integration.path}/vendor-accounts?limit=1`);
    const account = (accounts.body as { items: { id: string }[] }).items[0]!.id;
    await take('20-history', `${integration.path}/accounts/${account}`);
    await take('21-audit', '/audit');
    await take('23-notices', '/notices');
    await addBillingRules();
    const rules = `${integration.path}/billing-rules`;
    await take('27-billing-rules', rules);
    const listed = await client.request('GET', rules);
    const rule = (listed.body as { items: { id: string }[] }).items[0]!.id;
    await take('27-billing-rule', `${rules}/${rule}`);
    await take('27-billing-rule-correct', `${rules}/${rule}/correct`, async (page) => {
      await page.getByLabel('Source', { exact: true }).fill('MSA 2026-7, section 2');
      await page.getByRole('button', { name: 'Show effect' }).click();
      await appears(page.getByLabel('Reason for this change', { exact: true }));
    });
    const ruled = await client.request('GET', '/usage-lines?rule=any&limit=1');
    const line = (ruled.body as { items: { id: string }[] }).items[0]!.id;
    await take('27-usage-line', `/usage?rule=any&line=${line}`);
    await invite('Pat Lindgren', 'approver');
    await invite('Sam Okafor', 'reviewer');
    for (const section of sections) await take(`22-settings-${section}`, `/settings/${section}`);
  }, 240_000);

  it('of states: nothing found, failed, offline', async () => {
    await take('30-usage-nothing', '/usage?q=nobody');
    await take('31-usage-failed', '/runs', async (page) => {
      await page.route('**/api/v1/usage-lines?*', (route) => route.fulfill({ status: 503, body: 'no' }));
      await page.goto('/usage');
      await appears(page.getByRole('button', { name: 'Try again' }).first());
    });
    await take('32-usage-offline', '/usage', async (page) => {
      await page.context().setOffline(true);
      await appears(page.getByText('You’re offline. Showing data'));
    });
    await take('33-usage-selected', '/usage?kind=increase,decrease', async (page) => {
      const all = page.getByRole('button', { name: /^Select all/u });
      if ((await all.count()) > 0) await all.click();
    });
  }, 240_000);
});

describeInBrowser('pictures of the hostile scenario', () => {
  it('are of every list', async () => {
    const own = await startBrowserProduct({ scenario: 'hostile' });
    const integration = await active(own.product);
    const lists = {
      accounts: `${integration.path}/accounts`,
      usage: '/usage',
      runs: '/runs',
      start: '/integrations',
    };
    for (const [name, path] of Object.entries(lists))
      for (const [width, height] of sizes) {
        const page = await own.signedIn(path, { width, height });
        await appears(page.getByRole('heading', { level: 1 }).first());
        await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
        await page.screenshot({ path: join(folder, `40-hostile-${name}-${width}.png`) });
        await page.context().close();
      }
    await own.close();
  }, 240_000);
});
