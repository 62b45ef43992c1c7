import { useRef, useState } from 'react';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { useSignIn } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { formatDuration } from '../../values/format.ts';
import { TextField } from '../../components/text-field.tsx';

function wordsOf({ code, title, detail, retryAfterSeconds }: ApiError): string {
  if (code === 'SignInRejected')
    return "Email or password isn't right. Forgotten? Ask an administrator for a new one. If you are the only administrator, run npx seatwise reset-password EMAIL on the machine.";
  if (code === 'TooManyRequests' && retryAfterSeconds !== null)
    return `Too many tries. Try again in ${formatDuration(Math.max(1, retryAfterSeconds))}.`;
  return `${title}. ${detail}`;
}

/** On its own page, and over the page when a session ended. */
export function SignInForm({
  email: known = '',
  onSignedIn,
}: {
  readonly email?: string;
  readonly onSignedIn: () => void;
}) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const passwordField = useRef<HTMLInputElement>(null);
  const signIn = useSignIn();
  return (
    <form
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (signIn.isPending) return;
        signIn.mutate(
          { email: email.trim(), password },
          {
            onSuccess: onSignedIn,
            onError: () => passwordField.current?.select(),
          },
        );
      }}
    >
      <TextField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <TextField
        ref={passwordField}
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <p role="alert" className="min-h-5 text-bad">
        {signIn.error === null ? '' : wordsOf(asApiError(signIn.error))}
      </p>
      <Button type="submit" look="primary" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
