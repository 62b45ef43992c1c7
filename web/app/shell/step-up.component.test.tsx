import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sessionKey } from '../../api/session.ts';
import { problem, serve, Served, signedIn } from '../../context/served.fixture.tsx';
import StepUpContent from './step-up-content.tsx';

const provider = { id: signedIn.member.id, name: 'Microsoft' };

function dialog(session: object, answers: Parameters<typeof serve>[0] = {}) {
  const onEnd = jest.fn();
  const sent = serve(answers);
  render(
    <Served known={[[sessionKey, { ...signedIn, ...session }]]}>
      <StepUpContent onEnd={onEnd} />
    </Served>,
  );
  return { onEnd, sent };
}

describe('Confirm it’s you', () => {
  it('takes a code, and says where it is wrong', async () => {
    let answer = problem(422, 'SecondFactorRejected', 'Wrong code');
    const { onEnd, sent } = dialog({ confirmWith: ['totp'] }, { 'POST /session/step-up': () => answer });
    await userEvent.type(await screen.findByLabelText('Code from your authenticator app'), '123456{Enter}');
    await screen.findByText('Wrong code.');
    expect(onEnd).not.toHaveBeenCalled();
    answer = [204, null];
    // Sooner it is the same press.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(onEnd).toHaveBeenCalledWith(true));
    expect(sent[0]?.body).toEqual({ factor: 'totp', code: '123456' });
    expect(screen.queryByText('Or use:')).toBeNull();
  });

  it('goes to the provider of the session where it is chosen, and comes back to this page', async () => {
    const { sent } = dialog({ confirmWith: ['provider', 'totp'], confirmProvider: provider });
    await userEvent.click(await screen.findByRole('button', { name: 'Microsoft' }));
    await userEvent.click(screen.getByRole('button', { name: 'Continue with Microsoft' }));
    expect(sent[0]?.body).toEqual({ providerId: provider.id, purpose: 'confirm', returnTo: '/' });
  });

  it('says what to do where nothing here confirms', async () => {
    dialog({ confirmWith: [] });
    expect(await screen.findByText(/^Sign out and sign in again/u)).not.toBeNull();
  });
});
