import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { SetUp } from '../../embedded/tour/set-up.ts';
import { lineOf } from '../../sandbox/world-lookup.ts';
import { body, runEnds, startSync } from '../product/lifecycle.ts';
import {
  type BrowserProduct,
  describeInBrowser,
  seriousFindings,
  startBrowserProduct,
  storySteps,
} from './browser.ts';
import { setUpMonth } from './review-month.ts';

/** The review of a month and its write-backs, by mouse and keys; each step goes on from the one before. */
describeInBrowser('the review of a month', () => {
  const step = storySteps();
  let own: BrowserProduct;
  let page: Page;
  let setUp: SetUp;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    ({ setUp } = await setUpMonth(own.product));
    page = await own.signedIn('/usage');
  }, 90_000);
  afterAll(() => own.close());
  afterEach(() => own.expectSilent());

  const grid = () => page.getByRole('grid', { name: 'Usage lines' });
  const row = (name: string) => grid().getByRole('row', { name: new RegExp(`^${name}`, 'u') });
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const panel = () => page.getByRole('complementary');
  const dialog = () => page.getByRole('dialog').or(page.getByRole('alertdialog'));
  const silentAxe = async () => expect(await seriousFindings(page)).toEqual([]);
  const shownRows = () =>
    grid()
      .getAttribute('aria-rowcount')
      .then((count) => Number(count) - 1);
  const search = async (text: string, rows = 1) => {
    await page.getByRole('searchbox', { name: 'Search usage lines' }).fill(text);
    await expectSoon(shownRows, rows);
  };
  const openLine = async (name: string) => {
    await search(name);
    await row(name).click();
    await panel().getByText('1 Customer').waitFor();
  };

  step("shows SANDBOX's totals, always closing, above its 58 lines", async () => {
    const band = page.getByRole('region', { name: 'Control totals' });
    await band.waitFor();
    const text = (await band.innerText()).replace(/\s+/gu, ' ');
    for (const figures of [
      '61 = 58 counted + 3 failed',
      '1,800 = 1,714 mapped + 12 internal + 18 excluded + 56 unmapped',
      '1,807.5 =',
      '+426.00 · 8 lines',
      '−22.50 · 1 line',
      '+499.00 · 4 lines',
      '224.00 unmapped · 96.00 new · 56.00 billed nothing',
    ])
      expect(text).toContain(figures);
    expect(await shownRows()).toBe(58);
    await page.getByRole('heading', { level: 1, name: /^Usage · \w+ \d{4}$/u }).waitFor();
    await silentAxe();
  });

  step(
    'filters, sorts and searches in its address; Back undoes, and a copied link shows the same',
    async () => {
      await button(/^Filter/u).click();
      await page.getByRole('checkbox', { name: 'increase' }).check();
      await button('Show 10 lines').click();
      await grid().getByRole('button', { name: 'USD/mo' }).click();
      await row('Corner Bakery').waitFor();
      expect(new URL(page.url()).search).toBe('?kind=increase&sort=-money');
      await grid().getByRole('row').nth(1).and(row('Corner Bakery')).waitFor();
      expect(await grid().getByRole('columnheader', { name: 'USD/mo' }).getAttribute('aria-sort')).toBe(
        'descending',
      );
      const link = page.url();
      await page.goBack();
      await page.goBack();
      await expectSoon(shownRows, 58);
      await page.goto(`${link}&decision=nonsense`);
      await page.getByText('1 filter in this link is no longer known.').waitFor();
      await expectSoon(shownRows, 10);
      await page.goto('/usage');
      await page.getByRole('searchbox', { name: 'Search usage lines' }).fill('no such customer');
      await page.getByText('No line matches these filters.').waitFor();
      await button('Clear filters').click();
      await expectSoon(shownRows, 58);
    },
  );

  step('answers the five questions beside the row, and asks once how a type is billed', async () => {
    await search('Meridian');
    await row('Meridian Foods').focus();
    await page.keyboard.press('Enter');
    const shown = panel();
    for (const words of [
      /CW \d+/u,
      /mapped by Administrator today/u,
      '45 of 45 seats in 2 accounts',
      /Duo read today .* ConnectWise read today/u,
      'since first reading on',
      '41 → 45 at 7.50 each:',
      '+30.00 USD a month',
      'DUO-ADV',
      'Seat rule.',
    ])
      await shown.getByText(words).first().waitFor();
    await shown.getByText(/^Seats 45:/u).waitFor();
    expect(new URL(page.url()).searchParams.get('line')).not.toBeNull();
    await silentAxe();
    await shown.getByText('bill in advance or in arrears?').waitFor();
    await shown.getByRole('button', { name: 'In advance' }).click();
    await shown.getByRole('radio', { name: /^Invoice of/u }).waitFor();
    await row('Meridian Foods')
      .getByText(/^invoice of/u)
      .waitFor();
    await page.keyboard.press('Escape');
  });

  step('keeps decisions as proposals until an administrator arms the connection', async () => {
    await openLine('Bluewater');
    await panel().getByRole('button', { name: 'Propose 40' }).click();
    await row('Bluewater').getByText('proposed').waitFor();
    await panel().getByText('It waits until the connection is armed').waitFor();
    await button('Arm…').click();
    const asked = page.getByRole('alertdialog');
    await asked.getByText('First: 1 approval, +10 seats · +40.00 USD/mo.').waitFor();
    await asked.getByText('Tick the box to go on.').waitFor();
    await silentAxe();
    await asked.getByRole('checkbox', { name: 'I understand that invoices change.' }).check();
    await asked.getByLabel('Prove the right to write (optional)').selectOption({ index: 1 });
    await asked.getByRole('button', { name: 'Arm', exact: true }).click();
    await asked.waitFor({ state: 'detached' });
    await button('Arm…').waitFor({ state: 'detached' });
    expect((await journalledChanges()).length).toBe(0);
    await panel().getByRole('button', { name: 'Approve 40' }).click();
    await row('Bluewater').getByText('approved').waitFor();
  });

  step('approves by keys, asks once more for a decrease', async () => {
    await search('Castellan');
    await row('Castellan').focus();
    await page.keyboard.press('a');
    await row('Castellan').getByText('approved').waitFor();
    await search('Quarry');
    await row('Quarry').focus();
    await page.keyboard.press('a');
    const asked = page.getByRole('alertdialog', { name: 'Approve a decrease?' });
    await asked.getByText('25 → 22').waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await row('Quarry').getByText('open', { exact: true }).waitFor();
  });

  step('adjusts with a reason what a guard holds', async () => {
    await openLine('Bright Path');
    await panel().getByText('Held: The PSA quantity 12.5 is negative or not whole.').first().waitFor();
    await panel().getByRole('button', { name: 'Adjust…' }).click();
    await dialog().getByText('Say why.').waitFor();
    await dialog().getByLabel('Reason').fill('half a seat was a typing mistake');
    await dialog().getByRole('button', { name: 'Approve 13' }).click();
    await row('Bright Path').getByText('approved').waitFor();
  });

  step('releases a guard with a reason, then asks for the decision', async () => {
    await openLine('Corner Bakery');
    await panel()
      .getByRole('button', { name: 'Approve 19' })
      .and(page.locator('[aria-disabled=true]'))
      .waitFor();
    await panel().getByRole('button', { name: 'Release…' }).click();
    await dialog().getByLabel('Why is this right?').fill('sold per seat since October');
    await dialog().getByRole('button', { name: 'Release and decide' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Approve this change?' });
    await asked.getByText('+1,080.00 USD a month').waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await row('Corner Bakery').getByText('open', { exact: true }).waitFor();
    await row('Corner Bakery').focus();
    await page.keyboard.press('d');
    await row('Corner Bakery').getByText('dismissed', { exact: true }).waitFor();
  });

  step('lets a person choose the line that changes', async () => {
    await openLine('Summit');
    await panel().getByText('2 lines carry this product. Which one changes?').waitFor();
    await panel().getByText('Choose the line that changes first.').waitFor();
    await panel()
      .getByRole('radio', { name: /60 → 63/u })
      .click();
    await panel()
      .getByRole('button', { name: /^Approve/u })
      .click();
    await row('Summit').getByText('approved').waitFor();
  });

  step('takes a choice between candidates: the duplicate is ignored, and the line agrees', async () => {
    await openLine('Ironwood');
    const candidates = panel().getByRole('radiogroup', { name: /^Role of line/u });
    await candidates
      .nth(0)
      .getByRole('radio', { name: /^Target/u })
      .click();
    await candidates
      .nth(1)
      .getByRole('radio', { name: /^Ignore/u })
      .click();
    await panel().getByText('Say why a line is ignored.').waitFor();
    await panel()
      .getByLabel(/^Why is line \d+ ignored/u)
      .fill('duplicate');
    await panel().getByRole('button', { name: 'Save roles' }).click();
    await row('Ironwood').getByText('match').waitFor();
    await page.keyboard.press('Escape');
  });

  step('lets a change wait for the invoice after, and cancels it while it waits', async () => {
    await openLine('Alder');
    await answerLanding(panel());
    await panel()
      .getByRole('radio', { name: /^Waits until the invoice of/u })
      .click();
    await panel().getByRole('button', { name: 'Approve 18' }).click();
    await row('Alder').getByText('approved').waitFor();
    await row('Alder')
      .getByText(/^after the invoice of/u)
      .waitFor();
    await panel().getByRole('link', { name: 'Write-back' }).click();
    const shown = page.getByRole('complementary', { name: 'Write-back' });
    await shown.getByText(/^waits: after the invoice of/u).waitFor();
    await shown.getByRole('button', { name: 'Cancel…' }).click();
    await dialog().getByRole('button', { name: 'Cancel the change' }).click();
    await page.getByRole('row', { name: /^Alder & Sons, cancelled/u }).waitFor();
  });

  step('approves many after a summary; decreases stay apart and unticked', async () => {
    await page.goto('/usage?decision=open&kind=increase,decrease');
    await button(/^Select all/u).click();
    await page.getByTestId('selection-totals').waitFor();
    await button('Approve…').click();
    const asked = page.getByRole('dialog');
    await asked.getByText('Include 1 decrease').waitFor();
    expect(await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).isChecked()).toBe(false);
    await asked.getByText(/: held/u).waitFor();
    await silentAxe();
    await answerLanding(asked);
    const approve = asked.getByRole('button', { name: /^Approve \d+$/u });
    const name = await approve.innerText();
    await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).check();
    expect(await approve.innerText()).toBe(`Approve ${Number(name.replace(/\D/gu, '')) + 1}`);
    await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).uncheck();
    await approve.click();
    const done = page.getByRole('dialog', { name: /^\d+ approved$/u });
    await done.getByRole('button', { name: 'Close', exact: true }).last().click();
    await row('Fernhill').getByText('approved').waitFor();
    await row('Fernhill').getByText('leaves on Refresh').waitFor();
    await row('Quarry').getByText('open', { exact: true }).waitFor();
  });

  step('follows each change to ConnectWise and back', async () => {
    await page.getByRole('link', { name: /^Write-backs/u }).click();
    const changes = page.getByRole('grid', { name: 'Write-backs' });
    for (const name of ['Bluewater Dental', 'Castellan Law', 'Bright Path', 'Summit Hotels', 'Fernhill'])
      await changes.getByRole('row', { name: new RegExp(`^${name}.*, confirmed`, 'u') }).waitFor();
    await changes.getByRole('row', { name: /^Bluewater/u }).click();
    const shown = page.getByRole('complementary', { name: 'Write-back' });
    await shown.getByText(/^Sent 1: 30 → 40/u).waitFor();
    await silentAxe();
    await shown.getByRole('button', { name: 'Take back…' }).click();
    await dialog().getByLabel('Reason (optional)').fill('ten people were a test');
    await dialog().getByRole('button', { name: 'Set back to 30' }).click();
    await shown.getByText('taken back by a later change').waitFor();
    await button('Refresh').click();
    await changes.getByRole('row', { name: /^Bluewater Dental, confirmed, 40 → 30/u }).waitFor();
    const world = await own.product.control.world();
    expect(lineOf(world, 'Castellan Law').quantity).toBe(340);
    expect(lineOf(world, 'Bright Path').quantity).toBe(13);
  });

  step(
    'stands still while a run brings newer data, lights Refresh at its end, and shows it when pressed',
    async () => {
      await page.goto('/usage?q=a&sort=-vendor');
      await grid().waitFor();
      const refresh = page.getByRole('button', { name: /^Refresh/u });
      expect(await refresh.getAttribute('data-lit')).toBe('false');
      const before = await grid().innerText();
      const { control } = own.product;
      await control.actTwo();
      const acme = (await control.duoAccounts()).children.find(({ name }) => name === 'Acme Corp');
      await control.changeDuoAccount(acme?.accountId ?? '', { name: hostile });
      await runAgain();
      await page.locator('[data-lit="true"]').waitFor();
      expect(await grid().innerText()).toBe(before);
      expect(await refresh.getAttribute('aria-label')).toMatch(
        /^Refresh, newer data from \d\d:\d\d is ready$/u,
      );
      await refresh.click();
      await page.locator('[data-lit="false"]').waitFor();
      await page.getByText('62 = 60 counted + 2 failed').waitFor();
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
    expect(await page.title()).toContain('Usage');
  });

  step('decides nothing on a row that moved: it says so and is read again in its place', async () => {
    await page.goto('/usage?q=Vista');
    await row('Vista').waitFor();
    const { id } = lineOf(await own.product.control.world(), 'Vista Nonprofit');
    await own.product.control.changeLine(id, { quantity: 36 });
    await runAgain();
    await row('Vista').focus();
    await page.keyboard.press('a');
    await page
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
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close month' }).click();
    const report = page.getByRole('dialog', { name: /^Report of/u });
    await report.getByRole('table', { name: 'Lines, open ones first' }).waitFor();
    await report.getByText('62 = 60 counted').waitFor();
    const csv = await page.request.get(
      (await report.getByRole('link', { name: 'CSV' }).getAttribute('href')) ?? '',
    );
    expect(csv.headers()['content-type']).toContain('text/csv');
    await silentAxe();
  });

  step('closes decisions to who may only read, and says whom to ask', async () => {
    const reader = await own.newPage({ width: 390, height: 844 });
    const made = await own.product.client.request('POST', '/members', {
      email: 'reader@harbor-lane.test',
      name: 'Reader',
      role: 'viewer',
    });
    await reader.request.post('/api/v1/session', {
      data: { email: 'reader@harbor-lane.test', password: body(made)['oneTimePassword'] },
    });
    await reader.goto('/usage?q=Meridian');
    await reader.getByRole('row', { name: /^Meridian/u }).click();
    await reader.getByText('Deciding needs the reviewer role. Ask a reviewer.').first().waitFor();
    await reader.getByText('5 Lands on').waitFor();
    expect(await reader.getByRole('checkbox').count()).toBe(0);
  });

  step('is the same in the dark', async () => {
    const dark = await own.signedIn('/usage', { colorScheme: 'dark' });
    await dark.getByRole('row', { name: /^Bright Path/u }).click();
    await dark.getByText('5 Lands on').waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
    await dark.goto('/write-backs');
    await dark.getByRole('row', { name: /^Castellan/u }).click();
    await dark.getByText(/^Sent 1: 300 → 340/u).waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
  });

  /** Asked for each type of agreement until somebody said how it is billed. */
  const answerLanding = async (place: Locator) => {
    for (
      const answer = place.getByRole('button', { name: 'In advance' }).first();
      (await answer.count()) > 0;
    ) {
      const type = await place.getByText('bill in advance or in arrears?').first().innerText();
      await answer.click();
      await place.getByText(type).waitFor({ state: 'detached' });
    }
  };
  const runAgain = async () => {
    const { path, integrationId: id } = setUp;
    await runEnds(own.product, await startSync(own.product, { id, path }, 'full'));
  };
  const journalledChanges = async () =>
    (await own.product.control.journal()).filter((entry) => entry.kind === 'change' && entry.by === 'api');
});

const hostile = `<img src=x onerror=document.title=1>\u202e ${randomUUID().slice(0, 4)}`;

async function expectSoon<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const now = await ask();
    if (now === wanted || Date.now() > deadline) {
      expect(now).toBe(wanted);
      return;
    }
  }
}
