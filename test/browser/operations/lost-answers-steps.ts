import type { Page } from 'playwright-core';
import { body } from '../../product/lifecycle.ts';
import { appears, visitAgain } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** Decisions whose answer, or which themselves, were lost on the way. */
export function lostAnswersSteps(story: Story): void {
  const { step, page, own } = onPageOf(story);

  const row = (on: Page, name: string) => on.getByRole('row', { name: new RegExp(`^${name}`, 'u') });
  const approvalsOf = async (name: string): Promise<number> =>
    body(await own().product.client.request('GET', `/write-backs?q=${name}`))['total'] as number;
  const press = async (on: Page, name: string): Promise<void> => {
    await visitAgain(on, `/usage?q=${name}`);
    await row(on, name).focus();
    await on.keyboard.press('a');
  };
  /** The first answers to decisions are lost on their way, or all requests before they arrive; the keys that were sent. */
  const lose = async (
    on: Page,
    times: number,
    before: 'the answer' | 'the request',
  ): Promise<readonly string[]> => {
    own().allow(/ERR_FAILED/u);
    const keys: string[] = [];
    await on.route('**/api/v1/usage-lines/decisions', async (route) => {
      keys.push((await route.request().headerValue('idempotency-key')) ?? '');
      if (keys.length > times) return route.continue();
      if (before === 'the answer') {
        // Chromium adds it behind the route.
        const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
        expect((await route.fetch({ headers })).status()).toBe(200);
      }
      return route.abort();
    });
    return keys;
  };

  step('a decision whose answer was lost is sent again under its key, and made once', async () => {
    // Approved changes stay queued.
    await own().product.stopWorkers();
    const keys = await lose(page(), 1, 'the answer');
    await press(page(), 'Castellan');
    await appears(row(page(), 'Castellan').getByText('Approved'));
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(await approvalsOf('Castellan')).toBe(1);
    await page().unrouteAll({ behavior: 'wait' });
  });

  step(
    'a decision that nobody answers is not called rejected: made, its row says so; never arrived, it is unknown until its row is read again',
    async () => {
      const unheard = await own().beside(page(), '/usage?q=Fernhill');
      await appears(row(unheard, 'Fernhill'));
      const keys = await lose(page(), Infinity, 'the answer');
      await lose(unheard, Infinity, 'the request');
      // At once, since both are asked for again for some seconds.
      await Promise.all([press(page(), 'Bluewater'), press(unheard, 'Fernhill')]);
      await appears(page().getByText(/^No response for Bluewater Dental\./u));
      await appears(row(page(), 'Bluewater').getByText('Approved'));
      expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
      expect(await approvalsOf('Bluewater')).toBe(1);
      await page().unrouteAll({ behavior: 'wait' });
      const fernhill = row(unheard, 'Fernhill');
      await appears(fernhill.getByText('The decision may not have been saved'));
      await unheard.unrouteAll({ behavior: 'wait' });
      await fernhill.getByRole('button', { name: 'Reload' }).click();
      await appears(fernhill.getByText('Underbilled'));
      expect(await approvalsOf('Fernhill')).toBe(0);
      await unheard.close();
      await own().product.startWorkers();
    },
  );
}
