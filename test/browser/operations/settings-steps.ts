import { body } from '../../product/lifecycle.ts';
import { adminEmail } from '../../product/product.ts';
import { appears, disappears, pressAgain, visit } from '../appearing.ts';
import { seriousFindings } from '../browser.ts';
import { onPageOf, openHistoryOf, type Story } from '../story.ts';

/** Settings, people and keys. The last steps of a story: they change the administrator's password. */
export function settingsSteps(story: Story): void {
  const { step, page, own, button, choice, heading, silentAxe } = onPageOf(story);

  // Radix says a toast once more, to screen readers alone.
  const toast = (text: string) => page().getByText(text, { exact: true });

  step('change a check, ask before it is left unsaved, and keep it', async () => {
    await visit(page(), '/settings/general');
    await appears(page().getByLabel('Billing time zone'));
    await silentAxe();
    await visit(page(), '/settings');
    await heading('Settings');
    const section = (name: string) => appears(page().getByRole('heading', { level: 2, name, exact: true }));
    await page().getByRole('link', { name: 'Invoice timing', exact: true }).click();
    await section('Invoice timing');
    await page().getByRole('link', { name: 'Checks', exact: true }).click();
    await section('Checks');
    await appears(page().getByText('Blocks 1 line now').first());
    const share = page().getByLabel('Decrease by more than');
    await share.fill('250');
    await appears(page().getByText('Enter a percentage from 0 to 100.'));
    await share.fill('25');
    await page().getByRole('link', { name: 'Runs', exact: true }).click();
    const ask = page().getByRole('alertdialog', { name: 'Leave without saving?' });
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await page().evaluate('history.back()');
    await appears(ask);
    await ask.getByRole('button', { name: 'Cancel' }).click();
    expect(new URL(page().url()).pathname).toBe('/settings/checks');
    expect(await share.inputValue()).toBe('25');
    await silentAxe();
    await page().evaluate('history.back()');
    await ask.getByRole('button', { name: 'Leave' }).click();
    await section('Invoice timing');
    await page().getByRole('link', { name: 'Checks', exact: true }).click();
    await share.fill('25');
    await button('Save 1 change').click();
    await disappears(button('Discard'));
    await page().reload();
    await appears(page().getByText('Blocks 1 line now').first());
    expect(await share.inputValue()).toBe('25');
    const settings = body(await own().product.client.request('GET', '/settings'));
    expect(settings['checks']).toMatchObject({ dropShare: '0.25', dropSeats: 5 });
  });

  step('set a billing target, and forget names once asked', async () => {
    await visit(page(), '/settings/billing-target');
    const bills = page().getByLabel('How Hardware Care is billed');
    await bills.selectOption('arrears');
    await appears(toast('Hardware Care: In arrears.'));
    await silentAxe();
    await visit(page(), '/settings/privacy');
    await appears(button('Stop storing names…'));
    await silentAxe();
    await button('Stop storing names…').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Erase names' }).click();
    await appears(page().getByText('User names are not stored.'));
    await openHistoryOf(story, 'Fernhill Veterinary');
    await appears(page().getByText('2 users; names are not stored.'));
  });

  step('invite with a password shown once, change the role, and shut out', async () => {
    await visit(page(), '/settings/people');
    await appears(page().getByText('You can’t lower your own role. Ask another administrator.'));
    await silentAxe();
    await button('Invite').click();
    const dialog = page().getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ola Berg');
    await dialog.getByLabel('Email').fill('ola@harbor-lane.test');
    await dialog.getByLabel('Role').selectOption('reviewer');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    const password = await dialog.locator('code').innerText();
    expect(password.length).toBeGreaterThan(11);
    const ola = own().product.newClient();
    await ola.signInFirst('ola@harbor-lane.test', password);
    await silentAxe();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await disappears(dialog);
    expect(await page().content()).not.toContain(password);
    await page().getByLabel('Role of Ola Berg').selectOption('approver');
    await appears(toast('Ola Berg: role changed to Approver.'));
    await button('Actions for Ola Berg').click();
    await choice('Disable').click();
    await page().getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
    await button('Actions for Ola Berg').click();
    await appears(choice('Enable'));
    expect((await ola.request('GET', '/session')).status).toBe(401);
  });

  step('make a key shown once, and revoke it', async () => {
    await visit(page(), '/settings/api-keys');
    await button('New key').click();
    const dialog = page().getByRole('dialog');
    await dialog.getByLabel('Name').fill('nightly export');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const key = await dialog.locator('code').innerText();
    const asScript = () =>
      fetch(`${own().origin}/api/v1/usage-lines`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asScript()).status).toBe(200);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await disappears(dialog);
    expect(await page().content()).not.toContain(key);
    await button('Revoke nightly export').click();
    await appears(page().getByRole('alertdialog').getByText('stop working now.'));
    await page().getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    const row = page().getByRole('row', { name: /^nightly export/u });
    await appears(row.getByRole('cell', { name: 'Revoked', exact: true }));
    expect((await asScript()).status).toBe(401);
    await silentAxe();
  });

  step('change the own password, and the appearance of this browser', async () => {
    own().allow(/422 \(Unprocessable Entity\)/u);
    await visit(page(), '/settings/your-sign-in');
    await button('Change password').click();
    await appears(page().getByText('Enter the current password.'));
    await silentAxe();
    const type = async (present: string) => {
      await page().getByLabel('Current password').fill(present);
      await page().getByLabel('New password', { exact: true }).fill('a good long password');
      await page().getByLabel('Repeat the new password').fill('a good long password');
      await pressAgain(page().getByRole('dialog').getByRole('button', { name: 'Change password' }));
    };
    await type('wrong');
    await appears(page().getByText('Incorrect password.'));
    await type(own().product.password);
    await appears(toast('Password changed. Your other sessions are signed out.'));
    await visit(page(), '/settings/appearance');
    await page().getByLabel('Dark').check();
    await page().getByRole('group', { name: 'Single-key shortcuts' }).getByLabel('Off').check();
    await page().reload();
    expect(await page().locator('html').getAttribute('data-theme')).toBe('dark');
    await page().locator('h1').press('?');
    expect(await page().getByRole('dialog').count()).toBe(0);
    await silentAxe();
  });

  step('show a viewer what is closed and why, and everybody what is closed while offline', async () => {
    // The new password ended this session too.
    await own().product.client.signIn(adminEmail, 'a good long password');
    const viewer = await own().viewer('/runs');
    await appears(viewer.getByText('Syncing requires the reviewer role. Ask a reviewer.'));
    expect(await viewer.getByRole('button', { name: 'Sync now' }).getAttribute('aria-disabled')).toBe('true');
    await visit(viewer, '/audit');
    await appears(viewer.getByText('Reading the audit requires the admin role. Ask an administrator.'));
    await visit(viewer, '/settings');
    await appears(
      viewer.getByText('Changing settings requires the admin role. Ask an administrator.').first(),
    );
    expect(await viewer.getByLabel('Decrease by more than').getAttribute('readonly')).not.toBeNull();
    await visit(viewer, '/settings/people');
    await appears(viewer.getByText('Managing people requires the admin role. Ask an administrator.').first());
    await openHistoryOf(story, 'Fernhill Veterinary', viewer);
    await appears(viewer.getByRole('table', { name: 'Seats and ConnectWise quantity over time' }));
    expect(await seriousFindings(viewer)).toEqual([]);
    own().allow(/ERR_INTERNET_DISCONNECTED/u);
    await visit(page(), '/runs');
    await appears(button('Sync now'));
    await page().context().setOffline(true);
    await appears(page().getByText('Unavailable while you’re offline.', { exact: true }));
    await page().context().setOffline(false);
  });
}
