import { body } from '../../product/lifecycle.ts';
import { appears, visit } from '../appearing.ts';
import { type BrowserProduct, seriousFindings } from '../browser.ts';
import { onPageOf, type Story } from '../story.ts';
import { authenticatorApp } from './authenticators.ts';

export interface Reviewer {
  readonly email: string;
  readonly password: string;
}

/** Signs in by password, until more is asked. */
export async function inviteReviewer({ product }: BrowserProduct): Promise<Reviewer> {
  const email = 'rae@harbor-lane.test';
  const invited = await product.client.request('POST', '/members', { email, name: 'Rae', role: 'reviewer' });
  const temporary = body(invited)['temporaryPassword'] as string;
  return { email, password: await product.newClient().signInFirst(email, temporary) };
}

/** Which roles need a second factor. */
export function policySteps(story: Story, invited: () => Reviewer): void {
  const { step, page, own, button, silentAxe } = onPageOf(story);

  step('asks reviewers for a second factor', async () => {
    await visit(page(), '/settings/sign-in-policy');
    await page().getByLabel('Reviewers').check();
    await silentAxe();
    await button('Save').click();
    await appears(page().getByText('Sign-in policy saved.', { exact: true }));
    expect(body(await own().product.client.request('GET', '/settings/sign-in'))['secondFactorFor']).toEqual([
      'reviewer',
    ]);
  });

  step('makes a reviewer set one up before anything else', async () => {
    own().allow(/401 \(Unauthorized\)/u);
    const { email, password } = invited();
    const other = await own().newPage();
    await other.goto('/runs');
    await other.getByLabel('Email').fill(email);
    await other.getByLabel('Password').fill(password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await appears(other.getByRole('heading', { level: 1, name: 'Add a second factor' }));
    expect(await seriousFindings(other)).toEqual([]);
    await other.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await appears(other.getByRole('img', { name: 'QR code for your authenticator app' }));
    const code = authenticatorApp(await other.locator('code').innerText())();
    await other.getByLabel('Code from the app').fill(code);
    await other.getByRole('button', { name: 'Confirm' }).click();
    await appears(other.getByRole('heading', { level: 1, name: 'Save your recovery codes' }));
    expect(await seriousFindings(other)).toEqual([]);
    await other.getByLabel('I have saved these codes').check();
    await other.getByRole('button', { name: 'Continue' }).click();
    await appears(other.getByRole('heading', { level: 1, name: 'Runs' }));
  });
}
