import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { problem, serve, Served } from '../../context/served.fixture.tsx';
import { SignInForm } from './sign-in-form.tsx';

const form = () =>
  render(
    <Served>
      <SignInForm onSignedIn={() => undefined} />
    </Served>,
  );

describe('the sign-in', () => {
  it('says what to do where email or password are incorrect', async () => {
    serve({ 'POST /session': () => problem(401, 'SignInRejected', 'Incorrect email or password') });
    form();
    await userEvent.type(screen.getByLabelText('Password'), 'a password{Enter}');
    expect((await screen.findByText(/^Incorrect email/u)).textContent).toContain(
      'run npx seatwise reset-password EMAIL on the server.',
    );
  });
});
