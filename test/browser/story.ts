import type { Locator, Page } from 'playwright-core';
import type { Connected } from '../product/lifecycle.ts';
import { account } from '../product/set-up-steps.ts';
import { appears, disappears, expectSoon, visit, visitAgain } from './appearing.ts';
import { type BrowserProduct, seriousFindings } from './browser.ts';

/** What the steps of the path share: one product and one page, from sign-in to disconnecting. */
export interface Story {
  readonly step: (name: string, run: () => Promise<void>) => void;
  own: BrowserProduct;
  page: Page;
  /** Known once Connect made it. */
  integration: Connected;
}

/** What every part of the path says and presses, on the story's page. */
export function onPageOf(story: Story) {
  const { step } = story;
  const page = (): Page => story.page;
  /** The story's page, at this path. */
  const at = (path: string): Promise<Page> => visitAgain(story.page, path);
  const own = (): BrowserProduct => story.own;
  const integration = (): Connected => story.integration;
  const button = (name: string | RegExp): Locator =>
    page().getByRole('button', { name, exact: typeof name === 'string' });
  /** In a menu that is open. */
  const choice = (name: string): Locator => page().getByRole('menuitem', { name, exact: true });
  const heading = (name: string | RegExp): Promise<void> =>
    appears(page().getByRole('heading', { level: 1, name }));
  const dialog = (): Locator => page().getByRole('dialog').or(page().getByRole('alertdialog'));
  const silentAxe = async (): Promise<void> => expect(await seriousFindings(page())).toEqual([]);
  return { step, page, at, own, integration, button, choice, heading, dialog, silentAxe };
}

/** The review table, its search and the panel beside it. */
export function usageOn(story: Story) {
  const page = (): Page => story.page;
  const grid = (): Locator => page().getByRole('grid', { name: 'Usage lines' });
  const row = (name: string): Locator => grid().getByRole('row', { name: new RegExp(`^${name}`, 'u') });
  const panel = (): Locator => page().getByRole('complementary');
  const shownRows = async (): Promise<number> => Number(await grid().getAttribute('aria-rowcount')) - 1;
  const search = async (text: string, rows = 1): Promise<void> => {
    await page().getByRole('searchbox', { name: 'Search usage lines' }).fill(text);
    await expectSoon(shownRows, rows);
  };
  const openLine = async (name: string): Promise<void> => {
    await search(name);
    await row(name).click();
    await appears(panel().getByRole('region', { name: 'Evidence' }));
  };
  return { grid, row, panel, shownRows, search, openLine };
}

/** The history of the account of this name, on the story's page or another. */
export async function openHistoryOf(story: Story, name: string, on: Page = story.page): Promise<void> {
  const { id } = await account(story.own.product, story.integration, name);
  await visit(on, `/integrations/${story.integration.id}/accounts/${id as string}`);
}

/** Asked for each type of agreement until somebody said how it is billed. */
export async function answerBillingTargetIn(place: Locator): Promise<void> {
  for (
    const answer = place.getByRole('button', { name: 'In advance' }).first();
    (await answer.count()) > 0;
  ) {
    const type = await place.getByText('bill in advance or in arrears?').first().innerText();
    await answer.click();
    await disappears(place.getByText(type));
  }
}
