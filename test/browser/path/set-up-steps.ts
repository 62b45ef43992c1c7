import type { Locator } from 'playwright-core';
import { waitFor } from '../../../embedded/tour/seatwise-client.ts';
import { adminEmail } from '../../product/product.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { seriousFindings } from '../browser.ts';
import { drafts, secretsInBrowser } from '../stored-in-browser.ts';
import { onPageOf, type Story } from '../story.ts';

/** Sign-in, Connect, credentials, gate one. */
export function setUpSteps(story: Story): void {
  const { step, page, own, integration, button, heading, silentAxe } = onPageOf(story);
  const field = (set: string, label: string) => page().getByRole('region', { name: set }).getByLabel(label);

  /** The administrator's password and what each vendor's set of credentials keeps secret. */
  const secrets = () => {
    const { accountsApi, adminApi, psa } = own().product.credentials;
    return [
      { name: 'the password', secret: own().product.password },
      { name: 'the Accounts API secret', secret: accountsApi.secretKey },
      { name: 'the Admin API secret', secret: adminApi.secretKey },
      { name: 'the PSA private key', secret: psa.privateKey },
    ];
  };

  step('begins at sign-in, and shows the one card there is', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    await page().goto('/');
    await page().getByLabel('Email').fill(adminEmail);
    await page().getByLabel('Password').fill(own().product.password);
    await page().getByRole('button', { name: 'Sign in' }).click();
    await heading('Integrations');
    await appears(page().getByText('Sign in faster next time'));
    await button('Not now').click();
    await appears(page().getByText(/^Sandbox: .* are simulated/u));
    await appears(page().getByText('Inactive'));
    expect(await secretsInBrowser(page(), secrets())).toEqual([]);
    await silentAxe();
    const dark = await own().signedIn('/integrations', { colorScheme: 'dark' });
    await appears(dark.getByRole('link', { name: 'Connect' }));
    expect(await seriousFindings(dark)).toEqual([]);
    await page().getByRole('link', { name: 'Connect' }).click();
  });

  step('guides, jumps to each part, and survives a reload', async () => {
    await heading('How to configure Duo Security');
    await page().getByRole('link', { name: 'Map Accounts and Services' }).click();
    await page().waitForURL(/guide#map$/u);
    await page().reload();
    await heading('How to configure Duo Security');
    await silentAxe();
    await page().getByRole('link', { name: 'Continue' }).click();
  });

  step('keeps Continue closed until module and PSA are chosen, and makes one integration', async () => {
    await heading('Choose what module you wish to connect to');
    await appears(page().getByText('Choose a module.'));
    expect(
      await page()
        .getByRole('radio', { name: /Assets/u })
        .isDisabled(),
    ).toBe(true);
    await silentAxe();
    await page()
      .getByRole('radio', { name: /Billing/u })
      .click();
    await appears(page().getByText('Choose a PSA.'));
    await page().getByRole('radio', { name: 'ConnectWise' }).click();
    await page().reload();
    await button('Continue').dblclick();
    await page().waitForURL(/\/setup\/credentials$/u);
    const cards = await own().product.client.request('GET', '/integrations');
    const { items } = cards.body as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    expect(await drafts(page())).toEqual([]);
    story.integration = { id: items[0]!.id, path: `/integrations/${items[0]!.id}` };
  });

  step('says what is missing, and follows the focus with its instructions', async () => {
    await heading('Credentials');
    await appears(page().getByText('Complete these fields: Accounts API, Admin API, and ConnectWise.'));
    const help = page().getByRole('complementary', { name: 'How to get these' });
    await appears(help.getByText('Not in the list? Duo Support enables it for Owners.'));
    await field('Accounts API', 'API Hostname').fill('api-1a2b3c4d.duosecurity.com.evil.test');
    await appears(page().getByText(/^must end in \.duosecurity/u));
    await field('Accounts API', 'API Hostname').fill('');
    await field('ConnectWise', 'Site').fill('na.myconnectwise.net');
    await appears(help.getByText('Company Maintenance'));
    await button('Use api-na.myconnectwise.net').click();
    expect(await field('ConnectWise', 'Site').inputValue()).toBe('api-na.myconnectwise.net');
  });

  step(
    'keeps what was typed over a reload, but no secret, until the one who typed it signs out',
    async () => {
      const { accountsApi } = own().product.credentials;
      await field('Accounts API', 'Integration Key').fill(accountsApi.integrationKey);
      await field('Accounts API', 'Secret Key').fill(accountsApi.secretKey);
      await field('Accounts API', 'API Hostname').fill(accountsApi.apiHostname);
      expect(await secretsInBrowser(page(), secrets(), ['fields', 'the page'])).toEqual([]);
      await page().reload();
      await appears(page().getByText('Complete these fields: Accounts API, Admin API, and ConnectWise.'));
      const values = ['Integration Key', 'Secret Key', 'API Hostname'].map((label) =>
        field('Accounts API', label).inputValue(),
      );
      expect(await Promise.all(values)).toEqual([accountsApi.integrationKey, '', accountsApi.apiHostname]);
      expect(await field('ConnectWise', 'Site').inputValue()).toBe('api-na.myconnectwise.net');
      expect(await secretsInBrowser(page(), secrets())).toEqual([]);

      own().allow(/401 \(Unauthorized\)/u);
      const other = await own().signedIn(`/integrations/${integration().id}/setup/credentials`);
      await other.getByLabel('Company ID').fill('harbor');
      expect(await drafts(other)).toHaveLength(1);
      await other.getByRole('button', { name: /account menu/u }).click();
      await other.getByRole('menuitem', { name: 'Sign out' }).click();
      await other.waitForURL(/\/sign-in$/u);
      expect(await drafts(other)).toEqual([]);
    },
  );

  step('asks once before what was typed is left', async () => {
    await page().getByRole('link', { name: 'Back', exact: true }).click();
    const dialog = page().getByRole('alertdialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await disappears(dialog);
    expect(await field('ConnectWise', 'Site').inputValue()).toBe('api-na.myconnectwise.net');
    await page().getByRole('link', { name: 'Back', exact: true }).click();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await heading('Choose what module you wish to connect to');
    await button('Continue').click();
    await heading('Credentials');
    expect(await field('ConnectWise', 'Site').inputValue()).toBe('api-na.myconnectwise.net');
  });

  step('shows a viewer everything closed, each with what is missing', async () => {
    const viewer = await own().viewer(`/integrations/${integration().id}/setup/credentials`);
    await appears(viewer.getByText('Authenticating requires the admin role.'));
    await appears(viewer.getByText('Changing credentials requires the admin role.').first());
    expect(await viewer.getByLabel('Company ID').getAttribute('readonly')).not.toBeNull();
    await visit(viewer, '/connect/duo/module');
    await appears(viewer.getByText('Connecting requires the admin role.'));
  });

  step(
    'shows the cause of the credential that fails, ticks on the others, and keeps what was typed',
    async () => {
      own().allow(/422 \(Unprocessable/u);
      const { accountsApi, adminApi, psa } = own().product.credentials;
      const wrong = 'x'.repeat(40);
      await field('Accounts API', 'Integration Key').fill(accountsApi.integrationKey);
      await field('Accounts API', 'Secret Key').fill(accountsApi.secretKey);
      await field('Accounts API', 'API Hostname').fill(
        ` https://${accountsApi.apiHostname.toUpperCase()}/path `,
      );
      await appears(page().getByText(`Will be used as ${accountsApi.apiHostname}`));
      await field('Admin API', 'Integration Key').fill(adminApi.integrationKey);
      await field('Admin API', 'Secret Key').fill(wrong);
      await field('Admin API', 'API Hostname').fill(adminApi.apiHostname);
      await field('ConnectWise', 'Site').fill(psa.site);
      await field('ConnectWise', 'Company ID').fill(psa.companyId);
      await field('ConnectWise', 'Public Key').fill(psa.publicKey);
      await field('ConnectWise', 'Private Key').fill(psa.privateKey);
      await field('ConnectWise', 'Client ID').fill(psa.clientId);
      await button('Authenticate').click();
      const admin = page().getByRole('region', { name: 'Admin API' });
      await appears(admin.getByText('Rejected', { exact: true }));
      await appears(admin.getByText('Duo rejected the secret key'));
      await appears(
        page().getByRole('region', { name: 'Accounts API' }).getByText('Verified', { exact: true }),
      );
      await appears(
        page().getByRole('region', { name: 'ConnectWise' }).getByText('Verified', { exact: true }),
      );
      expect(await field('Admin API', 'Secret Key').inputValue()).toBe(wrong);
      expect(await field('ConnectWise', 'Private Key').inputValue()).toBe(psa.privateKey);
      await appears(page().getByText(/^60 accounts seen · /u));
      await appears(page().getByText(/^version .+ · /u));
      await appears(page().locator('section[aria-label="Admin API"]:focus'));
      expect(await secretsInBrowser(page(), secrets(), ['fields', 'the page'])).toEqual([]);
      await silentAxe();
    },
  );

  step('keeps what was stored over a reload and never shows a secret again', async () => {
    await page().reload();
    const admin = page().getByRole('region', { name: 'Admin API' });
    await appears(admin.getByText(/Stored, ends in xxxx/u));
    expect(await secretsInBrowser(page(), secrets())).toEqual([]);
    await admin.getByRole('button', { name: 'Replace Admin API' }).click();
    await appears(admin.getByLabel('Integration Key'));
    await admin.getByRole('button', { name: 'Keep current credentials' }).click();
  });

  step('fills in the sandbox by one press, verifies all, and opens the status by itself', async () => {
    await button('Fill in sandbox credentials').click();
    await appears(page().getByText('Not verified', { exact: true }).nth(2));
    await button('Authenticate').dblclick();
    await page().waitForURL(/\/setup\/status$/u);
    expect(await drafts(page())).toEqual([]);
    await appears(
      page()
        .getByText('Integration, Accounts, and Services must all be Pending.')
        .or(page().getByText(/^Loaded:/u))
        .first(),
    );
    await appears(
      page().getByText(/^Loaded: .*companies, .*agreements, .*lines, .*products, .*Duo accounts\./u),
    );
    for (const part of ['Integration', 'Accounts', 'Services'])
      await appears(page().getByRole('listitem', { name: `Sync status: ${part} pending` }));
    await page().reload();
    await appears(page().getByRole('listitem', { name: 'Sync status: Services pending' }));
    await button('Sync status').click();
    await silentAxe();
    await page().getByRole('link', { name: 'Next' }).click();
    await page().waitForURL(/\/setup\/accounts$/u);
  });

  /** A press that follows another within a third of a second counts as the same one. */
  async function readAgainUntil(shown: Locator): Promise<void> {
    await waitFor('the indicators to be read again', 15_000, async () => {
      await button('Sync status').click();
      return appears(shown, 200).then(
        () => true,
        () => null,
      );
    });
  }

  step('keeps gate one closed unless all three are pending, each with its cause and Retry', async () => {
    const cause = { code: 'PsaAccessDenied', title: 'A right is missing', detail: 'Product Catalog', advice: 'Set it to All.' }; // prettier-ignore
    const named = (part: string): string => part.charAt(0).toUpperCase() + part.slice(1);
    let missing: readonly { readonly part: string; readonly status: string }[] = [];
    await page().route('**/api/v1/**/status', async (route) => {
      const answer = await route.fetch();
      const { indicators, ...rest } = (await answer.json()) as { indicators: readonly { part: string }[] };
      const changed = indicators.map((one) => {
        const status = missing.find(({ part }) => part === one.part)?.status;
        return status === undefined ? one : { ...one, status, cause: status === 'error' ? cause : null };
      });
      const gateOne = { open: missing.length === 0, missing };
      await route.fulfill({ response: answer, json: { ...rest, indicators: changed, gateOne } });
    });
    await page().goto(`/integrations/${integration().id}/setup/status`);
    for (const closed of [
      { integration: 'error' },
      { accounts: 'waiting' },
      { services: 'error' },
      { integration: 'error', accounts: 'waiting' },
      { accounts: 'error', services: 'error' },
      { integration: 'waiting', services: 'error' },
      { integration: 'waiting', accounts: 'waiting', services: 'waiting' },
    ]) {
      missing = Object.entries(closed).map(([part, status]) => ({ part, status }));
      const words = new Intl.ListFormat('en-US').format(
        missing.map(({ part, status }) => `${named(part)} (${status})`),
      );
      await readAgainUntil(page().getByText(`Waiting for: ${words}.`).first());
      expect(await page().getByRole('link', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true');
      const open = page().getByRole('listitem', { name: /^Sync status: \w+ pending$/u });
      expect(await open.count()).toBe(3 - missing.length);
      for (const { part, status } of missing) {
        const indicator = page().getByRole('listitem', { name: `Sync status: ${named(part)} ${status}` });
        await appears(indicator);
        if (status !== 'error') continue;
        await appears(indicator.getByText('A right is missing'));
        await appears(indicator.getByRole('button', { name: `Retry ${part}` }));
      }
    }
    await visit(page(), `/integrations/${integration().id}/setup/review`);
    await appears(page().getByText('must all be Pending'));
    await page().unrouteAll({ behavior: 'wait' });
  });
}
