import { sql } from 'kysely';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { body, runEnds, startSync } from '../../product/lifecycle.ts';
import { appears, disappears, visit, visitAgain } from '../appearing.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';

interface WriteBackItem {
  readonly label: string;
  readonly change: string;
  readonly state: string;
}

/** A line that the PSA lacks is created, and one without seats is ended; both are read back. */
export function lineSteps(story: Story): void {
  const { step, page, own, integration, button, dialog, silentAxe } = onPageOf(story);
  const { row, panel, openLine } = usageOn(story);
  const toAdd = () => page().getByRole('table', { name: 'Lines to add' });
  const changes = () => page().getByRole('grid', { name: 'Write-backs' });

  /** Syncs until two of them said the same, far enough apart, and the change was sent and read back. */
  const isConfirmed = async (name: string, change: string): Promise<void> => {
    const { product } = own();
    await waitFor(`the ${change} of ${name}`, 60_000, async () => {
      await runEnds(product, await startSync(product, integration()));
      const { items } = body(await product.client.request('GET', '/write-backs?limit=100'));
      const found = (items as readonly WriteBackItem[]).find(
        (one) => one.label.startsWith(name) && one.change === change,
      );
      return found?.state === 'confirmed' ? true : null;
    });
  };

  step('creates a line from the list of lines to add, after its exact request was viewed', async () => {
    await visit(page(), '/reports');
    await page()
      .getByRole('link', { name: /^Lines to add/u })
      .click();
    await appears(toAdd());
    await page().getByRole('checkbox', { name: 'Select the line of Redwood Analytics' }).check();
    await button('Review 1 line…').click();
    await dialog()
      .getByText(/^Redwood Analytics: Create 15 ×/u)
      .click();
    await dialog().getByText('View request').click();
    await appears(dialog().getByText(/^POST .*\/additions/u));
    await silentAxe();
    await dialog().getByRole('button', { name: 'Create 1 line' }).click();
    await disappears(dialog());
    await appears(
      toAdd()
        .getByRole('row', { name: /Redwood Analytics/u })
        .getByText('Approved'),
    );
    await isConfirmed('Redwood', 'create-line');
  });

  step('shows the created line with its marker, and what reverting it does', async () => {
    await visitAgain(page(), '/write-backs?q=Redwood');
    await changes()
      .getByRole('row', { name: /^Redwood Analytics, Confirmed, New line: 15/u })
      .click();
    const shown = page().getByRole('complementary', { name: 'Write-back' });
    await appears(shown.getByText(/^SW-/u).first());
    await appears(shown.getByText(/^Created as line \d+/u));
    await silentAxe();
    await shown.getByRole('button', { name: 'Revert…' }).click();
    await appears(dialog().getByText(/^Ends line \d+ on the day before/u));
    await dialog().getByRole('button', { name: 'Close' }).first().click();
    await visitAgain(page(), '/usage?kind=match');
    await openLine('Redwood');
    await panel().locator('summary[aria-label="Sources"]').click();
    await appears(panel().getByText(/Begins \w+ \d/u));
  });

  step('ends a line alone, with its customer’s name, a reason, and the password', async () => {
    own().allow(/403 \(Forbidden\)/u);
    await visitAgain(page(), '/usage?kind=orphan');
    await row('Northgate').click();
    await panel()
      .getByRole('button', { name: /^End line/u })
      .click();
    await appears(dialog().getByText('Type the name of the customer.'));
    await silentAxe();
    // The focus is in the name's field.
    await page().keyboard.type('Northgate School');
    await appears(dialog().getByText('Enter a reason.'));
    await dialog().getByLabel('Reason').fill('they left; confirmed by phone');
    await sql`update session set password_at = now() - interval '1 day'`.execute(own().product.db);
    await dialog().getByRole('button', { name: 'End line', exact: true }).click();
    await appears(page().getByRole('dialog', { name: 'Confirm it’s you' }));
    await page().keyboard.type(own().product.password);
    await page().keyboard.press('Enter');
    await appears(row('Northgate').getByText('Approved'));
    await isConfirmed('Northgate', 'end-line');
    await visitAgain(page(), '/usage?kind=orphan');
    await appears(row('Northgate').getByText(/^Ends \w+ \d/u));
    await visitAgain(page(), '/write-backs?q=Northgate');
    await appears(changes().getByRole('row', { name: /^Northgate School, Confirmed, 55, ends/u }));
  });
}
