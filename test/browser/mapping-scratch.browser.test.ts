import { loaded, mapProducts, phaseIs } from '../product/lifecycle.ts';
import { type BrowserProduct, describeInBrowser, seriousFindings, startBrowserProduct } from './browser.ts';
jest.setTimeout(120_000);
describeInBrowser('scratch', () => {
  let own: BrowserProduct;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
  }, 60_000);
  afterAll(() => own.close());
  it('shots', async () => {
    const integration = await loaded(own.product);
    const base = integration.path;
    for (const [w, h] of [[1280, 720], [390, 844]] as const) {
      const page = await own.signedIn(`${base}/setup/accounts`, { width: w, height: h });
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `/tmp/w-acc-${w}.png` });
      await page.goto(`${base}/setup/services`);
      await page.waitForTimeout(800);
      await page.screenshot({ path: `/tmp/w-ser-${w}.png` });
      console.log(await seriousFindings(page));
      await page.context().close();
    }
    await mapProducts(own.product, integration);
    await own.product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
    await phaseIs(own.product, integration, 'active', 60_000);
    const page = await own.signedIn(`${base}/accounts`, { colorScheme: 'dark' });
    await page.waitForTimeout(1500);
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('checkbox').nth(2).check();
    await page.screenshot({ path: `/tmp/a-sel.png` });
    await page.goto(`${base}/accounts?q=meridian&psaq=meridian`);
    await page.getByRole('button', { name: /^Accept the/ }).first().click();
    await page.waitForTimeout(1500);
    await page.getByRole('button', { name: /^Accept the/ }).first().click();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `/tmp/a-same.png` });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${base}/accounts?psaq=harrison&q=pine`);
    await page.waitForTimeout(1000);
    await page.getByRole('button', { name: /^More for/ }).first().click();
    await page.screenshot({ path: `/tmp/a-twin.png` });
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: 'Duo accounts' }).getByRole('row').first().press('x');
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/a-ex.png` });
    console.log(await seriousFindings(page));
    await page.goto(`${base}/services?psaq=DUO`);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `/tmp/a-ser.png` });
  });
});
