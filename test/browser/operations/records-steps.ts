import { body, runEnds, startSync } from '../../product/lifecycle.ts';
import { approve, usageLine } from '../../product/write-back-steps.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { onPageOf, openHistoryOf, type Story } from '../story.ts';

/** Runs, the history of an account, the audit. */
export function recordsSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);

  const cells = async (row: string) => {
    const found = page().getByRole('row').filter({ hasText: row }).first();
    await appears(found);
    return found.getByRole('cell').allInnerTexts();
  };

  step('list a run with what it read, its calls against the formula, and what to do', async () => {
    await approve(own().product, integration(), 'Fernhill Veterinary');
    await visit(page(), '/runs');
    await heading('Runs');
    const [, trigger, outcome, counted, left, calls, , cause] = await cells('First sync');
    expect([trigger, outcome, counted, left, calls]).toEqual([
      'First sync',
      'Partial',
      '58',
      '3',
      '60 (formula 60)',
    ]);
    expect(cause).toContain('3 accounts not read');
    await appears(page().getByText(/Next scheduled sync: (today|tomorrow)/u));
    await page().getByLabel('Outcome').selectOption('failed');
    await appears(page().getByText('No runs match these filters.'));
    expect(new URL(page().url()).search).toBe('?outcome=failed');
    await page().reload();
    await appears(page().getByText('No runs match these filters.'));
    await page().goBack();
    await appears(page().getByRole('table', { name: 'Runs' }));
    await silentAxe();
  });

  step('show each account without a count with cause and advice, and retry them', async () => {
    await page().getByRole('table', { name: 'Runs' }).getByRole('link').first().click();
    await heading(/^Run today/u);
    await appears(page().getByText('58 read · 3 accounts not read · Duo calls 60 (formula 60)'));
    const accounts = page().getByRole('region', { name: 'Accounts of the run' });
    for (const words of [
      'Account on another Duo deployment',
      'Duo returned no host for this account',
      'Duo did not respond in time',
    ])
      await appears(accounts.getByText(words));
    expect(await page().getByRole('progressbar').getAttribute('aria-valuetext')).toBe('58 of 61 accounts');
    await silentAxe();
    await own().product.control.actTwo();
    await button('Retry failed accounts').click();
    await page().getByRole('link', { name: 'View run' }).click();
    await appears(page().getByText('Retry of failed accounts by Administrator'));
    await appears(page().getByRole('link', { name: 'the retried run' }));
    // In place, without a reload.
    await appears(page().getByText('1 read · 2 accounts not read'));
    await button(/^Counted 1/u).click();
    await appears(page().getByRole('row', { name: /^Pinecrest, counted, 47 seats/u }));
  });

  step('cancel a run under way, once asked, and keep what it read', async () => {
    // Each call to ConnectWise takes so long that the run cannot end by itself before it is canceled.
    const slow = await own().product.control.inject({
      vendor: 'connectwise',
      fault: { kind: 'delay', ms: 2_000 },
    });
    await visit(page(), '/runs');
    await button('Sync now').click();
    await page().getByRole('link', { name: 'View run' }).click();
    await button('Cancel run').click();
    const dialog = page().getByRole('alertdialog', { name: 'Cancel this run?' });
    await appears(dialog.getByText(/already read (is|are) kept; the rest count as not read\.$/u));
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await appears(button('Sync again'));
    await appears(page().getByText('Canceled', { exact: true }));
    await own().product.control.clear(slow.id);
  });

  step('name the line of a run that read one line again', async () => {
    const line = await usageLine(own().product, integration(), 'Summit Hotels');
    const answer = await own().product.client.request(
      'POST',
      `/usage-lines/${line['id'] as string}/read-again`,
      {},
    );
    await runEnds(own().product, body(answer)['runId'] as string);
    await visit(page(), '/runs?trigger=line');
    expect((await cells('Summit Hotels'))[1]).toContain('Single-line sync by Administrator');
    await visit(page(), '/notices');
    await appears(page().getByText('Some accounts could not be read'));
    await appears(page().getByRole('link', { name: 'Runs', exact: true }).last());
    await silentAxe();
  });

  step('draw the history of an account beside a table of the same figures', async () => {
    await runEnds(own().product, await startSync(own().product, integration()));
    await openHistoryOf(story, 'Fernhill Veterinary');
    await heading('Fernhill Veterinary');
    await appears(
      page()
        .getByRole('img', { name: /^Duo seats and ConnectWise quantity over time/u })
        .locator('canvas'),
    );
    const table = page().getByRole('table', { name: 'Seats and ConnectWise quantity over time' });
    const rows = await table.getByRole('row').allInnerTexts();
    const row = (what: string) =>
      rows.map((text) => text.split('\t').slice(1)).filter(([first]) => first === what);
    expect(row('Count').map(([, seats]) => seats)).toEqual(expect.arrayContaining(['23', '21']));
    expect(row('Approval')[0]?.[3]).toMatch(/^Confirmed: 17 → 21, .* invoice; by Administrator$/u);
    expect(row('ConnectWise quantity').at(0)?.slice(0, 3)).toEqual(['ConnectWise quantity', '21', '21']);
    await appears(page().getByRole('heading', { name: /^Added 2 since the last accepted count of/u }));
    await silentAxe();
    const [file] = await Promise.all([
      page().waitForEvent('download'),
      page().getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('account-history.csv');
    await button('Table').click();
    expect(new URL(page().url()).search).toBe('?view=table');
    await disappears(page().getByRole('img', { name: /^Duo seats/u }));
  });

  step('hatch what was not read, and say so in the table', async () => {
    await openHistoryOf(story, 'Pinecrest');
    await appears(page().getByRole('cell', { name: 'No count' }).first());
    expect(await cells('No count')).toEqual(expect.arrayContaining(['–', 'Duo did not respond in time']));
  });

  step('tell the set-up in the audit, with names, and unfold an entry as terms and values', async () => {
    await visit(page(), '/audit');
    await heading('Audit');
    await page().getByLabel('What').selectOption('integration');
    for (const words of ['Administrator connected the integration', 'Administrator finished setup'])
      await appears(page().getByText(words));
    expect(new URL(page().url()).search).toBe('?action=integration');
    await page().getByLabel('What').selectOption('billing-target');
    await page().getByText('Administrator set invoice timing for Managed Services').click();
    await appears(page().getByRole('definition').filter({ hasText: '– → advance' }).first());
    await silentAxe();
    await button('Only entries about this').click();
    const entries = page().getByRole('list', { name: 'Audit entries' }).getByRole('listitem');
    await disappears(entries.nth(1));
    expect(await entries.count()).toBe(1);
    await page().getByLabel('From', { exact: true }).fill('2040-01-01');
    await appears(page().getByText('No entries in this period.'));
    await button('Clear filters').click();
    await appears(page().getByText('Administrator approved Fernhill Veterinary'));
  });

  step('say what failed in place, and read again on request', async () => {
    own().allow(/503 \(Service Unavailable\)/u);
    await page().route('**/api/v1/audit?*', (route) => route.fulfill({ status: 503, body: 'no' }));
    await page().reload();
    await appears(page().getByText('Unexpected response (status 503)'));
    await page().unroute('**/api/v1/audit?*');
    await button('Try again').click();
    await appears(page().getByText('Administrator approved Fernhill Veterinary'));
  });
}
