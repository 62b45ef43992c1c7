import { sql } from 'kysely';
import { body } from '../../product/lifecycle.ts';
import { adminEmail } from '../../product/product.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** What an administrator does where a secret may be in the wrong hands. */
export function incidentSteps(story: Story): void {
  const { step, page, own, integration, button, heading, dialog, silentAxe } = onPageOf(story);
  const client = () => own().product.client;
  const held = () => page().getByRole('table', { name: 'Secrets held' });
  const row = (name: RegExp) => held().getByRole('row', { name });

  step('list every secret with its age and where it is replaced', async () => {
    await client().request('POST', '/api-keys', { name: 'last key', role: 'viewer' });
    await sql`update installation set created_at = now() - interval '100 days'`.execute(own().product.db);
    await visit(page(), '/settings/incident');
    await appears(row(/^Master key This installation .*older than 90 days/u));
    await appears(row(/^Credential Duo Accounts API/u));
    expect(
      await row(/^Credential ConnectWise/u)
        .getByText('older than')
        .count(),
    ).toBe(0);
    await appears(row(/^API key last key/u).getByRole('link', { name: 'Revoke: last key' }));
    await silentAxe();
    await page().getByRole('link', { name: 'Replace: ConnectWise' }).click();
    await page().waitForURL(/\/credentials$/u);
    await heading('Duo Security');
  });

  step('remind of a secret that is older than is set', async () => {
    await visit(page(), '/settings/incident');
    const days = page().getByLabel('Remind when older than');
    await days.fill('0');
    await appears(page().getByText('Enter a whole number from 1 to 3,650.').first());
    await days.fill('95');
    await button('Save 1 change').click();
    await disappears(button('Discard'));
    await visit(page(), '/notices');
    const notice = page().getByRole('listitem').filter({ hasText: 'Secret due for rotation' });
    await appears(
      notice.getByText(/^Master key has not changed since .*, which is more than 95 days ago\.$/u),
    );
    await notice.getByRole('link', { name: 'Secrets', exact: true }).click();
    await appears(row(/^Master key .*older than 95 days/u));
    await days.fill('120');
    await button('Save 1 change').click();
    await appears(row(/^Master key(?!.*older than)/u));
    await visit(page(), '/notices');
    await appears(page().getByRole('heading', { level: 1, name: 'Notices' }));
    await disappears(notice);
    expect(body(await client().request('GET', '/settings'))['secretReminderDays']).toBe(120);
  });

  step('turn off write-back everywhere, end all sessions and revoke all keys, each once asked', async () => {
    const viewer = await own().viewer('/runs');
    await visit(page(), '/settings/incident');
    const press = async (name: string, done: RegExp): Promise<void> => {
      await button(name).click();
      await silentAxe();
      await dialog().getByRole('button', { name }).click();
      await appears(page().getByText(done).first());
      await disappears(dialog());
    };
    expect(body(await client().request('GET', integration().path))['writeBackEnabled']).toBe(true);
    await press('Turn off all write-back', /^Write-back turned off for 1 integration\.$/u);
    expect(body(await client().request('GET', integration().path))['writeBackEnabled']).toBe(false);
    own().allow(/401 \(Unauthorized\)/u);
    await press('Sign out everyone else', /^\d+ sessions? signed out\.$/u);
    expect((await viewer.request.get('/api/v1/session')).status()).toBe(401);
    // The story's own client was signed out too.
    await client().signIn(adminEmail, own().product.password);
    await appears(row(/^API key last key/u));
    await press('Revoke all keys', /^\d+ keys? revoked\.$/u);
    await disappears(row(/^API key/u).first());
    const keys = body(await client().request('GET', '/api-keys?limit=500'))['items'] as {
      readonly revokedAt: string | null;
    }[];
    expect(keys.filter(({ revokedAt }) => revokedAt === null)).toEqual([]);
    await visit(page(), '/notices');
    await appears(page().getByRole('heading', { level: 1, name: 'Notices' }));
    await disappears(page().getByText('API key expires soon'));
  });
}
