import { randomUUID } from 'node:crypto';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { lineOf } from '../../../sandbox/world-lookup.ts';
import { runEnds, startSync } from '../../product/lifecycle.ts';
import { seriousFindings } from '../browser.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';

const hostile = `<img src=x onerror=document.title=1>\u202e ${randomUUID().slice(0, 4)}`;

/** The next week: newer data, rows that moved, the closed month; and what others see. */
export function monthEndSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);
  const { grid, row, panel, search } = usageOn(story);
  const runAgain = async (): Promise<void> => {
    await runEnds(own().product, await startSync(own().product, integration(), 'full'));
  };

  step(
    'stands still while a run brings newer data, lights Refresh at its end, and shows it when pressed',
    async () => {
      await page().goto('/usage?q=a&sort=-vendor');
      await grid().waitFor();
      const refresh = page().getByRole('button', { name: /^Refresh/u });
      expect(await refresh.getAttribute('data-lit')).toBe('false');
      const before = await grid().innerText();
      const { control } = own().product;
      await control.actTwo();
      const acme = (await control.duoAccounts()).children.find(({ name }) => name === 'Acme Corp');
      await control.changeDuoAccount(acme?.accountId ?? '', { name: hostile });
      await runAgain();
      await page().locator('[data-lit="true"]').waitFor();
      expect(await grid().innerText()).toBe(before);
      expect(await refresh.getAttribute('aria-label')).toMatch(
        /^Refresh, newer data from \d\d:\d\d is ready$/u,
      );
      await refresh.click();
      await page().locator('[data-lit="false"]').waitFor();
      await page().getByText('62 = 60 counted + 2 failed').waitFor();
      await waitFor('the newer rows', 8_000, async () =>
        (await grid().innerText()) === before ? null : true,
      );
    },
  );

  step('shows what a vendor wrote as text', async () => {
    await search('onerror');
    const cell = grid().getByText('<img src=x onerror=document.title=1>', { exact: false });
    await cell.first().waitFor();
    expect(await cell.first().innerText()).toContain('‹RLO›');
    expect(await grid().locator('img').count()).toBe(0);
    expect(await page().title()).toContain('Usage');
  });

  step('decides nothing on a row that moved: it says so and is read again in its place', async () => {
    await page().goto('/usage?q=Vista');
    await row('Vista').waitFor();
    const { id } = lineOf(await own().product.control.world(), 'Vista Nonprofit');
    await own().product.control.changeLine(id, { quantity: 36 });
    await runAgain();
    await row('Vista').focus();
    await page().keyboard.press('a');
    await page()
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Approve/u })
      .click();
    await row('Vista').getByText('Changed: PSA 35 → 36').waitFor();
    await row('Vista').click();
    await panel().getByText('Changed since you loaded it.').waitFor();
    await row('Vista').getByRole('button', { name: 'Reload row' }).click();
    await row('Vista').getByText('open', { exact: true }).waitFor();
    expect(await row('Vista').getAttribute('aria-label')).toContain('PSA 36');
  });

  step('closes the month with a report that stays', async () => {
    await button('Close month').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Close month' }).click();
    const report = page().getByRole('dialog', { name: /^Report of/u });
    await report.getByRole('table', { name: 'Lines, open ones first' }).waitFor();
    await report.getByText('62 = 60 counted').waitFor();
    const csv = await page().request.get(
      (await report.getByRole('link', { name: 'CSV' }).getAttribute('href')) ?? '',
    );
    expect(csv.headers()['content-type']).toContain('text/csv');
    await silentAxe();
  });

  step('closes decisions to who may only read, and says whom to ask', async () => {
    const reader = await own().viewer('/usage?q=Meridian', { width: 390, height: 844 });
    await reader.getByRole('row', { name: /^Meridian/u }).click();
    await reader.getByText('Deciding needs the reviewer role. Ask a reviewer.').first().waitFor();
    await reader.getByText('5 Lands on').waitFor();
    expect(await reader.getByRole('checkbox').count()).toBe(0);
  });

  step('is the same in the dark', async () => {
    const dark = await own().signedIn('/usage', { colorScheme: 'dark' });
    await dark.getByRole('row', { name: /^Bright Path/u }).click();
    await dark.getByText('5 Lands on').waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
    await dark.goto('/write-backs');
    await dark.getByRole('row', { name: /^Castellan/u }).click();
    await dark.getByText(/^Sent 1: 300 → 340/u).waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
  });

  step('lists the runs, each with what it read', async () => {
    await page()
      .getByRole('dialog', { name: /^Report of/u })
      .getByRole('button', { name: 'Close' })
      .first()
      .click();
    await page().getByRole('link', { name: 'Runs', exact: true }).click();
    await heading('Runs');
    const runs = page().getByRole('table', { name: 'Runs' });
    await runs.getByRole('row').filter({ hasText: 'First sync' }).getByRole('link').first().click();
    await page()
      .getByText(/58 read · 3 accounts without a count · Duo calls \d+ \(formula 60\)/u)
      .waitFor();
  });
}
