import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { problem, serve, Served, signedIn } from '../../context/served.fixture.tsx';
import { SignInForm } from './sign-in-form.tsx';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const options = { providers: [], hasPasskeys: false, isSsoRequired: false };
const provider = { id, kind: 'entra', name: 'Microsoft' };
const needed = { next: 'second-factor', factors: ['totp', 'recovery-code'], expiresAt: '2026-11-24T02:04:00.000Z' }; // prettier-ignore
const session = { ...signedIn, rejectedBefore: null };

function form(answers: Parameters<typeof serve>[0], offered: object = options) {
  const onSignedIn = jest.fn();
  const sent = serve({ 'GET /session/options': () => [200, offered], ...answers });
  render(
    <Served>
      <SignInForm returnTo="/month?month=2026-10" onSignedIn={onSignedIn} />
    </Served>,
  );
  return { onSignedIn, sent };
}

describe('the sign-in', () => {
  it('says what to do where email or password are incorrect', async () => {
    form({ 'POST /session': () => problem(401, 'SignInRejected', 'Incorrect email or password') });
    await userEvent.type(await screen.findByLabelText('Password'), 'a password{Enter}');
    expect((await screen.findByText(/^Incorrect email/u)).textContent).toContain(
      'run npx seatwise reset-password EMAIL on the server.',
    );
  });

  it('asks for a code after the password, and continues only once it fits', async () => {
    let given = problem(422, 'SecondFactorRejected', 'Wrong code');
    const { onSignedIn, sent } = form({
      'POST /session': () => [200, needed],
      'POST /session/second-factor': () => given,
    });
    await userEvent.type(await screen.findByLabelText('Password'), 'a password{Enter}');
    const code = await screen.findByLabelText('Code from your authenticator app');
    expect(document.activeElement).toBe(code);
    await userEvent.keyboard('123 456{Enter}');
    await screen.findByText(/^Wrong code/u);
    expect(onSignedIn).not.toHaveBeenCalled();
    given = [201, session];
    await userEvent.click(screen.getByRole('button', { name: 'Use a recovery code' }));
    await userEvent.keyboard('1234-5678{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
    expect(sent.map(({ body }) => body).slice(1)).toEqual([
      { factor: 'totp', code: '123 456' },
      { factor: 'recovery-code', code: '1234-5678' },
    ]);
  });

  it('hides the password at first where single sign-on is required', async () => {
    const { sent } = form({}, { ...options, providers: [provider], isSsoRequired: true });
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in with Microsoft' }));
    expect(sent).toMatchObject([
      {
        call: 'POST /session/sso',
        body: { providerId: id, purpose: 'sign-in', returnTo: '/month?month=2026-10' },
      },
    ]);
    expect(screen.queryByLabelText('Password')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Sign in another way' }));
  });

  it('says beside the button of the provider that a rejected password may have been right', async () => {
    form(
      { 'POST /session': () => problem(401, 'SignInRejected', 'Incorrect email or password') },
      { ...options, providers: [provider], isSsoRequired: true },
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in another way' }));
    await userEvent.type(screen.getByLabelText('Password'), 'a password{Enter}');
    await screen.findByText('Wrong email or password, or your organization signs in through its provider.');
    expect(screen.getByRole('button', { name: 'Sign in with Microsoft' })).not.toBeNull();
  });

  const challenge = {
    challenge: 'of-the-test',
    rpId: 'localhost',
    timeout: 60_000,
    userVerification: 'required',
  };
  it.each([
    [
      'the browser refuses to suggest passkeys',
      new DOMException('The operation is insecure.', 'SecurityError'),
    ],
    ['the browser fails to suggest passkeys', new DOMException('Unknown', 'UnknownError')],
  ])('says nothing where %s', async (_what, refusal) => {
    const get = jest.fn(() => Promise.reject(refusal));
    Object.assign(globalThis, {
      isSecureContext: true,
      PublicKeyCredential: {
        parseRequestOptionsFromJSON: (json: unknown) => json,
        isConditionalMediationAvailable: () => Promise.resolve(true),
      },
    });
    Object.assign(navigator, { credentials: { get } });
    form({ 'POST /session/passkey/options': () => [200, challenge] }, { ...options, hasPasskeys: true });
    await waitFor(() => expect(get).toHaveBeenCalledTimes(1));
    await act(async () => {
      await Promise.allSettled(get.mock.results.map(({ value }) => value as Promise<unknown>));
    });
    for (const alert of screen.getAllByRole('alert')) expect(alert.textContent).toBe('');
  });

  it('takes the password where the options cannot be read', async () => {
    form({ 'GET /session/options': () => problem(503, 'Unavailable', 'Unavailable') });
    expect(await screen.findByLabelText('Password')).not.toBeNull();
  });
});
