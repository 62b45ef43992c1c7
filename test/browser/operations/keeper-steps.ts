import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { body } from '../../product/lifecycle.ts';
import { adminEmail } from '../../product/product.ts';
import { appears, disappears, expectSoon, pressAgain, visit, visitAndRefresh } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

/** Who keeps the keys: the password once more, sessions, what was made with a key, a reset, what was rejected. */
export function keeperSteps(story: Story): void {
  const { step, page, own, button, choice, dialog, silentAxe } = onPageOf(story);
  const toast = (text: string) => page().getByText(text, { exact: true });
  const client = () => own().product.client;

  step('ask for the password once more, after a wrong one too, and then do what was pressed', async () => {
    own().allow(/403 \(Forbidden\)/u);
    own().allow(/422 \(Unprocessable/u);
    await visit(page(), '/settings/api-keys');
    await appears(button('New key'));
    await sql`update session set password_at = now() - interval '1 day'`.execute(own().product.db);
    await button('New key').click();
    const made = page().getByRole('dialog', { name: 'New API key' });
    await made.getByLabel('Name').fill('asked for');
    await made.getByRole('button', { name: 'Create key' }).click();
    const ask = page().getByRole('dialog', { name: 'Confirm it’s you' });
    await appears(ask);
    await silentAxe();
    const password = ask.getByLabel(`Password for ${adminEmail}`);
    await password.fill('wrong');
    await ask.getByRole('button', { name: 'Confirm' }).click();
    await appears(ask.getByText('Incorrect password.'));
    await ask.getByRole('button', { name: 'Close' }).click();
    await disappears(ask);
    await appears(made.getByText(/Confirm it.s you/u));
    await made.getByRole('button', { name: 'Create key' }).click();
    // Typed without a click: the focus is in the field, and a space of the passphrase presses no button.
    await appears(ask);
    await page().keyboard.type(own().product.password);
    expect(await password.inputValue()).toBe(own().product.password);
    await page().keyboard.press('Enter');
    await disappears(ask);
    const done = page().getByRole('dialog', { name: 'Key created' });
    await appears(done);
    await done.getByRole('button', { name: 'Done' }).click();
    await disappears(done);
  });

  step('list where one is signed in, and end one session or all others', async () => {
    const elsewhere = own().product.newClient();
    await elsewhere.signIn(adminEmail, own().product.password);
    await visit(page(), '/settings/your-sign-in');
    await appears(page().getByText('(this one)'));
    await silentAxe();
    const ends = page().getByRole('button', { name: /^Sign out .* at 127\.0\.0\.1$/u });
    const others = await ends.count();
    await ends.first().click();
    await appears(toast('Session signed out.'));
    await expectSoon(() => ends.count(), others - 1);
    await button('Sign out all others').click();
    await appears(toast('Your other sessions are signed out.'));
    await disappears(ends.first());
    expect((await elsewhere.request('GET', '/session')).status).toBe(401);
    expect((await page().request.get('/api/v1/session')).status()).toBe(200);
    // The story's own client was one of them.
    await client().signIn(adminEmail, own().product.password);
  });

  step('revoke a key along with what was made with it', async () => {
    const scopes = ['privileged'];
    const root = body(
      await client().request('POST', '/api-keys', { name: 'root key', role: 'admin', scopes }),
    );
    const asKey = (key: unknown, path: string, init: RequestInit = {}) =>
      fetch(`${own().origin}/api/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${String(key)}`, 'content-type': 'application/json' },
      });
    const asRoot = async (path: string, sent: object): Promise<Record<string, unknown>> => {
      const answer = await asKey(root['key'], path, { method: 'POST', body: JSON.stringify(sent) });
      expect(answer.status).toBe(201);
      return (await answer.json()) as Record<string, unknown>;
    };
    const child = await asRoot('/api-keys', { name: 'child key', role: 'viewer' });
    await asRoot('/members', { email: 'came@harbor-lane.test', name: 'Came Along', role: 'viewer' });
    await visitAndRefresh(page(), '/settings/api-keys');
    await appears(page().getByRole('cell', { name: 'Key root key' }));
    await button('Revoke root key').click();
    await appears(
      dialog().getByText('Created with this key and still active. Select what to revoke or disable as well:'),
    );
    await appears(dialog().getByLabel(/^Key child key \(Viewer\), created by root key/u));
    await appears(dialog().getByLabel(/^Member Came Along/u));
    await silentAxe();
    await dialog()
      .getByLabel(/^Key child key/u)
      .check();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await appears(toast('Key root key revoked, with 1 key or member created with it.'));
    expect((await asKey(child['key'], '/session')).status).toBe(401);
    // The member was not ticked, and goes on.
    await visit(page(), '/settings/people');
    await button('Actions for Came Along').click();
    await appears(choice('Disable'));
  });

  step('tell of a key that ends soon, and show one that has ended', async () => {
    for (const name of ['report key', 'former key'])
      await client().request('POST', '/api-keys', { name, role: 'viewer' });
    const { db } = own().product;
    await sql`update api_key set created_at = now() - interval '80 days', expires_at = now() + interval '10 days' where name = 'report key'`.execute(db); // prettier-ignore
    await sql`update api_key set expires_at = now() - interval '1 day' where name = 'former key'`.execute(db);
    // Looked at each hour, and whenever a key is revoked.
    const made = body(await client().request('POST', '/api-keys', { name: 'newer key', role: 'viewer' }));
    await client().request('DELETE', `/api-keys/${(made['apiKey'] as { readonly id: string }).id}`);
    // The keys that were read a moment ago are none of these.
    await visitAndRefresh(page(), '/notices');
    const notice = page().getByRole('listitem').filter({ hasText: 'API key expires soon' });
    await appears(notice.getByText(/^report key \(.*\) expires on /u));
    await notice.getByRole('link', { name: 'API keys', exact: true }).click();
    const row = (name: string) => page().getByRole('row', { name: new RegExp(`^${name}`, 'u') });
    await appears(row('former key').getByRole('cell', { name: 'Expired', exact: true }));
    expect(await row('former key').getByRole('button').count()).toBe(0);
    await appears(row('report key').getByRole('cell', { name: 'Active', exact: true }));
  });

  step('reset the password of a member, who hears at the next sign-in of what was rejected', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    const email = `pat-${randomUUID()}@harbor-lane.test`;
    const invited = body(
      await client().request('POST', '/members', { email, name: 'Pat Reset', role: 'viewer' }),
    );
    const former = own().product.newClient();
    await former.signInFirst(email, invited['temporaryPassword'] as string);
    await visit(page(), '/settings/people');
    await button('Actions for Pat Reset').click();
    await choice('Reset password').click();
    await dialog().getByRole('button', { name: 'Reset password' }).click();
    const oneTime = await dialog().locator('code').innerText();
    await silentAxe();
    await pressAgain(dialog().getByRole('button', { name: 'Done' }));
    expect((await former.request('GET', '/session')).status).toBe(401);
    const newPassword = await own().product.newClient().signInFirst(email, oneTime);
    const stranger = own().product.newClient();
    await expect(stranger.signIn(email, 'not theirs')).rejects.toThrow('SignInRejected');
    const pat = await own().newPage();
    await pat.goto('/');
    await pat.getByLabel('Email').fill(email);
    await pat.getByLabel('Password').fill(newPassword);
    const everythingAgain = secondReading(pat, '/api/v1/write-backs?');
    await pat.getByRole('button', { name: 'Sign in' }).click();
    const told = pat.getByText(/^1 failed sign-in with your email since your last visit/u);
    await appears(told);
    // The channel of events begins with reading everything again, which must not lose it.
    await everythingAgain;
    await pat.getByRole('button', { name: 'That was me' }).click();
    await disappears(told);
    await button('Actions for Pat Reset').click();
    await choice('Sign out everywhere').click();
    await appears(
      page()
        .getByText(/^Pat Reset: \d sessions signed out\.$/u)
        .first(),
    );
    expect((await pat.request.get('/api/v1/session')).status()).toBe(401);
  });
}

/** Resolves at the second answer to what the frame around every screen reads. */
function secondReading(page: Page, part: string): Promise<unknown> {
  let times = 0;
  return page.waitForResponse((answer) => answer.url().includes(part) && (times += 1) === 2);
}
