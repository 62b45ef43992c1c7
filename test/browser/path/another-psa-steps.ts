import { appears } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** Another PSA once the former connection was ended: filled in, loaded, and its accounts as they were mapped before. */
export function anotherPsaSteps(story: Story): void {
  const { step, page, button, silentAxe } = onPageOf(story);

  step('connects another PSA by one press, and offers what was mapped with the former one', async () => {
    await page().goto('/connect/duo/module');
    await page()
      .getByRole('radio', { name: /Billing/u })
      .click();
    await page().getByRole('radio', { name: 'Autotask' }).click();
    await button('Continue').click();
    await appears(page().getByRole('region', { name: 'Autotask' }));
    await button("Fill in the sandbox's credentials").click();
    await appears(page().getByText('not verified yet', { exact: true }).nth(2));
    await button('Authenticate').click();
    await page().waitForURL(/\/setup\/status$/u);
    await appears(page().getByRole('listitem', { name: 'Sync Status: Services pending' }), 25_000);
    await page().getByRole('link', { name: 'Next' }).click();
    const office = page()
      .getByRole('grid', { name: 'Duo accounts', exact: true })
      .getByRole('row', { name: 'Meridian Foods Office,' });
    await appears(office.filter({ hasText: 'mapped to Meridian Foods in ConnectWise before' }));
    await office.getByRole('button', { name: 'Accept the suggestion for Meridian Foods Office' }).click();
    await appears(office.filter({ hasText: '→ Meridian Foods AT' }));
    await silentAxe();
  });
}
