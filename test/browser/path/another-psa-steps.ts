import { phaseIs } from '../../product/lifecycle.ts';
import { appears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** Other PSAs once the former connection was ended: filled in, loaded, and offered what was mapped before. */
export function anotherPsaSteps(story: Story): void {
  const { step, page, own, button, silentAxe } = onPageOf(story);

  /** From the choice of the PSA to credentials that were verified. */
  async function connect(psa: string): Promise<void> {
    await visit(page(), '/connect/duo/module');
    await page()
      .getByRole('radio', { name: /Billing/u })
      .click();
    await page().getByRole('radio', { name: psa }).click();
    await button('Continue').click();
    await appears(page().getByRole('region', { name: psa }));
    await button('Fill in sandbox credentials').click();
    await appears(page().getByText('Not verified', { exact: true }).nth(2));
    await button('Authenticate').click();
    await page().waitForURL(/\/setup\/status$/u);
  }

  step('connects another PSA by one press, and offers what was mapped with the former one', async () => {
    await connect('Autotask');
    await appears(page().getByRole('listitem', { name: 'Sync status: Services pending' }));
    await page().getByRole('link', { name: 'Next' }).click();
    // What matches by name leaves the list while it is shown, and only rows on the screen are in the page.
    await page().getByRole('searchbox', { name: 'Search accounts' }).fill('Meridian Foods Office');
    const office = page()
      .getByRole('grid', { name: 'Duo accounts', exact: true })
      .getByRole('row', { name: 'Meridian Foods Office,' });
    await appears(office.filter({ hasText: 'previously mapped to Meridian Foods in ConnectWise' }));
    await office.getByRole('button', { name: 'Accept the suggestion for Meridian Foods Office' }).click();
    await appears(office.filter({ hasText: '→ Meridian Foods AT' }));
    await silentAxe();
    await page().getByRole('link', { name: 'Next' }).click();
    const services = page().getByRole('grid', { name: 'Duo services' });
    const offer = services.getByRole('row', { name: 'DUO-ESS, suggested for Duo User License' });
    await appears(offer.filter({ hasText: 'previously mapped to DUO-ESS in ConnectWise' }));
    await appears(page().getByText('No service mapped yet'));
    await offer.getByRole('button', { name: 'Accept the suggestion DUO-ESS' }).click();
    await appears(services.getByRole('row', { name: 'DUO-ESS, mapped to Duo User License' }));
    await silentAxe();
  });

  step('connects the third PSA by one press as well', async () => {
    const id = new URL(page().url()).pathname.split('/')[2]!;
    const path = `/integrations/${id}`;
    await own().product.client.command('POST', `${path}/disconnect`, {}, path);
    await phaseIs(own().product, { id, path }, 'disconnected', 25_000);
    await connect('HaloPSA');
    await silentAxe();
  });
}
