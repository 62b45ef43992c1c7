import { asWritten, message } from '../../../messages/message.ts';
import { raiseNotice } from '../../../db/notices/notices.ts';
import { appears, disappears, visit, visitAndRefresh } from '../appearing.ts';
import { seriousFindings } from '../browser.ts';
import { onPageOf, type Story } from '../story.ts';

/** Webhooks, runs with warnings, and notices; rows are made by SQL where nothing in the sandbox leads to them. */
export function webhooksAndNoticesSteps(story: Story): void {
  const { step, at, own, integration } = onPageOf(story);

  step('adds a webhook, shows its secret once, tests it, rotates, turns it off and deletes it', async () => {
    const page = await at('/settings/webhooks');
    await appears(page.getByText(/^No webhooks yet\./u));
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog');
    own().allow(/422/u);
    await dialog.getByLabel('URL').fill('http://hooks.seatwise.invalid/in');
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    await appears(dialog.getByText('an https address with a host name'));
    await dialog.getByLabel('URL').fill('https://hooks.seatwise.invalid/in');
    // A press right after another counts as the same one.
    await dialog.getByRole('button', { name: 'Add webhook' }).click({ delay: 400 });
    const secret = await dialog.getByText(/^whsec_/u).innerText();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await disappears(dialog);
    const card = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem').first();
    await appears(card.getByText('No message delivered yet'));
    await card.getByRole('button', { name: /^Send test/u }).click();
    await appears(page.getByText(/^Test failed: Receiver/u));
    await appears(card.getByText('Last failure'));
    await card.getByRole('button', { name: /^Rotate secret/u }).click();
    await page.getByRole('button', { name: 'Rotate', exact: true }).click();
    expect(await dialog.getByText(/^whsec_/u).innerText()).not.toBe(secret);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await disappears(dialog);
    await appears(card.getByText('Messages are signed with the previous secret too until'));
    expect(await page.content()).not.toContain(secret);
    expect(await seriousFindings(page)).toEqual([]);
    await card.getByRole('button', { name: /^Turn off/u }).click();
    await appears(card.getByRole('button', { name: /^Turn on/u }));
    await card.getByRole('button', { name: /^Delete/u }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await appears(page.getByText(/^No webhooks yet\./u));
  });

  step('never shows a run with warnings as a green success, and the gravest notice first', async () => {
    const { db, tenantId } = own().product;
    const detail = message('runs.many-dropped', { dropped: 9, compared: 16 });
    await db.transaction().execute(async (tx) => {
      await tx
        .updateTable('syncRun')
        .set({ state: 'succeeded', warnings: JSON.stringify([{ code: 'SeatsDropped', detail }]) })
        .execute();
      const key = { tenantId, integrationId: integration().id };
      await raiseNotice(tx, key, { code: 'SyncFailed', subject: 'sync', detail: asWritten('No response.') });
      await raiseNotice(tx, key, { code: 'SeatsDropped', subject: 'sync', detail });
      const webhook = {
        code: 'WebhookFailing',
        subject: integration().id,
        detail: asWritten('hooks: 500'),
      } as const;
      await raiseNotice(tx, { tenantId, integrationId: null }, webhook);
      await raiseNotice(tx, { tenantId, integrationId: null }, webhook);
    });
    const { page } = story;
    // Of a run that is changed by hand no page is told.
    await visitAndRefresh(page, '/integrations');
    await appears(
      page.getByRole('link', { name: /^Sync status: Completed with warnings.*Unusual drop in seats/u }),
    );
    await appears(page.getByRole('table').getByText('Unusual drop in seats'));
    const notices = page.getByRole('region', { name: 'Notices' }).getByRole('listitem');
    await appears(notices.filter({ hasText: 'Webhook deliveries are failing' }).getByText(/^2 times since/u));
    expect(
      await notices
        .filter({ hasText: /^(Error|Warning)/u })
        .first()
        .innerText(),
    ).toContain('Last sync failed');
    await page.getByRole('link', { name: 'View run' }).first().click();
    await appears(page.getByText('With warnings', { exact: true }));
    await appears(page.getByText('9 of 16 accounts dropped at once.'));
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'All runs' }).click();
    await appears(page.getByRole('table').getByText('With warnings', { exact: true }).first());
    expect(await page.getByRole('table').getByText('Succeeded', { exact: true }).count()).toBe(0);
    await visit(page, '/notices');
    await appears(page.getByRole('link', { name: 'Webhooks', exact: true }));
    await appears(page.getByRole('link', { name: 'Lines blocked by a check', exact: true }));
  });

  step('leaves a notice that nothing closes until somebody acknowledges it', async () => {
    const { db, tenantId } = own().product;
    const undone = (detail: string) =>
      db
        .transaction()
        .execute((tx) =>
          raiseNotice(
            tx,
            { tenantId, integrationId: integration().id },
            { code: 'InvoiceUndone', subject: 'agreement 7', detail: asWritten(detail) },
          ),
        );
    await undone('Fernhill: back to 1 Nov.');
    const page = await at('/notices');
    const notice = page.getByRole('listitem').filter({ hasText: 'Invoice rolled back in ConnectWise' });
    await appears(notice);
    // The others close with their causes.
    expect(await page.getByRole('button', { name: /^Acknowledge/u }).count()).toBe(1);
    await undone('Fernhill: back to 1 Oct.');
    own().allow(/409/u);
    await notice.getByRole('button', { name: /^Acknowledge/u }).click();
    await appears(notice.getByText('It happened again since you opened this notice', { exact: true }));
    await appears(notice.getByText('Fernhill: back to 1 Oct.'));
    await visit(page, '/integrations');
    await notice.getByRole('button', { name: /^Acknowledge/u }).click();
    await appears(page.getByText('Acknowledged. Find it under Closed.', { exact: true }));
    await disappears(notice);
    await visit(page, '/notices?state=closed');
    await appears(notice);
  });
}
