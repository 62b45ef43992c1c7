import { decideLine } from '../../product/write-back-steps.ts';
import { appears, disappears, expectSoon, visit, visitAgain } from '../appearing.ts';
import { answerBillingTargetIn, onPageOf, type Story, usageOn } from '../story.ts';

/** The review of the month on the table of the first sync: totals, filters, five questions, every decision. */
export function reviewSteps(story: Story): void {
  const { step, page, own, integration, button, dialog, silentAxe } = onPageOf(story);
  const { grid, row, panel, shownRows, search, openLine } = usageOn(story);

  step(
    "the month says what docs/sandbox.md's open lines are worth and need, and leads to exactly these",
    async () => {
      await visit(page(), '/');
      await page().waitForURL(/\/month$/u);
      const tiles = page().getByRole('region', { name: 'Monthly value' });
      await appears(tiles);
      const worth = (await tiles.innerText()).replace(/\s+/gu, ' ');
      for (const figures of [
        'Underbilled +414.00 USD/month 10 lines, 3 blocked',
        'Overbilled −22.50 USD/month 3 lines, 2 blocked',
        'Not billed 376.00 USD/month 7 customers',
        'Incomplete data 2 accounts Could not be read, 1 more excluded or acknowledged',
      ])
        expect(worth).toContain(figures);
      await appears(page().getByText('33 of 58 matched'));
      const needs = page()
        .getByRole('region', { name: /^Needs attention/u })
        .getByRole('listitem');
      await appears(needs.first().getByText('In advance or in arrears?'));
      // Nothing that needs a person is below the fold.
      const last = await needs.last().boundingBox();
      expect((last?.y ?? 1_000) + (last?.height ?? 0)).toBeLessThanOrEqual(720);
      await silentAxe();
      await page()
        .getByRole('link', { name: /^Review each: Blocked by a check \(4\)/u })
        .click();
      await appears(grid());
      await expectSoon(shownRows, 4);
      await visitAgain(page(), '/usage');
      await appears(grid());
    },
  );

  step("shows docs/sandbox.md's totals, always closing, above its 58 lines", async () => {
    await appears(button('Open 25'));
    expect(await shownRows()).toBe(25);
    await button('Control totals').click();
    const band = page().getByRole('region', { name: 'Control totals' });
    await appears(band);
    const text = (await band.innerText()).replace(/\s+/gu, ' ');
    for (const figures of [
      '61 = 58 counted + 3 failed',
      '1,800 = 1,714 mapped + 12 internal + 18 excluded + 56 unmapped',
      '1,770.5 =',
    ])
      expect(text).toContain(figures);
    await dialog().getByRole('button', { name: 'Close' }).click();
    await button('All 58').click();
    await expectSoon(shownRows, 58);
    await appears(page().getByRole('heading', { level: 1, name: /^Usage · \w+ \d{4}$/u }));
  });

  step(
    'filters, sorts and searches in its address; Back undoes, and a copied link shows the same',
    async () => {
      await button(/^Filter/u).click();
      await page().getByRole('checkbox', { name: 'Underbilled' }).check();
      await button('Done').click();
      await expectSoon(shownRows, 10);
      await grid().getByRole('button', { name: 'Per month' }).click();
      await appears(row('Corner Bakery'));
      expect(new URL(page().url()).search).toBe('?kind=increase&sort=-money');
      await appears(grid().getByRole('row').nth(1).and(row('Corner Bakery')));
      const head = grid().getByRole('columnheader', { name: 'Per month' });
      await expectSoon(() => head.getAttribute('aria-sort'), 'descending');
      const link = page().url();
      await page().goBack();
      await page().goBack();
      await expectSoon(shownRows, 58);
      await page().goto(`${link}&decision=nonsense`);
      await appears(page().getByText('1 filter in this link is no longer available.'));
      await expectSoon(shownRows, 10);
      await visitAgain(page(), '/usage');
      await page().getByRole('searchbox', { name: 'Search usage lines' }).fill('no such customer');
      await appears(page().getByText('No lines match these filters.'));
      await button('Clear filters').click();
      await expectSoon(shownRows, 25);
      await page().getByRole('searchbox', { name: 'Search usage lines' }).fill('Abernathy');
      await appears(page().getByText('No open lines match your search.'));
      await button('Search all 1').click();
      await appears(row('Abernathy').getByText('Matched'));
    },
  );

  step('answers the five questions beside the row, and asks once how a type is billed', async () => {
    await search('Meridian');
    await row('Meridian Foods').focus();
    await page().keyboard.press('Enter');
    const shown = panel();
    for (const fold of ['Complete', 'Seats']) await shown.locator(`summary[aria-label="${fold}"]`).click();
    for (const words of [
      /CW \d+/u,
      /mapped by Administrator today/u,
      '45 seats in 2 accounts',
      /Duo read today .* ConnectWise read today/u,
      'since the first read on',
      '41 → 45 at 7.50 each:',
      '+30.00 USD/month',
      'DUO-ADV',
      'Seat rule.',
    ])
      await appears(shown.getByText(words).first());
    await appears(shown.getByText(/^45: /u));
    expect(new URL(page().url()).searchParams.get('line')).not.toBeNull();
    await silentAxe();
    await appears(shown.getByText('bill in advance or in arrears?'));
    await shown.getByRole('button', { name: 'In advance' }).click();
    await appears(shown.getByRole('radio', { name: /^\w+ \d.* invoice/u }));
    await appears(row('Meridian Foods').getByText(/^\w+ \d+(, \d+)? invoice$/u));
    await page().keyboard.press('Escape');
  });

  step('keeps decisions as proposals until an administrator turns on write-back', async () => {
    await openLine('Bluewater');
    await panel().getByRole('button', { name: 'Propose 40' }).click();
    await appears(row('Bluewater').getByText(/^Proposed 30 → 40/u));
    await appears(panel().getByText('Waiting for write-back to be turned on'));
    await button('Turn on write-back…').click();
    const asked = page().getByRole('alertdialog');
    await appears(asked.getByText(/1 proposal is waiting: .*\+40\.00 USD/u));
    await appears(asked.getByText('Check the box to continue.'));
    await silentAxe();
    await asked.getByRole('checkbox', { name: 'I understand that this changes invoices.' }).check();
    await asked.getByLabel('Test write access (optional)').selectOption({ index: 1 });
    await asked.getByRole('button', { name: 'Turn on', exact: true }).click();
    await disappears(asked);
    await disappears(button('Turn on write-back…'));
    expect((await loggedChanges()).length).toBe(0);
    await panel().getByRole('button', { name: 'Approve 40' }).click();
    await appears(row('Bluewater').getByText('Approved'));
  });

  step('approves by keys, asks once more for a decrease', async () => {
    await search('Castellan');
    await row('Castellan').focus();
    await page().keyboard.press('a');
    await appears(row('Castellan').getByText('Approved'));
    await search('Quarry');
    await row('Quarry').focus();
    await page().keyboard.press('a');
    const asked = page().getByRole('alertdialog', { name: 'Approve a decrease?' });
    await appears(asked.getByText('25 → 22'));
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await appears(row('Quarry').getByText('Overbilled'));
  });

  step('asks once what free units are, with both answers in numbers', async () => {
    await openLine('Vista Nonprofit');
    const asked = panel().getByRole('radiogroup', { name: /^Included units of line/u });
    await appears(
      asked.getByRole('radio', {
        name: 'In addition to seats: 33 seats and 5 included make 38, billed 30: +8',
      }),
    );
    await appears(panel().getByText('Choose an answer.'));
    await silentAxe();
    await asked.getByRole('radio', { name: 'Included in the seat count: 33 seats, billed 30: +3' }).click();
    await appears(panel().getByText('Enter where this is agreed.'));
    await panel().getByLabel('Source', { exact: true }).fill('five seats come with the contract');
    await panel().getByRole('button', { name: 'Save answer' }).click();
    await panel().locator('summary[aria-label="Sources"]').click();
    await appears(panel().getByText('5 included in the seat count: five seats come with the contract'));
    await appears(panel().getByRole('button', { name: 'Approve 33' }));
    await panel()
      .getByRole('button', { name: /^Change how the included units/u })
      .click();
    await panel().getByRole('button', { name: 'Cancel' }).click();
    await appears(panel().getByRole('button', { name: /^Change how the included units/u }));
  });

  step('adjusts with a reason what a check holds', async () => {
    await openLine('Bright Path');
    await appears(panel().getByText('The ConnectWise quantity 12.5 is negative or not whole.').first());
    await panel().getByRole('button', { name: 'Adjust…' }).click();
    await appears(dialog().getByText('Enter a reason.'));
    await dialog().getByLabel('Reason').fill('half a seat was a typing mistake');
    await dialog().getByRole('button', { name: 'Approve 13' }).click();
    await appears(row('Bright Path').getByText('Approved'));
  });

  step('says what an override approves, and releases the check alone where that is wanted', async () => {
    await openLine('Corner Bakery');
    await appears(
      panel().getByRole('button', { name: 'Approve 19' }).and(page().locator('[aria-disabled=true]')),
    );
    await panel().getByRole('button', { name: 'Override…' }).click();
    await dialog().getByLabel('Why is this correct?').fill('sold per seat since October');
    await appears(dialog().getByText('+1,080.00 USD/month'));
    await appears(dialog().getByRole('button', { name: 'Override and approve 19' }));
    await dialog().getByRole('button', { name: 'Override only' }).click();
    await appears(row('Corner Bakery').getByText('Underbilled'));
    await appears(row('Corner Bakery').and(page().locator(':focus')));
    await page().keyboard.press('d');
    await appears(row('Corner Bakery').getByText(/^Dismissed for/u));
  });

  step('lets a person choose the line that changes', async () => {
    await openLine('Summit');
    await appears(panel().getByText('2 lines bill this product. Which one changes?'));
    await appears(panel().getByText('First choose which line changes.'));
    await panel()
      .getByRole('radio', { name: /60 → 63/u })
      .click();
    await panel()
      .getByRole('button', { name: /^Approve/u })
      .click();
    await appears(row('Summit').getByText('Approved'));
  });

  step('takes a choice between candidates: one is for another purpose, and the line agrees', async () => {
    await openLine('Ironwood');
    const candidates = panel().getByRole('radiogroup', { name: /^Role of line/u });
    await candidates
      .nth(0)
      .getByRole('radio', { name: /^Update/u })
      .click();
    await candidates
      .nth(1)
      .getByRole('radio', { name: /^Other purpose/u })
      .click();
    await appears(panel().getByText('Enter a reason.'));
    await panel()
      .getByLabel(/^What is line \d+ for/u)
      .fill('duplicate');
    // Without a worker the roles are taken and not answered: they are still on their way after a reload.
    await own().product.stopWorkers();
    await panel().getByRole('button', { name: 'Save roles' }).click();
    await appears(panel().getByText('Still saving…'));
    await page().reload();
    await appears(panel().getByText('Still saving…'));
    await own().product.startWorkers();
    await appears(row('Ironwood').getByText('Matched'));
    await page().keyboard.press('Escape');
  });

  step('lets a change wait for the invoice after, and cancels it while it waits', async () => {
    await openLine('Alder');
    await answerBillingTargetIn(panel());
    await panel()
      .getByRole('radio', { name: /^Following invoice: sent after/u })
      .click();
    await panel().getByRole('button', { name: 'Approve 18' }).click();
    await appears(row('Alder').getByText('Approved'));
    await panel().getByRole('link', { name: 'Write-back' }).click();
    const shown = page().getByRole('complementary', { name: 'Write-back' });
    await appears(shown.getByText(/^Waiting until the .* invoice is created$/u));
    await shown.getByRole('button', { name: 'Cancel change…' }).click();
    await dialog().getByRole('button', { name: 'Cancel change' }).click();
    await appears(page().getByRole('row', { name: /^Alder & Sons, Canceled/u }));
  });

  step('tells quietly what a colleague decided, and shows it when pressed', async () => {
    await visit(page(), '/usage?q=Lakeview');
    await appears(row('Lakeview').getByText('Choose a line', { exact: true }));
    await decideLine(own().product, integration(), 'Lakeview Montessori', { decision: 'hold' });
    await appears(page().getByText('1 row changed by others'));
    await appears(row('Lakeview').getByText('Choose a line', { exact: true }));
    await button('Show').click();
    await appears(row('Lakeview').getByText('On hold'));
    await disappears(page().getByText('1 row changed by others'));
  });

  step('approves many after a summary; decreases stay apart and unticked', async () => {
    await visitAgain(page(), '/usage?decision=open&kind=increase,decrease');
    await button(/^Select all/u).click();
    await appears(page().getByTestId('selection-totals'));
    await button('Approve…').click();
    const asked = page().getByRole('dialog');
    await appears(asked.getByText('Decreases (1)'));
    expect(await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).isChecked()).toBe(false);
    await appears(asked.getByText(/: blocked/u));
    await silentAxe();
    await answerBillingTargetIn(asked);
    const approve = asked.getByRole('button', { name: /^Approve \d+ changes?$/u });
    const name = await approve.innerText();
    await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).check();
    expect(await approve.innerText()).toBe(`Approve ${Number(name.replace(/\D/gu, '')) + 1} changes`);
    await asked.getByRole('checkbox', { name: 'Include Quarry Ridge' }).uncheck();
    await approve.click();
    await disappears(asked);
    await appears(
      page()
        .getByText(/^\d+ lines approved\./u)
        .first(),
    );
    await appears(row('Fernhill').getByText('Approved'));
    await appears(row('Fernhill').getByText('leaves the list on Refresh'));
    await appears(row('Quarry').getByText('Overbilled'));
  });

  const loggedChanges = async () =>
    (await own().product.control.requestLog()).filter(
      (entry) => entry.kind === 'change' && entry.by === 'api',
    );
}
