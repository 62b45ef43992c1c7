import { body } from '../../product/lifecycle.ts';
import { onPageOf, type Story } from '../story.ts';

/** Decisions whose answer, or which themselves, were lost on the way. */
export function lostAnswersSteps(story: Story): void {
  const { step, page, own } = onPageOf(story);

  const row = (name: string) => page().getByRole('row', { name: new RegExp(`^${name}`, 'u') });
  const approvalsOf = async (name: string): Promise<number> =>
    body(await own().product.client.request('GET', `/write-backs?q=${name}`))['total'] as number;
  const press = async (name: string): Promise<void> => {
    await page().goto(`/usage?q=${name}`);
    await row(name).focus();
    await page().keyboard.press('a');
  };
  /** The first answers to decisions are lost on their way, or all requests before they arrive; the keys that were sent. */
  const lose = async (times: number, before: 'the answer' | 'the request'): Promise<readonly string[]> => {
    own().allow(/ERR_FAILED/u);
    const keys: string[] = [];
    await page().route('**/api/v1/usage-lines/decisions', async (route) => {
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
    const keys = await lose(1, 'the answer');
    await press('Castellan');
    await row('Castellan').getByText('approved').waitFor();
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(await approvalsOf('Castellan')).toBe(1);
    await page().unrouteAll();
  });

  step(
    'a decision that nobody answers is not called refused: its row shows what was read since',
    async () => {
      const keys = await lose(Infinity, 'the answer');
      await press('Bluewater');
      await page()
        .getByText(/^No answer came: it is not known whether Bluewater Dental was decided/u)
        .waitFor();
      await row('Bluewater').getByText('approved').waitFor();
      expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
      expect(await approvalsOf('Bluewater')).toBe(1);
      await page().unrouteAll();
    },
  );

  step('a decision that never arrived stays unknown until its row is read again', async () => {
    await lose(Infinity, 'the request');
    await press('Fernhill');
    await row('Fernhill').getByText('Not known whether it was decided').waitFor();
    await page().unrouteAll();
    await row('Fernhill').getByRole('button', { name: 'Reload row' }).click();
    await row('Fernhill').getByText('open', { exact: true }).waitFor();
    expect(await approvalsOf('Fernhill')).toBe(0);
    await own().product.startWorkers();
  });
}
