import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { lineOf } from '../../../sandbox/scenario-lookup.ts';
import { body, runEnds, startSync } from '../../product/lifecycle.ts';
import { appears, disappears, visit, visitAgain } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';
import { countUserActions, describeUserActions } from './user-actions.ts';

const bottomOfPage = 720;

/** What a user without a mouse does on this page. */
function keysOn(page: Page) {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  return {
    press,
    /** By the palette, to the first that it finds. */
    jumpTo: async (words: string): Promise<void> => {
      await press('Control+k');
      await page.keyboard.type(words);
      // Enter takes what is found by then, on a busy machine perhaps nothing.
      await appears(page.getByRole('option').filter({ hasText: words }).first());
      await press('Enter');
    },
    tabTo: async (wanted: Locator): Promise<void> => {
      await appears(wanted);
      for (let keys = 0; keys < 20; keys += 1) {
        if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
        await press('Tab');
      }
      throw new Error('not reached by Tab');
    },
  };
}

/** A month like most: two decreases and what else differs, by mouse and by keyboard alone. */
export function routineMonthSteps(story: Story): void {
  const { step, page, own, button } = onPageOf(story);
  const include = (name: string): Locator => page().getByRole('checkbox', { name: `Include ${name}` });

  /** What was approved stands in the PSA; then its lines are raised by hand, and the next sync sees it. */
  const raisedInThePsa = async (quantities: Readonly<Record<string, number>>): Promise<void> => {
    const { product } = own();
    await waitFor('the approved changes to be written', 30_000, async () => {
      const { items } = body(
        await product.client.request('GET', '/write-backs?state=queued,sending,unknown'),
      );
      const waiting = (items as readonly { billingTarget: string }[]).filter(
        ({ billingTarget }) => billingTarget === 'next-invoice',
      );
      return waiting.length === 0 ? true : null;
    });
    const scenario = await product.control.scenario();
    for (const [name, quantity] of Object.entries(quantities))
      await product.control.changeLine(lineOf(scenario, name).id, { quantity });
    await runEnds(product, await startSync(product, story.integration));
    // What is shown stays until Refresh or another page.
    await visitAgain(page(), '/month');
    await appears(page().getByRole('link', { name: /^Review \d changes…$/u }));
    const last = await page()
      .getByRole('region', { name: /^Needs attention/u })
      .getByRole('listitem')
      .last()
      .boundingBox();
    expect((last?.y ?? bottomOfPage) + (last?.height ?? 0)).toBeLessThanOrEqual(bottomOfPage);
  };
  const decreasesAreDecided = async (): Promise<void> => {
    await appears(
      page()
        .getByText(/^\d lines? approved/u)
        .first(),
    );
    await disappears(page().getByRole('dialog', { name: /^Review \d+ selected/u }));
    const { rows } = body(await own().product.client.request('GET', '/month'));
    expect((rows as { need: string }[]).filter(({ need }) => need === 'decrease')).toEqual([]);
  };

  step(
    'settles a routine month, its two decreases selected one at a time, in at most 5 clicks and 60 s',
    async () => {
      await own().product.control.actTwo();
      await raisedInThePsa({ 'Quarry Ridge': 25 });
      const userActions = await countUserActions(page());
      await page()
        .getByRole('link', { name: /^Review \d changes…$/u })
        .click();
      await include('Quarry Ridge').click();
      await include('Vista Nonprofit').click();
      await button(/^Approve \d changes?$/u).click();
      await decreasesAreDecided();
      const counted = await userActions();
      console.log(`Routine month by mouse: ${describeUserActions(counted)}.`);
      expect(counted.clicks).toBeLessThanOrEqual(5);
      expect(counted.seconds).toBeLessThanOrEqual(60);
    },
  );

  step('settles such a month by keyboard alone', async () => {
    await raisedInThePsa({ 'Quarry Ridge': 26, 'Vista Nonprofit': 36 });
    const userActions = await countUserActions(page());
    const { press, jumpTo, tabTo } = keysOn(page());
    await jumpTo('changes…');
    for (const name of ['Quarry Ridge', 'Vista Nonprofit']) {
      await tabTo(include(name));
      await press('Space');
    }
    await tabTo(button(/^Approve \d changes?$/u));
    await press('Enter');
    await decreasesAreDecided();
    const counted = await userActions();
    console.log(`Routine month by keyboard alone: ${describeUserActions(counted)}.`);
    expect(counted.clicks).toBe(0);
    expect(counted.keys).toBeLessThanOrEqual(20);
    expect(counted.seconds).toBeLessThanOrEqual(60);
  });
}

/** The owner's page of the month, and what operations do about a failed run. */
export function ownerAndOperatorSteps(story: Story): void {
  const { step, own } = onPageOf(story);

  step(
    'gives an owner who only reads the report of the month in three clicks, on paper and as a workbook',
    async () => {
      const owner = await own().viewer('/month');
      const userActions = await countUserActions(owner);
      await owner.getByRole('link', { name: 'Reports', exact: true }).click();
      const current = owner
        .getByRole('table', { name: 'Months' })
        .getByRole('row')
        .filter({ hasText: 'In progress' });
      const excel = current.getByRole('link', { name: /^Excel of/u });
      const [file] = await Promise.all([owner.waitForEvent('download'), excel.click()]);
      expect(file.suggestedFilename()).toMatch(/^running-month-\d{4}-\d{2}\.xlsx$/u);
      await current.getByRole('link').first().click();
      const figures = owner.getByRole('region', { name: 'Figures' });
      await appears(figures);
      const month = body(await own().product.client.request('GET', '/month'));
      const { recovered, credited } = month['done'] as Record<string, { perMonth: string }>;
      const shown = (await figures.innerText()).replace(/\u2212/gu, '-').replace(/,/gu, '');
      for (const { perMonth } of [recovered!, credited!])
        expect(shown).toContain(Number(perMonth).toFixed(2));
      expect(shown).toContain(`${(month['lines'] as { open: number }).open} lines`);
      const counted = await userActions();
      console.log(`Owner's report: ${describeUserActions(counted)}.`);
      expect(counted.clicks).toBeLessThanOrEqual(3);
      await owner.emulateMedia({ media: 'print' });
      expect(await owner.getByRole('banner').isVisible()).toBe(false);
      expect(await owner.getByRole('heading', { name: 'Decisions' }).isVisible()).toBe(true);
    },
  );

  step('tells operations of a failed run what failed, since when and what to press', async () => {
    const { product } = own();
    const rejected = await product.control.inject({
      vendor: 'duo',
      fault: { kind: 'duo-error', code: 40102 },
    });
    await runEnds(product, await startSync(product, story.integration));
    const operator = await own().signedIn('/month');
    const userActions = await countUserActions(operator);
    await operator.getByRole('link', { name: /^Sync status: Failed/u }).click();
    const main = operator.getByRole('main');
    await appears(main.getByText('Duo does not recognize this key at this host').first());
    await appears(main.getByText(/^Failed$/u).first());
    await appears(operator.getByRole('heading', { level: 1, name: /^Run today \d{1,2}:\d\d [AP]M/u }));
    await appears(main.getByText(/^Usage shows data read today/u));
    await appears(main.getByRole('button', { name: 'Sync again' }));
    await main.getByRole('link', { name: 'Update credentials' }).click();
    await appears(operator.getByRole('region', { name: 'Accounts API' }));
    await product.control.clear(rejected.id);
    console.log(`Operator's failed run, found and understood: ${describeUserActions(await userActions())}.`);
  });
}

/** The end of it: nothing is left to be decided after this. */
export function closingSteps(story: Story): void {
  const { step, page, button, dialog, heading } = onPageOf(story);

  step('closes the month by keyboard alone, with what is open named and agreed to', async () => {
    await visit(page(), '/usage');
    await heading(/^Usage/u);
    const userActions = await countUserActions(page());
    const { press, jumpTo, tabTo } = keysOn(page());
    await jumpTo('month');
    await tabTo(button(/^Close \p{L}+…$/u));
    await press('Enter');
    await tabTo(dialog().getByRole('checkbox', { name: /is still in progress.*Close it anyway\.$/u }));
    await press('Space');
    await tabTo(dialog().getByRole('button', { name: 'Close month' }));
    await press('Enter');
    await heading(/ report$/u);
    const counted = await userActions();
    console.log(`Month closed by keyboard alone: ${describeUserActions(counted)}.`);
    expect(counted.clicks).toBe(0);
    expect(counted.keys).toBeLessThanOrEqual(20);
    const filing = await countUserActions(page());
    const [printed] = await Promise.all([
      page().waitForEvent('popup'),
      page().getByRole('link', { name: 'Print' }).click(),
    ]);
    const [archive] = await Promise.all([
      page().waitForEvent('download'),
      page().getByRole('link', { name: 'Download all' }).click(),
    ]);
    expect(archive.suggestedFilename()).toMatch(/\.zip$/u);
    const { clicks } = await filing();
    console.log(`A closed month printed and filed: ${clicks} clicks.`);
    // With "Close" and its confirmation no more than four; a month that still runs asks for a check mark too.
    expect(clicks).toBeLessThanOrEqual(2);
    await printed.close();
    await visit(page(), '/month');
    await appears(page().getByText(/^\p{L}+ \d{4} is closed$/u));
    await appears(page().getByRole('region', { name: /^Carried over to/u }));
    await appears(page().getByRole('link', { name: 'Open report' }));
  });
}
