import type { Page } from 'playwright-core';
import { body } from '../../product/lifecycle.ts';
import type { ScriptedProvider } from '../../environment/scripted-provider.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';

export const providerHost = 'harbor.idp.test';
const issuer = `https://${providerHost}`;

const link = (address: string, words: string): string =>
  `<a href="${address.replaceAll('&', '&amp;')}">${words}</a>`;

/** The provider's own pages in this browser; to the product it answers by itself. */
async function withProviderPages(page: Page, provider: ScriptedProvider): Promise<void> {
  await page.route(`${issuer}/**`, async (route) => {
    const url = new URL(route.request().url());
    const asked = url.searchParams;
    const denied = new URL(asked.get('redirect_uri') ?? issuer);
    denied.search = new URLSearchParams({
      error: 'access_denied',
      state: asked.get('state') ?? '',
      iss: issuer,
    }).toString();
    const links =
      url.pathname === '/authorize'
        ? [link(provider.authorize(url.href), 'Sign in as Pat'), link(denied.href, 'Cancel')]
        : [link(asked.get('post_logout_redirect_uri') ?? issuer, 'Back to Seatwise')];
    await route.fulfill({
      contentType: 'text/html',
      body: `<link rel="icon" href="data:,"><h1>Harbor ID</h1>${links.join(' ')}`,
    });
  });
}

/** An identity provider from its set-up to signing out there. The page is Pat's from the second step on. */
export function providerSteps(story: Story, provider: () => ScriptedProvider): void {
  const { step, page, own, button, heading, dialog, silentAxe } = onPageOf(story);
  const follow = (name: string): Promise<void> => page().getByRole('link', { name }).click();

  step('adds an identity provider, and tests it', async () => {
    await visit(page(), '/settings/identity-providers');
    await button('Add identity provider').click();
    await dialog().getByLabel('Provider').selectOption('Another provider (OpenID Connect)');
    await dialog().getByLabel('Name').fill('Harbor ID');
    await dialog().getByLabel('Issuer URL').fill(issuer);
    await dialog().getByLabel('Client ID').fill('seatwise');
    await dialog().getByLabel('Client secret').fill('a secret of the provider');
    await dialog().getByLabel('Role of everyone else').selectOption('Approver');
    await silentAxe();
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await appears(dialog().getByText(/\/api\/v1\/session\/sso\/callback\//u));
    await silentAxe();
    await dialog().getByRole('button', { name: 'Done' }).click();
    await disappears(dialog());
    await button('Test Harbor ID').click();
    await appears(
      page().getByText('Harbor ID is reachable and its configuration is valid.', { exact: true }),
    );
    await silentAxe();
  });

  step('signs in by an identity provider, on the page that was asked for', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    provider().claims = { sub: 'pat', email: 'pat@harbor-lane.test', name: 'Pat' };
    story.page = await own().newPage();
    await withProviderPages(page(), provider());
    await page().goto('/runs');
    await button('Sign in with Harbor ID').click();
    await follow('Cancel');
    await appears(page().getByText('The identity provider did not sign you in'));
    await silentAxe();
    await page().goto('/runs');
    await button('Sign in with Harbor ID').click();
    await follow('Sign in as Pat');
    await heading('Runs');
    const session = await page().request.get('/api/v1/session');
    expect(await session.json()).toMatchObject({
      role: 'approver',
      method: 'provider',
      member: { email: 'pat@harbor-lane.test' },
      confirmWith: ['provider'],
    });
  });

  step('confirms at the identity provider what changes the sign-in', async () => {
    own().allow(/403 \(Forbidden\)/u);
    await own()
      .product.db.updateTable('session')
      .set({ passwordAt: new Date(0) })
      .where('method', '=', 'provider')
      .execute();
    await visit(page(), '/settings/your-sign-in');
    await button('Set up').click();
    const ask = page().getByRole('dialog', { name: 'Confirm it’s you' });
    await appears(ask.getByText(/^Harbor ID asks you to sign in again/u));
    await silentAxe();
    await ask.getByRole('button', { name: 'Continue with Harbor ID' }).click();
    await follow('Sign in as Pat');
    await page().waitForURL(/\/settings\/your-sign-in$/u);
    await button('Set up').click();
    await appears(dialog().getByRole('img', { name: 'QR code for your authenticator app' }));
    await page().keyboard.press('Escape');
  });

  step('signs out at the identity provider too, and comes back', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    await page()
      .getByRole('button', { name: /account menu/u })
      .click();
    await page().getByRole('menuitem', { name: 'Sign out' }).click();
    await page().waitForURL(`${issuer}/logout?**`);
    await follow('Back to Seatwise');
    await page().waitForURL(/\/sign-in$/u);
    await heading('Sign in');
    const members = body(await own().product.client.request('GET', '/members'))['items'];
    expect(members).toContainEqual(
      expect.objectContaining({ email: 'pat@harbor-lane.test', role: 'approver' }),
    );
  });
}
