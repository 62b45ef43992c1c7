import type { Locator } from 'playwright-core';
import { body, decide, loaded, mapProducts, phaseIs } from '../../product/lifecycle.ts';
import { accounts, listed, named } from '../../product/set-up-steps.ts';
import { turnOnWriteBack } from '../../product/write-back-steps.ts';
import { appears, disappears, expectSoon, visit } from '../appearing.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';
import { countUserActions, describeUserActions } from './user-actions.ts';

/** Set up as docs/sandbox.md maps `typical`, with write-back on; the page shows the month. */
export function mappedWithWriteBackSteps(story: Story): void {
  const { step, page, own } = onPageOf(story);

  step('the first sync has ended, and write-back is on', async () => {
    const { product } = own();
    story.integration = await loaded(product);
    const { path } = story.integration;
    await mapProducts(product, story.integration);
    const all = await accounts(product, story.integration);
    const id = (name: string) => named(all, name)['id'] as string;
    const meridian = named(await listed(product, `${path}/psa-companies?q=meridian`), 'Meridian Foods');
    const plants = ['Meridian Foods Plant', 'Meridian Foods Office'].map((name) => ({
      kind: 'account',
      vendorId: id(name),
      action: 'map',
      psaId: meridian['id'] as string,
    }));
    const aside = ['Oak Street Offices', 'Old Pilot'].map((name) => ({
      kind: 'account',
      vendorId: id(name),
      action: 'exclude',
      reason: 'billed by hand',
    }));
    await decide(product, path, [...plants, ...aside]);
    await product.client.command('POST', `${path}/finish`, {}, path);
    await phaseIs(product, story.integration, 'active', 30_000);
    await turnOnWriteBack(product, story.integration);
    story.page = await own().signedIn('/month');
    await appears(page().getByRole('region', { name: /^Needs attention/u }));
  });
}

const mostPresses = 30;

/** Open lines as the start page counts them. */
export const openLines = async ({ own }: Story): Promise<number> =>
  (body(await own.product.client.request('GET', '/month'))['lines'] as { open: number }).open;

/** A billing manager's first month with the mouse: every open line is settled. */
export function firstMonthSteps(story: Story): void {
  const { step, page, own, button, dialog } = onPageOf(story);
  const { row, panel } = usageOn(story);
  const need = (name: RegExp): Locator =>
    page()
      .getByRole('group', { name: /^Totals,/u })
      .getByRole('button', { name });
  const type = (text: string): Promise<void> => page().keyboard.type(text);
  const nextIs = (name: string): Promise<void> =>
    appears(page().getByRole('complementary', { name: `Usage line ${name}` }));
  const radio = (name: RegExp): Locator => panel().getByRole('radio', { name });
  const told = (words: RegExp): Promise<void> => appears(page().getByText(words).first());

  /** In the dialog of the line whose panel is open; the password was given just before. */
  const endLine = async (customer: string, reason: string): Promise<void> => {
    await panel()
      .getByRole('button', { name: /^End line/u })
      .click();
    await appears(dialog().getByLabel('Last billed day'));
    await type(customer);
    await page().keyboard.press('Tab');
    await type(reason);
    await dialog().getByRole('button', { name: 'End line', exact: true }).click();
    await disappears(dialog());
  };

  step('settles all 25 lines of the first month in at most 30 presses', async () => {
    expect(await openLines(story)).toBe(25);
    const userActions = await countUserActions(page());

    await button('In advance').click();
    await appears(
      page()
        .getByText(/ 1(?:, \d+)? invoice/u)
        .first(),
    );
    await page().getByRole('link', { name: 'Review 7 changes…' }).click();
    await page().getByRole('checkbox', { name: 'Include Quarry Ridge' }).click();
    await button('Approve 7 changes').click();
    await told(/^7 lines approved/u);

    // Blocked lines: the first is open at once, and each decision opens the next.
    await need(/Blocked by a check/u).click();
    await nextIs('Corner Bakery');
    await panel()
      .getByRole('button', { name: /^Dismiss/u })
      .click();
    await nextIs('Lakeshore Credit Union');
    await button('Override…').click();
    await type('31 people are left after the merger');
    await button('Override and approve 31').click();
    await nextIs('Northgate School');
    await endLine('Northgate School', 'they left; confirmed by phone');
    await nextIs('Bright Path');
    await button('Adjust…').click();
    await type('half a seat was a typing mistake');
    await dialog().getByRole('button', { name: 'Approve 13' }).click();
    await appears(row('Bright Path').getByText('Approved'));

    await need(/Included units/u).click();
    await radio(/^Included in the seat count/u).click();
    await type('five seats come with the contract');
    await button('Save answer').click();
    await panel()
      .getByRole('button', { name: /^Approve 33/u })
      .click();
    await appears(row('Vista').getByText('Approved'));

    await need(/Choose a line/u).click();
    await nextIs('Summit Hotels');
    await radio(/60 → 63/u).click();
    await panel()
      .getByRole('button', { name: /^Approve/u })
      .click();
    await nextIs('Ironwood');
    await radio(/^Update/u)
      .first()
      .click();
    await radio(/^Other purpose/u)
      .last()
      .click();
    await type('duplicate');
    await button('Save roles').click();
    await nextIs('Lakeview Montessori');
    await button('Save roles').click();
    await appears(row('Lakeview').getByText('Matched'));

    // Lines that the PSA lacks.
    await need(/Not billed yet/u).click();
    for (const [name, line] of [
      ['Redwood', /^Create 15 ×/u],
      ['Ellis', /^Create 9 ×/u],
    ] as const) {
      await appears(page().getByRole('complementary', { name: new RegExp(`^Usage line ${name}`, 'u') }));
      await panel().getByRole('button', { name: line }).click();
      await appears(row(name).getByText('Approved'));
    }

    // What needs a customer, or an end in the PSA, or is read again, is put aside together.
    await page()
      .getByRole('link', { name: /^Usage/u })
      .click();
    await expectSoon(async () => (await button(/^Open /u).innerText()).trim(), 'Open 8');
    await button(/^Select all/u).click();
    await button('Put on hold…').click();
    await appears(dialog().getByLabel('Reason (optional)'));
    await type('asked the customers');
    await dialog().getByRole('button', { name: 'Put 8 lines on hold' }).click();
    await told(/^8 lines put on hold/u);
    await disappears(dialog());

    const counted = await userActions();
    console.log(`First month by mouse: ${describeUserActions(counted)}.`);
    expect(counted.clicks).toBeLessThanOrEqual(mostPresses);
    const { items } = body(
      await own().product.client.request('GET', '/usage-lines?toDecide=true&decision=open&limit=100'),
    );
    expect((items as { label: string }[]).map(({ label }) => label)).toEqual([]);
  });

  step('shows what the month brought once only lines on hold are open, each with its reason', async () => {
    await visit(page(), '/month');
    await appears(page().getByText('Nothing needs attention'));
    await appears(page().getByRole('region', { name: /^Completed in/u }));
    const held = page()
      .getByRole('region', { name: /^On hold 8/u })
      .getByRole('listitem');
    await appears(held.first());
    expect(await held.count()).toBe(8);
    expect(await held.filter({ hasText: 'asked the customers' }).count()).toBe(8);
  });
}
