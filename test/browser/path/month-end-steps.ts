import { randomUUID } from 'node:crypto';
import type { Route } from 'playwright-core';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { lineOf } from '../../../sandbox/scenario-lookup.ts';
import { runEnds, startSync } from '../../product/lifecycle.ts';
import { appears, knowsRuns, visit, visitAgain } from '../appearing.ts';
import { seriousFindings } from '../browser.ts';
import { onPageOf, type Story, usageOn } from '../story.ts';

const hostile = `<img src=x onerror=document.title=1>\u202e ${randomUUID().slice(0, 4)}`;

/** Width between the margins of base.css, in CSS pixels. */
const papers = [
  ['A4', 703],
  ['Letter', 725],
] as const;

/** What lies beyond the right edge of the page, as text. */
const cutOff = `[...document.querySelectorAll('main :is(th, td, dd, p)')]
  .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((part) => part.textContent)`;

/** The next week: newer data, rows that moved, the closed month; and what others see. */
export function monthEndSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);
  const { grid, row, panel, search } = usageOn(story);
  const runAgain = async (): Promise<void> => {
    await runEnds(own().product, await startSync(own().product, integration(), 'full'));
  };

  step('shows no row before the figures above it have come, so that none moves', async () => {
    const held = new Promise<Route>((take) => void page().route('**/usage-line-counts?*', take));
    const lines = page().waitForResponse(/\/usage-lines\?/u);
    await visit(page(), '/usage?q=a&sort=-vendor');
    await (await lines).finished();
    await appears(page().getByRole('status', { name: 'Loading usage lines' }));
    expect(await grid().count()).toBe(0);
    await (await held).continue();
    await appears(grid());
    const top = await grid().boundingBox();
    await appears(button('Control totals'));
    expect(await grid().boundingBox()).toEqual(top);
    await page().unrouteAll();
  });

  step(
    'stands still while a run brings newer data, lights Refresh at its end, and shows it when pressed',
    async () => {
      await knowsRuns(page());
      const refresh = page().getByRole('button', { name: /^Refresh/u });
      expect(await refresh.getAttribute('data-lit')).toBe('false');
      const before = await grid().innerText();
      const { control } = own().product;
      await control.actTwo();
      const acme = (await control.duoAccounts()).children.find(({ name }) => name === 'Acme Corp');
      await control.changeDuoAccount(acme?.accountId ?? '', { name: hostile });
      await runAgain();
      await appears(page().locator('[data-lit="true"]'));
      // Rows below the edge of the screen may have been made since.
      expect((await grid().innerText()).slice(0, before.length)).toBe(before);
      expect(await refresh.getAttribute('aria-label')).toMatch(
        /^Refresh: new data from \d{1,2}:\d\d [AP]M$/u,
      );
      await refresh.click();
      await appears(page().locator('[data-lit="false"]'));
      await button('Control totals').click();
      await appears(page().getByText('62 = 60 counted + 2 failed'));
      await page().keyboard.press('Escape');
      await waitFor('the newer rows', 8_000, async () =>
        (await grid().innerText()) === before ? null : true,
      );
    },
  );

  step('shows what a vendor wrote as text', async () => {
    await search('onerror');
    const cell = grid().getByText('<img src=x onerror=document.title=1>', { exact: false });
    await appears(cell.first());
    expect(await cell.first().innerText()).toContain('‹RLO›');
    expect(await grid().locator('img').count()).toBe(0);
    expect(await page().title()).toContain('Usage');
  });

  step('decides nothing on a row that moved: it says so and is read again in its place', async () => {
    await visitAgain(page(), '/usage?q=Vista');
    await appears(row('Vista'));
    const { id } = lineOf(await own().product.control.scenario(), 'Vista Nonprofit');
    await own().product.control.changeLine(id, { quantity: 36 });
    await runAgain();
    await row('Vista').focus();
    await page().keyboard.press('a');
    await page()
      .getByRole('alertdialog')
      .getByRole('button', { name: /^Approve/u })
      .click();
    await appears(row('Vista').getByText('Changed: ConnectWise 35 → 36'));
    await row('Vista').click();
    await appears(panel().getByText('Changed since you loaded it.'));
    await row('Vista').getByRole('button', { name: 'Reload' }).click();
    await appears(row('Vista').getByText('Overbilled'));
    expect(await row('Vista').getAttribute('aria-label')).toContain('billed now 36');
  });

  step(
    'says what closing the month leaves open and costs, and closes it with a report that stays',
    async () => {
      await button('Close month').click();
      const question = page().getByRole('alertdialog');
      await appears(question.getByText(/^\d+ open lines, listed first in the report\./u));
      const open = Number(/\d+/u.exec(await question.getByText(/^\d+ open lines/u).innerText())?.[0]);
      await question
        .getByRole('checkbox', {
          name: new RegExp(`is still in progress and ${open} lines are open\\. Close it anyway\\.$`, 'u'),
        })
        .check();
      await question.getByRole('button', { name: 'Close month' }).click();
      await heading(/ report$/u);
      await appears(page().getByText(`${open} lines`, { exact: true }));
      await appears(page().getByRole('table', { name: 'Lines, open ones first' }));
      await appears(page().getByText('62 = 60 counted'));
      await button('Download').click();
      const csv = await page().request.get(
        (await page().getByRole('menuitem', { name: 'CSV' }).getAttribute('href')) ?? '',
      );
      expect(csv.headers()['content-type']).toContain('application/zip');
      await page().keyboard.press('Escape');
      await silentAxe();
    },
  );

  /** The pages of each paper, with nothing cut off and no bar of the console. */
  const printed = async (): Promise<readonly number[]> => {
    const size = page().viewportSize();
    const counts: number[] = [];
    await page().emulateMedia({ media: 'print' });
    for (const [format, width] of papers) {
      await page().setViewportSize({ width, height: 1_000 });
      expect(await page().evaluate(cutOff)).toEqual([]);
      expect(await page().getByRole('banner').isVisible()).toBe(false);
      const pdf = (await page().pdf({ format })).toString('latin1');
      counts.push(pdf.match(/\/Type\s*\/Page\b/gu)?.length ?? 0);
    }
    await page().emulateMedia({ media: null });
    await page().setViewportSize(size!);
    return counts;
  };

  step('prints the report on A4 and on Letter, with nothing cut off and no bar of the console', async () => {
    for (const pages of await printed()) {
      expect(pages).toBeGreaterThanOrEqual(2);
      expect(pages).toBeLessThanOrEqual(12);
    }
  });

  step(
    'has what leaves the console on pages that print: for the PSA, for cleaning up, for a customer',
    async () => {
      const report = page().url();
      const table = (name: string) => page().getByRole('table', { name });
      for (const [link, name] of [
        [/^Lines to add/u, 'Lines to add'],
        [/^Unused .* seats/u, 'Customers'],
      ] as const) {
        await visit(page(), '/reports');
        await page().getByRole('link', { name: link }).click();
        await appears(table(name));
        await silentAxe();
        expect(Math.min(...(await printed()))).toBeGreaterThanOrEqual(1);
      }
      await table('Customers').getByRole('link').first().click();
      await heading(/^Customer sheet: /u);
      await appears(table('Seats by status'));
      await appears(table('Users'));
      await silentAxe();
      // The first customer has 340 users, each with a row.
      expect(Math.max(...(await printed()))).toBeLessThanOrEqual(12);
      await visit(page(), report);
      await heading(/ report$/u);
    },
  );

  step('reopens the month with a reason, and closes it again as its next version', async () => {
    const report = page().getByRole('main');
    await report.getByRole('button', { name: 'Reopen…' }).click();
    await report.getByRole('textbox', { name: 'What needs to be corrected?' }).fill('Vista was asked');
    await report.getByRole('button', { name: 'Reopen month' }).click();
    await appears(report.getByText('Vista was asked'));
    await visit(page(), '/usage');
    await button('Close month').click();
    const question = page().getByRole('alertdialog');
    await appears(question.getByText(/was reopened\. This report becomes version 2/u));
    await question.getByRole('checkbox').check();
    await question.getByRole('button', { name: 'Close month' }).click();
    await appears(
      report
        .locator('dt', { hasText: /^Version$/u })
        .locator('..')
        .getByText('2', { exact: true }),
    );
    await silentAxe();
  });

  step('closes decisions to who may only read, and says whom to ask', async () => {
    const reader = await own().viewer('/usage?q=Meridian', { width: 390, height: 844 });
    await reader.getByRole('row', { name: /^Meridian/u }).click();
    await appears(reader.getByText('Deciding requires the reviewer role. Ask a reviewer.').first());
    await appears(reader.getByRole('region', { name: 'Evidence' }));
    expect(await reader.getByRole('checkbox').count()).toBe(0);
  });

  step('is the same in the dark', async () => {
    const dark = await own().signedIn('/usage?q=Bright', { colorScheme: 'dark' });
    await dark.getByRole('row', { name: /^Bright Path/u }).click();
    await appears(dark.getByRole('region', { name: 'Evidence' }));
    expect(await seriousFindings(dark)).toEqual([]);
    await visit(dark, '/write-backs');
    await dark.getByRole('row', { name: /^Castellan/u }).click();
    await appears(dark.getByText(/^Sent 1: 300 → 340/u));
    expect(await seriousFindings(dark)).toEqual([]);
  });

  step('lists the runs, each with what it read', async () => {
    await page().getByRole('link', { name: 'Runs', exact: true }).click();
    await heading('Runs');
    const runs = page().getByRole('table', { name: 'Runs' });
    await runs.getByRole('row').filter({ hasText: 'First sync' }).getByRole('link').first().click();
    await appears(page().getByText(/58 read · 3 accounts not read · Duo calls \d+ \(formula 60\)/u));
  });
}
