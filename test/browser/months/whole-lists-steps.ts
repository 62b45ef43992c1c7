import type { Page } from 'playwright-core';
import { body } from '../../product/lifecycle.ts';
import { appears, expectSoon } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** Texts within lists that are cut off, at the width that the page has. */
const cutOff = `[...document.querySelectorAll('[role="grid"] *, table *, ul *')]
  .filter((element) => {
    const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const isClipped = overflowX === 'hidden' || overflowX === 'clip';
    return element.checkVisibility() && element.textContent.trim() !== '' && !element.matches('.sr-only, .sr-only *') && (
      (isClipped && element.scrollWidth > element.clientWidth + 1) ||
      (webkitLineClamp !== 'none' && element.scrollHeight > element.clientHeight + 1)
    );
  })
  .map((element) => element.textContent.trim())`;

/** Lists that are wider than their frame. */
const scrolled = `[...document.querySelectorAll('[role="grid"], [role="region"]:has(> table)')]
  .filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
  .map((frame) => frame.getAttribute('aria-label') + ': ' + frame.scrollWidth + ' in ' + frame.clientWidth)`;

/** What one looks through in a month: every list, at the width of a small laptop. */
export function wholeListsSteps(story: Story): void {
  const { step, own } = onPageOf(story);

  step('cuts off no text of any list at 1280 pixels', async () => {
    const { client } = own().product;
    const { id, path } = story.integration;
    const first = async (of: string): Promise<string> =>
      (body(await client.request('GET', of))['items'] as { id: string }[])[0]!.id;
    const lists = [
      '/month',
      '/integrations',
      '/usage',
      '/usage?toDecide=false',
      '/write-backs',
      `/reports/not-billed-yet/${id}`,
      `${path}/accounts`,
      `${path}/services`,
      `${path}/billing-rules`,
      `/runs`,
      `/runs/${await first(`${path}/syncs`)}`,
      `/reports/running/${id}`,
      '/reports',
      '/audit',
      '/notices',
      '/settings/people',
    ];
    const found: Record<string, unknown> = {};
    const page = await own().signedIn('/month', { width: 1280, height: 800 });
    for (const list of lists) {
      await page.goto(list);
      await appears(page.locator('main h1').first());
      await settled(page);
      const cut = [...(await page.evaluate<string[]>(cutOff)), ...(await page.evaluate<string[]>(scrolled))];
      if (cut.length > 0) found[list] = [...new Set(cut)];
    }
    expect(found).toEqual({});
  });
}

/** Its first rows are there: nothing of the page loads any more. */
const settled = (page: Page): Promise<void> =>
  expectSoon(
    () =>
      page.evaluate<boolean>(`document.fonts.status === 'loaded' &&
        document.querySelector('main :is(table, [role="grid"], ul, p)') !== null &&
        document.querySelector('main [role="status"] > .rounded-control') === null`),
    true,
  );
