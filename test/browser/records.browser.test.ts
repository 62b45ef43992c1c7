import type { Page } from 'playwright-core';
import { active, body, type Connected, runEnds, startSync } from '../product/lifecycle.ts';
import { adminEmail } from '../product/product.ts';
import { account } from '../product/set-up-steps.ts';
import { approve, readyToWrite, usageLine } from '../product/write-back-steps.ts';
import {
  type BrowserProduct,
  describeInBrowser,
  seriousFindings,
  startBrowserProduct,
  storySteps,
} from './browser.ts';

/** Runs, history, audit and settings of an integration after its first sync; each step goes on from the one before. */
describeInBrowser('the records', () => {
  const step = storySteps();
  let own: BrowserProduct;
  let page: Page;
  let integration: Connected;
  let fernhill: string;
  beforeAll(async () => {
    own = await startBrowserProduct({ scenario: 'typical' });
    integration = await active(own.product);
    await readyToWrite(own.product, integration);
    await approve(own.product, integration, 'Fernhill Veterinary');
    fernhill = (await account(own.product, integration, 'Fernhill Veterinary'))['id'] as string;
    page = await own.signedIn('/runs');
  }, 90_000);
  afterAll(() => own.close());
  afterEach(() => own.expectSilent());

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  // Radix says a toast once more, to screen readers alone.
  const toast = (text: string) => page.getByText(text, { exact: true });
  const silentAxe = async () => expect(await seriousFindings(page)).toEqual([]);
  const cells = async (row: string) => {
    const found = page.getByRole('row').filter({ hasText: row }).first();
    await found.waitFor();
    return found.getByRole('cell').allInnerTexts();
  };

  step('list a run with what it read, its calls against the formula, and what to do', async () => {
    await heading('Runs');
    const [, trigger, outcome, counted, left, calls, , cause] = await cells('First sync');
    expect([trigger, outcome, counted, left, calls]).toEqual([
      'First sync',
      'partial',
      '58',
      '3',
      '60 (formula 60)',
    ]);
    expect(cause).toContain('3 accounts without a count');
    await page.getByText(/Next by schedule: (today|tomorrow)/u).waitFor();
    await page.getByLabel('Outcome').selectOption('failed');
    await page.getByText('No run matches.').waitFor();
    expect(new URL(page.url()).search).toBe('?outcome=failed');
    await page.reload();
    await page.getByText('No run matches.').waitFor();
    await page.goBack();
    await page.getByRole('table', { name: 'Runs' }).waitFor();
    await silentAxe();
  });

  step('show each account without a count with cause and advice, and retry them', async () => {
    await page.getByRole('table', { name: 'Runs' }).getByRole('link').first().click();
    await heading(/^Run today/u);
    await page.getByText('58 read · 3 accounts without a count · Duo calls 60 (formula 60)').waitFor();
    const accounts = page.getByRole('region', { name: 'Accounts of the run' });
    for (const words of [
      'This account is on another Duo deployment',
      'Duo gives no API hostname',
      'Duo did not answer in time',
    ])
      await accounts.getByText(words).waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('58 of 61 accounts');
    await silentAxe();
    await own.product.control.actTwo();
    await button('Retry failed accounts').click();
    await page.getByRole('link', { name: 'Follow the run' }).click();
    await page.getByText('Retry of failed accounts by Administrator').waitFor();
    await page.getByRole('link', { name: 'the run it retries' }).waitFor();
    // In place, without a reload.
    await page.getByText('1 read · 2 accounts without a count').waitFor();
    await button(/^Counted 1/u).click();
    await page.getByRole('row', { name: /^Pinecrest, counted, 47 seats/u }).waitFor();
  });

  step('cancel a run under way, once asked, and keep what it read', async () => {
    await own.product.control.latency(300);
    await page.goto('/runs');
    await button('Sync now').click();
    await page.getByRole('link', { name: 'Follow the run' }).click();
    await button('Cancel run').click();
    const dialog = page.getByRole('alertdialog', { name: 'Cancel this run?' });
    await dialog.getByText('read so far are kept; the rest count as not read.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await button('Sync again').waitFor();
    await page.getByText('cancelled', { exact: true }).waitFor();
    await own.product.control.latency(0);
  });

  step('name the line of a run that read one line again', async () => {
    const line = await usageLine(own.product, integration, 'Summit Hotels');
    const answer = await own.product.client.request(
      'POST',
      `/usage-lines/${line['id'] as string}/read-again`,
      {},
    );
    await runEnds(own.product, body(answer)['runId'] as string);
    await page.goto('/runs?trigger=line');
    expect((await cells('Summit Hotels'))[1]).toContain('One line read again by Administrator');
    await page.goto('/notices');
    await page.getByText('Some accounts could not be read').waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).last().waitFor();
    await silentAxe();
  });

  step('draw the history of an account beside a table of the same figures', async () => {
    await runEnds(own.product, await startSync(own.product, integration));
    await page.goto(`/integrations/${integration.id}/accounts/${fernhill}`);
    await heading('Fernhill Veterinary');
    await page
      .getByRole('img', { name: /^Duo seats and PSA quantity over time/u })
      .locator('canvas')
      .waitFor();
    const table = page.getByRole('table', { name: 'Seats and PSA quantity over time' });
    const rows = await table.getByRole('row').allInnerTexts();
    const row = (what: string) =>
      rows.map((text) => text.split('\t').slice(1)).filter(([first]) => first === what);
    expect(row('count').map(([, seats]) => seats)).toEqual(expect.arrayContaining(['23', '21']));
    expect(row('approval')[0]?.[3]).toMatch(/^17 → 21, invoice of .*confirmed; by Administrator$/u);
    expect(row('PSA quantity').at(0)?.slice(0, 3)).toEqual(['PSA quantity', '21', '21']);
    await page.getByRole('heading', { name: /^Added 2 since the last accepted count of/u }).waitFor();
    await silentAxe();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('account-history.csv');
    await button('Table').click();
    expect(new URL(page.url()).search).toBe('?view=table');
    await page.getByRole('img', { name: /^Duo seats/u }).waitFor({ state: 'detached' });
  });

  step('hatch what was not read, and say so in the table', async () => {
    const pinecrest = (await account(own.product, integration, 'Pinecrest'))['id'] as string;
    await page.goto(`/integrations/${integration.id}/accounts/${pinecrest}`);
    await page.getByRole('cell', { name: 'no count' }).first().waitFor();
    expect(await cells('no count')).toEqual(expect.arrayContaining(['–', 'Duo did not answer in time']));
  });

  step('tell the set-up in the audit, with names, and unfold an entry as terms and values', async () => {
    await page.goto('/audit');
    await heading('Audit');
    await page.getByLabel('What').selectOption('integration');
    for (const words of ['Administrator connected the integration', 'Administrator finished the set-up'])
      await page.getByText(words).waitFor();
    expect(new URL(page.url()).search).toBe('?action=integration');
    await page.getByLabel('What').selectOption('landing');
    await page.getByText('Administrator set the landing of Managed Services').click();
    await page.getByRole('definition').filter({ hasText: '– → advance' }).first().waitFor();
    await silentAxe();
    await button('Only entries about this').click();
    const entries = page.getByRole('list', { name: 'Audit entries' }).getByRole('listitem');
    await entries.nth(1).waitFor({ state: 'detached' });
    expect(await entries.count()).toBe(1);
    await page.getByLabel('From', { exact: true }).fill('2040-01-01');
    await page.getByText('Nothing in this period.').waitFor();
    await button('Clear filters').click();
    await page.getByText('Administrator approved Fernhill Veterinary').waitFor();
  });

  step('say what failed in place, and read again on request', async () => {
    own.allow(/503 \(Service Unavailable\)/u);
    await page.route('**/api/v1/audit?*', (route) => route.fulfill({ status: 503, body: 'no' }));
    await page.reload();
    await page.getByText('The answer cannot be read (status 503)').waitFor();
    await page.unroute('**/api/v1/audit?*');
    await button('Try again').click();
    await page.getByText('Administrator approved Fernhill Veterinary').waitFor();
  });

  step('change a guard, ask before it is left unsaved, and keep it', async () => {
    await page.goto('/settings/general');
    await page.getByLabel('Billing time zone').waitFor();
    await silentAxe();
    await page.goto('/settings');
    await page.getByRole('link', { name: 'Landing', exact: true }).click();
    await heading('Landing');
    await page.getByRole('link', { name: 'Guards', exact: true }).click();
    await heading('Guards');
    await page.getByText('holds 1 line now').first().waitFor();
    const share = page.getByLabel('Fewer by more than');
    await share.fill('250');
    await page.getByText('A percentage from 0 to 100.').waitFor();
    await share.fill('25');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    const ask = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await page.evaluate('history.back()');
    await ask.waitFor();
    await ask.getByRole('button', { name: 'Cancel' }).click();
    expect(new URL(page.url()).pathname).toBe('/settings/guards');
    expect(await share.inputValue()).toBe('25');
    await silentAxe();
    await page.evaluate('history.back()');
    await ask.getByRole('button', { name: 'Leave' }).click();
    await heading('Landing');
    await page.getByRole('link', { name: 'Guards', exact: true }).click();
    await share.fill('25');
    await button('Save 1 change').click();
    await button('Discard').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('holds 1 line now').first().waitFor();
    expect(await share.inputValue()).toBe('25');
    const settings = body(await own.product.client.request('GET', '/settings'));
    expect(settings['guards']).toMatchObject({ dropShare: '0.25', dropSeats: 5 });
  });

  step('set a landing, and forget names once asked', async () => {
    await page.goto('/settings/landing');
    const bills = page.getByLabel('Hardware Care bills');
    await bills.selectOption('arrears');
    await toast('Hardware Care: in arrears.').waitFor();
    await silentAxe();
    await page.goto('/settings/privacy');
    await button('Stop keeping names…').waitFor();
    await silentAxe();
    await button('Stop keeping names…').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase names' }).click();
    await page.getByText('Names of users are not kept.').waitFor();
    await page.goto(`/integrations/${integration.id}/accounts/${fernhill}`);
    await page.getByText('2 users; names are not kept.').waitFor();
  });

  step('invite with a password shown once, change the role, and shut out', async () => {
    await page.goto('/settings/people');
    await page.getByText("You can't lower your own role: ask another admin.").waitFor();
    await silentAxe();
    await button('Invite').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ola Berg');
    await dialog.getByLabel('Email').fill('ola@harbor-lane.test');
    await dialog.getByLabel('Role').selectOption('reviewer');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    const password = await dialog.locator('code').innerText();
    expect(password.length).toBeGreaterThan(11);
    const ola = own.product.newClient();
    await ola.signIn('ola@harbor-lane.test', password);
    await silentAxe();
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(password);
    await page.getByLabel('Role of Ola Berg').selectOption('approver');
    await toast('Ola Berg is now approver.').waitFor();
    await button('Disable Ola Berg').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
    await button('Enable Ola Berg').waitFor();
    expect((await ola.request('GET', '/session')).status).toBe(401);
  });

  step('make a key shown once, and revoke it', async () => {
    await page.goto('/settings/api-keys');
    await button('New key').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('nightly export');
    await dialog.getByRole('button', { name: 'Make key' }).click();
    const key = await dialog.locator('code').innerText();
    const asScript = () =>
      fetch(`${own.origin}/api/v1/usage-lines`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asScript()).status).toBe(200);
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(key);
    await button('Revoke nightly export').click();
    await page.getByRole('alertdialog').getByText('stop at once.').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('cell', { name: 'revoked' }).waitFor();
    expect((await asScript()).status).toBe(401);
    await silentAxe();
  });

  step('change the own password, and the appearance of this browser', async () => {
    own.allow(/422 \(Unprocessable Entity\)/u);
    await page.goto('/settings/password');
    await page.getByText('Type the present password.').waitFor();
    await silentAxe();
    const type = async (present: string) => {
      await page.getByLabel('Present password').fill(present);
      await page.getByLabel('New password', { exact: true }).fill('a good long password');
      await page.getByLabel('New password again').fill('a good long password');
      await button('Change password').click();
    };
    await type('wrong');
    await page.getByText('The present password is wrong.').waitFor();
    await page.reload();
    await type(own.product.password);
    await toast('Password changed. Your other sessions are ended.').waitFor();
    await page.goto('/settings/appearance');
    await page.getByLabel('Dark').check();
    await page.getByRole('group', { name: 'Single-key shortcuts' }).getByLabel('Off').check();
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.locator('h1').press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await silentAxe();
  });

  step('show a viewer what is closed and why, and everybody what is closed while offline', async () => {
    // The new password ended this session too.
    await own.product.client.signIn(adminEmail, 'a good long password');
    const made = await own.product.client.request('POST', '/members', {
      email: 'vera@harbor-lane.test',
      name: 'Vera',
      role: 'viewer',
    });
    const viewer = await own.newPage();
    await viewer.request.post('/api/v1/session', {
      data: { email: 'vera@harbor-lane.test', password: body(made)['oneTimePassword'] },
    });
    await viewer.goto('/runs');
    await viewer.getByText('Syncing needs the reviewer role. Ask a reviewer.').waitFor();
    expect(await viewer.getByRole('button', { name: 'Sync now' }).getAttribute('aria-disabled')).toBe('true');
    await viewer.goto('/audit');
    await viewer.getByText('Reading the audit needs the admin role. Ask an administrator.').waitFor();
    await viewer.goto('/settings');
    await viewer.getByText('Changing settings needs the admin role. Ask an administrator.').first().waitFor();
    expect(await viewer.getByLabel('Fewer by more than').getAttribute('readonly')).not.toBeNull();
    await viewer.goto('/settings/people');
    await viewer.getByText('Managing people needs the admin role. Ask an administrator.').first().waitFor();
    await viewer.goto(`/integrations/${integration.id}/accounts/${fernhill}`);
    await viewer.getByRole('table', { name: 'Seats and PSA quantity over time' }).waitFor();
    expect(await seriousFindings(viewer)).toEqual([]);
    own.allow(/ERR_INTERNET_DISCONNECTED/u);
    await page.goto('/runs');
    await button('Sync now').waitFor();
    await page.context().setOffline(true);
    await page.getByText('Closed until the connection is back.', { exact: true }).waitFor();
    await page.context().setOffline(false);
  });
});
