import type { Locator } from 'playwright-core';
import { account } from '../../product/set-up-steps.ts';
import { approve, end } from '../../product/write-back-steps.ts';
import { appears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** The connection after a month: turn off write-back, schedule, pause, disconnect. */
export function connectionSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);

  const rowOf = (pane: string, name: string) =>
    page().getByRole('grid', { name: pane, exact: true }).getByRole('row', { name });
  const company = (name: string) => rowOf('ConnectWise companies', name);
  const duo = (name: string) => rowOf('Duo accounts', `Meridian Foods ${name},`);
  const drag = (from: Locator, to: Locator) => from.dragTo(to, { steps: 20 });

  step('shows the connection among the integrations and on its own', async () => {
    await visit(page(), '/integrations');
    await appears(
      page()
        .getByRole('table')
        .getByText(/^active$/iu),
    );
    await silentAxe();
    await page().getByRole('link', { name: 'Duo Security' }).first().click();
    await heading('Duo Security');
    await appears(page().getByText('Seat rule.'));
    await silentAxe();
    await page().getByRole('link', { name: 'Credentials', exact: true }).click();
    await appears(page().getByRole('region', { name: 'ConnectWise' }));
    await silentAxe();
    await page().getByRole('link', { name: 'Schedule', exact: true }).click();
    await page().getByLabel('Every day at').fill('03:30');
    await button('Change').click();
    await appears(page().getByText('Schedule changed.').first());
    await silentAxe();
  });

  step(
    'asks before a second account joins a line, with the sum of seats, and before a mapping is replaced',
    async () => {
      await visit(page(), `${integration().path}/accounts?q=meridian&psaq=meridian`);
      await appears(duo('Office'));
      await silentAxe();
      await page().getByRole('button', { name: 'Unmap Meridian Foods Office' }).click();
      await appears(duo('Office').filter({ hasText: 'unmapped' }));
      await drag(company('Meridian Foods,'), duo('Office'));
      const question = page().getByRole('alertdialog', { name: 'Add to the same line? 26 + 19 = 45' });
      await appears(question);
      await silentAxe();
      await question.getByRole('button', { name: 'Cancel' }).click();
      await appears(duo('Office').filter({ hasText: 'unmapped' }));
      await drag(company('Meridian Foods,'), duo('Office'));
      await question.getByRole('button', { name: 'Add to the line' }).click();
      await appears(duo('Office').filter({ hasText: '→ Meridian Foods CW' }));
      await page().getByRole('searchbox', { name: 'Search companies' }).fill('acme capital');
      await drag(company('Acme Capital,'), duo('Plant'));
      await page()
        .getByRole('alertdialog', { name: 'Replace the mapping?' })
        .getByRole('button', { name: 'Replace' })
        .click();
      await appears(duo('Plant').filter({ hasText: '→ Acme Capital CW' }));
      await button(/^Undo last/u).click();
      await appears(duo('Plant').filter({ hasText: '→ Meridian Foods CW' }));
      expect((await account(own().product, integration(), 'Meridian Foods Plant'))['mapping']).toMatchObject({
        company: { name: 'Meridian Foods' },
      });
    },
  );

  step('turns off write-back once confirmed, and queued changes are canceled', async () => {
    const { product } = own();
    const approved = await approve(product, integration(), 'Vista Nonprofit', {
      billingTarget: 'invoice-after',
    });
    await visit(page(), `/integrations/${integration().id}`);
    await button('Turn off write-back…').click();
    const asked = page().getByRole('alertdialog', { name: 'Turn off write-back to ConnectWise?' });
    await appears(asked.getByText('Queued changes are canceled and their lines reopen.'));
    await silentAxe();
    await asked.getByRole('button', { name: 'Turn off' }).click();
    await appears(page().getByText('Write-back is off. 1 queued change was canceled.').first());
    await appears(button('Turn on write-back…'));
    expect(await end(product, approved)).toMatchObject({ state: 'canceled' });
  });

  step('pauses, resumes and disconnects only with the name typed', async () => {
    await visit(page(), `/integrations/${integration().id}`);
    await button('Pause…').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click();
    await button('Resume').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Resume' }).click();
    await button('Disconnect…').click();
    const dialog = page().getByRole('alertdialog');
    await appears(dialog.getByText('Type Duo Security to continue.'));
    await dialog.getByRole('textbox').fill('Duo Security');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await appears(page().getByText('Disconnected. Mappings and history are kept.'));
  });
}
