import type { Page } from 'playwright-core';
import { adminEmail } from '../../product/product.ts';
import { appears, disappears, visit } from '../appearing.ts';
import { onPageOf, type Story } from '../story.ts';
import { type Authenticator, authenticatorApp, withAuthenticator } from './authenticators.ts';

/** The administrator's own ways to sign in: password, passkey, authenticator app, recovery code. */
export function factorSteps(story: Story): void {
  const { step, page, own, button, heading, dialog, silentAxe } = onPageOf(story);
  let codes: readonly string[] = [];
  let app: () => string = () => '';
  let device: Authenticator;

  const typePassword = async (on: Page = page()): Promise<void> => {
    await on.getByLabel('Email').fill(adminEmail);
    await on.getByLabel('Password').fill(own().product.password);
    await on.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const signOut = async (): Promise<void> => {
    own().allow(/401 \(Unauthorized\)/u);
    await page()
      .getByRole('button', { name: /account menu/u })
      .click();
    await page().getByRole('menuitem', { name: 'Sign out' }).click();
    await page().waitForURL(/\/sign-in$/u);
    await heading('Sign in');
  };
  const openOwnSignIn = async (): Promise<void> => {
    await visit(page(), '/settings/your-sign-in');
    await appears(page().getByRole('heading', { level: 3, name: 'Passkeys' }));
  };

  step('signs in by password alone, and is offered a passkey once', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    device = await withAuthenticator(page());
    await page().goto('/sign-in');
    await appears(page().getByLabel('Email'));
    expect(await page().getByRole('button').allInnerTexts()).toEqual(['Sign in']);
    await silentAxe();
    await typePassword();
    await heading('Integrations');
    await appears(page().getByText('Sign in faster next time'));
    await silentAxe();
    await button('Not now').click();
    await disappears(page().getByText('Sign in faster next time'));
    await signOut();
    await typePassword();
    await heading('Integrations');
    expect(await page().getByText('Sign in faster next time').count()).toBe(0);
  });

  step('adds a passkey in the settings, with recovery codes that are shown once', async () => {
    await openOwnSignIn();
    await silentAxe();
    await button('Add a passkey').click();
    await dialog().getByLabel('Name of the passkey').fill('Work laptop');
    await silentAxe();
    const list = dialog().getByRole('list', { name: 'Recovery codes' });
    await device.touched(async () => {
      await dialog().getByRole('button', { name: 'Add a passkey' }).click();
      await appears(list);
    });
    codes = await list.getByRole('listitem').allInnerTexts();
    expect(codes).toHaveLength(10);
    await page().keyboard.press('Escape');
    await appears(list);
    await silentAxe();
    await dialog().getByLabel('I have saved these codes').check();
    await dialog().getByRole('button', { name: 'Continue' }).click();
    await disappears(list);
    await appears(page().getByRole('list', { name: 'Passkeys' }).getByText('Work laptop'));
    await appears(page().getByText(/^10 codes left/u));
    expect(await page().content()).not.toContain(codes[0]);
  });

  step('signs in with the passkey, without email or password', async () => {
    await signOut();
    await appears(button('Sign in with a passkey'));
    await silentAxe();
    await device.touched(async () => {
      await button('Sign in with a passkey').click();
      await heading('Integrations');
    });
    await openOwnSignIn();
    await appears(page().getByRole('cell', { name: 'Passkey', exact: true }));
  });

  step('signs in with a passkey that the email field suggests', async () => {
    await signOut();
    await appears(page().getByLabel('Email'));
    await device.touched(() => heading('Integrations'));
    await openOwnSignIn();
  });

  step('signs in with password and recovery code, once for each', async () => {
    own().allow(/422 \(Unprocessable/u);
    await signOut();
    const giveCode = async (code: string): Promise<void> => {
      await button('Use a recovery code').click();
      await page().getByLabel('Recovery code').fill(code);
      await button('Verify').click();
    };
    await typePassword();
    await giveCode(codes[0] as string);
    await heading('Integrations');
    await openOwnSignIn();
    await appears(page().getByText(/^9 codes left/u));
    await signOut();
    await typePassword();
    await giveCode(codes[0] as string);
    await appears(
      page()
        .getByRole('alert')
        .getByText(/^Wrong code/u),
    );
    await page()
      .getByLabel('Recovery code')
      .fill(codes[1] as string);
    await button('Verify').click();
    await heading('Integrations');
  });

  step('sets up an authenticator app, and rejects a wrong code', async () => {
    own().allow(/422 \(Unprocessable/u);
    // Signed in with a recovery code, who may do nothing privileged but this.
    await openOwnSignIn();
    await button('Set up').click();
    await appears(dialog().getByRole('img', { name: 'QR code for your authenticator app' }));
    app = authenticatorApp(await dialog().locator('code').innerText());
    await silentAxe();
    const confirm = async (code: string): Promise<void> => {
      await dialog().getByLabel('Code from the app').fill(code);
      await dialog().getByRole('button', { name: 'Confirm' }).click();
    };
    await confirm('000000');
    await appears(dialog().getByText('Wrong code.'));
    await confirm(app());
    await disappears(dialog());
    await appears(button('Remove authenticator app'));
  });

  step('signs in with password and code, by keyboard alone', async () => {
    await signOut();
    await page().getByLabel('Email').focus();
    await page().keyboard.type(adminEmail);
    await page().keyboard.press('Tab');
    await page().keyboard.type(own().product.password);
    await page().keyboard.press('Enter');
    await appears(page().getByRole('heading', { level: 2, name: 'Two-factor authentication' }));
    await button('Use your authenticator app').focus();
    await page().keyboard.press('Enter');
    await appears(page().getByLabel('Code from your authenticator app'));
    await silentAxe();
    await page().keyboard.type(app());
    await page().keyboard.press('Enter');
    await heading('Integrations');
    expect(await page().getByText('Sign in faster next time').count()).toBe(0);
  });

  step('confirms with the passkey what changes the sign-in', async () => {
    own().allow(/403 \(Forbidden\)/u);
    await own()
      .product.db.updateTable('session')
      .set({ passwordAt: new Date(0) })
      .execute();
    await openOwnSignIn();
    await button('Rename Work laptop').click();
    await dialog().getByLabel('Name').fill('Old laptop');
    await dialog().getByRole('button', { name: 'Save' }).click();
    const ask = page().getByRole('dialog', { name: 'Confirm it’s you' });
    await appears(ask.getByRole('button', { name: 'Use a passkey' }));
    expect(await ask.getByLabel(/^Password/u).count()).toBe(0);
    await silentAxe();
    await device.touched(async () => {
      await ask.getByRole('button', { name: 'Use a passkey' }).click();
      await disappears(dialog());
    });
    await appears(page().getByRole('list', { name: 'Passkeys' }).getByText('Old laptop'));
  });
}
