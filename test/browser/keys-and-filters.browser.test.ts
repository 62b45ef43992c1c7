import type { Locator, Page } from 'playwright-core';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  connected,
  countAll,
  load,
  type SeededAccount,
  setGates,
} from '../environment/seeded-integration.ts';
import { appears, disappears, expectSoon, visit, visitAgain } from './appearing.ts';
import { type BrowserProduct, describeInBrowser, startBrowserProduct } from './browser.ts';

/** So many customers whose seats and lines agree, to fill more than one screen. */
const filler = (count: number, name: string, seats: number): readonly SeededAccount[] =>
  Array.from({ length: count }, (_, nth) => ({
    name: `${name} ${nth}`,
    foreignId: `DA-${name}-${nth}`,
    seats,
    company: `${name} ${nth}`,
  }));

const accounts: readonly SeededAccount[] = [
  ...filler(20, 'Large', 45),
  { name: 'Bluewater Dental', foreignId: 'DA1', seats: 40, company: 'Bluewater Dental' },
  { name: 'Castellan Law', foreignId: 'DA2', seats: 30, company: 'Castellan Law' },
  { name: 'Quarry Ridge', foreignId: 'DA3', seats: 22, company: 'Quarry Ridge' },
  { name: 'Acme Lab', foreignId: 'DA4', seats: 15 },
  { name: 'Northgate Office', foreignId: 'DA5', seats: 7, company: 'Northgate' },
  { name: 'Northgate Yard', foreignId: 'DA6', seats: 5, company: 'Northgate' },
  ...filler(40, 'Small', 1),
];
const billed = {
  ...Object.fromEntries(accounts.flatMap(({ company, seats }) => (company === undefined ? [] : [[company, seats]]))), // prettier-ignore
  'Bluewater Dental': 30,
  'Quarry Ridge': 25,
  Northgate: 10,
  Stonebridge: 20,
};

describeInBrowser('keys and filters', () => {
  let own: BrowserProduct;
  let key: IntegrationKey;
  /** Signed in, for every test that needs no browser of its own. */
  let signedIn: Page;
  const counted = (seats: Readonly<Record<string, number>>) =>
    countAll(
      own.product.db,
      key,
      accounts.map((account) => ({ ...account, seats: seats[account.name] ?? account.seats })),
    );
  beforeAll(async () => {
    own = await startBrowserProduct({ workers: false });
    const { db, tenantId } = own.product;
    key = await connected(db, tenantId, 'active');
    await setGates(db, key, { integration: 'pending', accounts: 'pending', services: 'pending' });
    await load(db, key, accounts, billed);
    await counted({});
    const billingTarget = `/integrations/${key.integrationId}/agreement-types/1/billing-target`;
    expect((await own.product.client.request('PUT', billingTarget, { billsIn: 'advance' })).status).toBe(200);
    signedIn = await own.signedIn();
  });
  afterAll(() => own.close());
  afterEach(async () => {
    await own.closePages(signedIn);
    own.expectSilent();
  });

  const at = (path: string): Promise<Page> => visitAgain(signedIn, path);
  const setUp = (step: string): string => `/integrations/${key.integrationId}/setup/${step}`;
  const heading = (page: Page, name: string | RegExp): Promise<void> =>
    appears(page.getByRole('heading', { level: 1, name }));
  const line = (page: Page, name: string): Locator =>
    page.getByRole('grid', { name: 'Usage lines' }).getByRole('row', { name: new RegExp(`^${name},`, 'u') });
  const stands = (row: Locator, place: number): Promise<void> =>
    appears(row.and(row.page().locator(`[aria-rowindex="${place + 1}"]`)));
  const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Keyboard shortcuts' });

  describe('keys', () => {
    it('press links with Enter and buttons with Space on both mapping screens', async () => {
      const page = await at(setUp('accounts'));
      await appears(page.getByRole('grid', { name: 'Duo accounts' }));
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).press(' ');
      await appears(sheet(page).getByText('Select, map'));
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Next', exact: true }).press('Enter');
      await heading(page, 'Map services');
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).press('Enter');
      await appears(sheet(page).getByText('Select, map'));
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Back', exact: true }).press('Enter');
      await heading(page, 'Map accounts');
    });

    it('leave Ctrl A to the search box, and select all lines with it in the table', async () => {
      const page = await at('/usage');
      const search = page.getByRole('searchbox', { name: 'Search usage lines' });
      await search.fill('quarry');
      await search.press('Control+a');
      await page.keyboard.type('acme');
      expect(await search.inputValue()).toBe('acme');
      // Before that the table may still show what was asked first.
      await appears(page.getByRole('grid', { name: 'Usage lines' }).and(page.locator('[aria-rowcount="2"]')));
      await line(page, 'Acme Lab').press('Control+a');
      await appears(page.getByText(/^1 selected/u));
    });

    it('close the panel and change lists while single keys are off, and open no sheet', async () => {
      const page = await own.signedIn(null);
      await page.addInitScript(`localStorage.setItem('seatwise.appearance', '{"singleKeys":false}')`);
      await page.goto('/usage?q=quarry');
      await line(page, 'Quarry Ridge').click();
      await appears(page.getByRole('complementary'));
      await page.keyboard.press('Escape');
      await disappears(page.getByRole('complementary'));
      await visit(page, setUp('accounts'));
      await page.getByRole('row', { name: /^Bluewater Dental, ConnectWise ID/u }).focus();
      await page.keyboard.press('?');
      await page.keyboard.press('F6');
      await appears(page.getByRole('grid', { name: 'Duo accounts' }).locator(':focus'));
      expect(await sheet(page).count()).toBe(0);
    });

    it('act on the customer that has the focus after Refresh moved its row, which stays where it was', async () => {
      const page = await at('/usage?show=all&sort=-vendor');
      await line(page, 'Large 0').focus();
      await page.keyboard.press('PageDown');
      await page.keyboard.press('PageDown');
      const quarry = line(page, 'Quarry Ridge');
      await quarry.focus();
      await stands(quarry, 23);
      const before = await quarry.boundingBox();
      await counted({ 'Acme Lab': 50 });
      await page.keyboard.press('Shift+R');
      await stands(quarry, 24);
      expect((await quarry.boundingBox())?.y).toBeCloseTo(before!.y, 0);
      await page.keyboard.press('a');
      const asked = page.getByRole('alertdialog', { name: 'Propose a decrease?' });
      await appears(asked.getByText('Quarry Ridge'));
      await asked.getByRole('button', { name: 'Cancel' }).click();
    });

    it('act on the first row however late the table comes, and again after a dialog, from the panel and after Escape', async () => {
      const page = await own.signedIn(null);
      let answerCounts: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (answerCounts = resolve));
      await page.route('**/api/v1/usage-line-counts?*', async (route) => {
        await held;
        await route.continue();
      });
      const rowsAreRead = page.waitForResponse(/\/usage-lines\?/u);
      await page.goto('/usage?q=quarry');
      await (await rowsAreRead).finished();
      answerCounts();
      const quarry = line(page, 'Quarry Ridge');
      const hasFocus = (): Promise<void> => appears(quarry.and(page.locator(':focus')));
      await hasFocus();
      const adjust = page.getByRole('dialog', { name: /^Adjust/u });
      await page.keyboard.press('e');
      await appears(adjust);
      await adjust.getByRole('button', { name: 'Cancel' }).click();
      await hasFocus();
      await quarry.click();
      const panel = page.getByRole('complementary');
      await panel.getByRole('button', { name: 'More actions for this line' }).click();
      await page.getByRole('menuitem', { name: /^Exclude/u }).click();
      await page.getByRole('dialog', { name: /^Exclude/u }).press('Escape');
      await hasFocus();
      await panel.getByRole('button', { name: 'Close panel' }).focus();
      await page.keyboard.press('a');
      const asked = page.getByRole('alertdialog', { name: 'Propose a decrease?' });
      await appears(asked.getByText('Quarry Ridge'));
      await asked.getByRole('button', { name: 'Cancel' }).click();
      await page.keyboard.press('Escape');
      await disappears(panel);
      await hasFocus();
    });

    it('act on no customer while a head has the focus, or after the row with the focus left', async () => {
      const page = await at('/usage?kind=increase,decrease&sort=-vendor');
      const commands: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') commands.push(request.url());
      });
      const nothingAsked = async (): Promise<void> => {
        await page.keyboard.press('a');
        // A question of the review would keep the sheet away.
        await page.keyboard.press('?');
        await appears(sheet(page));
        await page.keyboard.press('Escape');
        expect(commands).toEqual([]);
      };
      const quarry = line(page, 'Quarry Ridge');
      await quarry.focus();
      await page.getByRole('button', { name: 'Seats in Duo', exact: true }).focus();
      await nothingAsked();
      await quarry.focus();
      await counted({ 'Quarry Ridge': 25 });
      await page.keyboard.press('Shift+R');
      await disappears(quarry);
      await appears(line(page, 'Northgate').and(page.locator('[tabindex="0"]')));
      await nothingAsked();
      await counted({});
    });
  });

  describe('searches', () => {
    it.each([
      ['accounts', 'Search accounts', 'q=bluewater', 'Duo accounts', /^Acme Lab,/u],
      ['services', 'Search by Product ID', 'psaq=bundle', 'ConnectWise products', /^Product ID DUO-ESS,/u],
    ])(
      'of the mapping of %s are emptied, field and list, by a jump to the screen itself',
      async (screen, name, query, list, other) => {
        const page = await at(`/integrations/${key.integrationId}/${screen}?${query}`);
        const rows = page.getByRole('grid', { name: list }).getByRole('row');
        await appears(rows.first());
        expect(await rows.count()).toBe(1);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'Search' }).fill(`map ${screen}`);
        await page.keyboard.press('Enter');
        await appears(
          rows
            .filter({ visible: true })
            .and(page.getByRole('row', { name: other }))
            .first(),
        );
        expect(await page.getByRole('searchbox', { name }).inputValue()).toBe('');
        expect(new URL(page.url()).search).toBe('');
      },
    );

    // The field itself has its tests beside it: web/components/filter-bar.component.test.tsx.
    it('keep a key that is typed while the address is still changing', async () => {
      const page = await own.signedIn(null);
      // The key comes with the change of the address, before the page shows what the address says.
      await page.addInitScript(`
        const replace = history.replaceState;
        history.replaceState = function (state, title, url) {
          replace.call(this, state, title, url);
          if (!/[?&]q=quarr(&|$)/.test(String(url))) return;
          const field = document.querySelector('input[type="search"]');
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, 'quarry');
          field.dispatchEvent(new Event('input', { bubbles: true }));
        };
      `);
      await page.goto('/usage');
      const search = page.getByRole('searchbox');
      await search.fill('quarr');
      await page.waitForURL((url) => url.searchParams.get('q') === 'quarry');
      expect(await search.inputValue()).toBe('quarry');
    });
  });

  describe('filters', () => {
    it('of the mapping show the unmapped accounts beside the company of a line without account', async () => {
      const page = await at('/usage?kind=no-account');
      await line(page, 'Stonebridge').click();
      await page.getByRole('complementary').getByRole('button', { name: 'Go to mapping' }).click();
      await appears(
        page.getByRole('grid', { name: 'Duo accounts' }).getByRole('row', { name: /^Acme Lab,/u }),
      );
      const companies = page.getByRole('grid', { name: 'ConnectWise companies' }).getByRole('row');
      await appears(companies.and(page.getByRole('row', { name: /^Stonebridge,/u })));
      await expectSoon(() => companies.count(), 1);
      expect(new URL(page.url()).search).toBe('?status=unmapped&psaq=Stonebridge');
    });

    it('of the review narrow to one account or one company by a press, named in a chip that takes them back', async () => {
      const page = await at('/usage');
      const lines = page.getByRole('grid', { name: 'Usage lines' });
      const shows = (count: number): Promise<void> =>
        appears(lines.and(page.locator(`[aria-rowcount="${count + 1}"]`)));
      await appears(lines);
      const all = Number(await lines.getAttribute('aria-rowcount')) - 1;
      await page.getByRole('searchbox', { name: 'Search usage lines' }).fill('northgate');
      await line(page, 'Northgate').click();
      await page.getByRole('searchbox', { name: 'Search usage lines' }).fill('');
      await shows(all);
      const evidence = page.getByRole('region', { name: 'Evidence' });
      const source = evidence.getByText(/^Duo: Northgate Yard/u);
      await appears(evidence);
      // All is well with both, so they are folded to one line each.
      expect(await source.isVisible()).toBe(false);
      await evidence.getByLabel('Sources', { exact: true }).click();
      await source.getByRole('button', { name: 'Only this account', pressed: false }).click();
      await shows(1);
      await appears(source.getByRole('button', { name: 'Only this account', pressed: true }));
      await page.getByRole('button', { name: /^account Northgate Yard/u }).click();
      await shows(all);
      await evidence.getByLabel('Customer', { exact: true }).click();
      await evidence.getByRole('button', { name: 'Only this company' }).click();
      await appears(page.getByRole('button', { name: /^company Northgate \(CW \d+\)/u }));
      await shows(1);
      await page.goBack();
      await shows(all);
    });
  });
});
