import type { Locator } from 'playwright-core';
import { listed } from '../../product/set-up-steps.ts';
import { appears, disappears, visit, visitAgain } from '../appearing.ts';
import { drafts } from '../stored-in-browser.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';

/** Both mappings by dragging, the review of the set-up, Finish, and the first sync until Refresh shows it. */
export function mappingAndFinishSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);
  const { shownRows, grid } = usageOn(story);
  const rowOf = (pane: string, name: string): Locator =>
    page().getByRole('grid', { name: pane, exact: true }).getByRole('row', { name });
  const company = (name: string): Locator => rowOf('ConnectWise companies', name);
  const duo = (name: string): Locator => rowOf('Duo accounts', name);
  const counts = (text: string): Promise<void> =>
    appears(page().getByTestId('mapping-counts').filter({ hasText: text }));
  const drag = (from: Locator, to: Locator): Promise<void> => from.dragTo(to, { steps: 20 });

  step('maps two accounts to one company by dragging; the second is asked about', async () => {
    await visit(page(), `${integration().path}/setup/accounts?status=unmapped`);
    await counts('52 of 61 mapped');
    await page().getByRole('searchbox', { name: 'Search companies' }).fill('meridian');
    await drag(company('Meridian Foods,'), duo('Meridian Foods Plant,'));
    await appears(duo('Meridian Foods Plant,').filter({ hasText: '→ Meridian Foods CW' }));
    await drag(company('Meridian Foods,'), duo('Meridian Foods Office,'));
    const question = page().getByRole('alertdialog', { name: /^Add to the same line\?/u });
    await appears(question.getByText('All accounts of one company are billed on one line'));
    await question.getByRole('button', { name: 'Add to the line' }).click();
    await counts('54 of 61 mapped');
    await page().reload();
    await counts('54 of 61 mapped');
  });

  step('excludes two accounts with a reason, and goes on', async () => {
    for (const name of ['Oak Street Offices', 'Old Pilot'])
      await page()
        .getByRole('checkbox', { name: `Select ${name}` })
        .check();
    await button('Exclude 2…').click();
    const asked = page().getByRole('dialog', { name: 'Exclude 2 accounts?' });
    await asked.getByRole('button', { name: 'Shared, billed manually' }).click();
    await asked.getByRole('button', { name: 'Exclude', exact: true }).click();
    await counts('2 excluded');
    await page().getByRole('link', { name: 'Next' }).click();
    await heading('Map services');
  });

  step(
    'maps three products to the service by dragging; inactive ones and bundles are closed with the reason',
    async () => {
      await appears(page().getByText('Map at least one service to continue.'));
      const alike = page().getByText(
        /^[\d,]+ lines of DUO-.+ for mapped companies look like a Duo product and are not mapped\./u,
      );
      await appears(alike);
      const find = page().getByRole('searchbox', { name: 'Search by Product ID' });
      await find.fill('DUO-');
      const service = rowOf('Duo services', 'Duo User License,').first();
      for (const id of ['DUO-ADV', 'DUO-ESS', 'DUO-PREM']) {
        await drag(rowOf('ConnectWise products', `Product ID ${id},`), service);
        await appears(rowOf('Duo services', `${id}, mapped to Duo User License`));
      }
      await counts('3 products mapped');
      await disappears(alike);
      const inactive = rowOf('ConnectWise products', 'Product ID DUO-ESS-OLD,');
      await appears(inactive.filter({ hasText: 'Inactive in ConnectWise' }));
      await find.fill('bundle');
      const bundle = rowOf('ConnectWise products', 'Product ID SEC-BUNDLE,');
      await appears(bundle.filter({ hasText: /Bundles can.t be added/u }));
      await drag(bundle, service);
      await rowOf('Duo services', 'DUO-PREM,').getByRole('button', { name: 'Unmap DUO-PREM' }).click();
      await counts('2 products mapped');
      await button(/^Undo last/u).click();
      await counts('3 products mapped');
      await visitAgain(page(), `${integration().path}/setup/services`);
      await counts('3 products mapped');
      await silentAxe();
      const [mapped] = await listed(own().product, `${integration().path}/vendor-services`);
      const products = mapped!['products'] as readonly { productId: string }[];
      expect(products.map(({ productId }) => productId)).toEqual(['DUO-ADV', 'DUO-ESS', 'DUO-PREM']);
      await page().getByRole('link', { name: 'Next' }).click();
      await heading('Review and finish');
    },
  );

  step('keeps the choices of the review over a reload and a look back', async () => {
    await appears(page().getByText('The first sync reads 61 accounts and takes about 20 seconds.'));
    await appears(page().getByText('2 accounts excluded:Oak Street Offices: Shared, billed manually'));
    await appears(page().getByText('Meridian Foods Plant → Meridian Foods (CW '));
    const no = page().getByRole('radio', { name: /^No\./u });
    const time = page().getByLabel('Every day at');
    expect([await no.isChecked(), await time.inputValue()]).toEqual([
      false,
      expect.stringMatching(/^0[2-5]:[0-5]\d$/u),
    ]);
    await no.check();
    await time.fill('04:15');
    await page().getByRole('link', { name: 'Back', exact: true }).click();
    await heading('Map services');
    await page().getByRole('link', { name: 'Next' }).click();
    await heading('Review and finish');
    expect([await no.isChecked(), await time.inputValue()]).toEqual([true, '04:15']);
    await page().reload();
    expect([await no.isChecked(), await time.inputValue()]).toEqual([true, '04:15']);
  });

  step('finishes once by a double click; Sync status turns, over a reload too', async () => {
    await silentAxe();
    // Each call to ConnectWise takes so long that the run is seen under way, over the reload too.
    const slow = await own().product.control.inject({
      vendor: 'connectwise',
      fault: { kind: 'delay', ms: 2_000 },
    });
    await button('Finish setup').dblclick();
    await page().waitForURL(/\/usage$/u);
    expect(await drafts(page())).toEqual([]);
    const running = page().getByRole('link', { name: /^Sync status: (Queued|Running|\d+\/\d+)/u });
    await appears(running);
    await appears(page().getByText(/^First sync in progress.*Select Refresh when it lights up\.$/u));
    expect(await page().title()).toMatch(/^\(running\) /u);
    expect(await page().locator('[data-lit="true"]').count()).toBe(0);
    await page().reload();
    await appears(running);
    await own().product.control.clear(slow.id);
  });

  step('ends with its outcome, lights Refresh pink, and shows the lines once that is pressed', async () => {
    await appears(page().getByRole('link', { name: /^Sync status: Partial/u }));
    await appears(page().locator('[data-lit="true"]'));
    expect(await grid().count()).toBe(0);
    await page()
      .getByRole('button', { name: /^Refresh: new data/u })
      .click();
    await appears(page().locator('[data-lit="false"]'));
    await appears(grid());
    expect(await shownRows()).toBe(25);
    const runs = await own().product.client.request('GET', `${integration().path}/syncs`);
    expect((runs.body as { items: { trigger: string }[] }).items.map(({ trigger }) => trigger)).toEqual([
      'first',
    ]);
    const { client } = own().product;
    expect((await client.request('GET', integration().path)).body).toMatchObject({ keepNames: false });
    const schedule = await client.request('GET', `${integration().path}/schedule`);
    expect(schedule.body).toMatchObject({ hour: 4, minute: 15 });
  });
}
