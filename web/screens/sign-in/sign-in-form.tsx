import { useRef, useState } from 'react';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { useSignIn } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { type Texts, useTexts } from '../../components/texts.ts';
import { signInTexts } from './sign-in-texts.ts';

function wordsOf(
  { code, title, detail, retryAfterSeconds }: ApiError,
  text: Texts<typeof signInTexts.declared>,
): string {
  if (code === 'SignInRejected') return text('console-sign-in.incorrect');
  if (code === 'TooManyRequests' && retryAfterSeconds !== null)
    return text('console-sign-in.too-many', { wait: Math.max(1, retryAfterSeconds) * 1000 });
  return text('console-sign-in.other', { title, detail });
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
  const text = useTexts(signInTexts);
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
      <TextField
        label={text('console-sign-in.email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
      />
      <TextField
        ref={passwordField}
        label={text('console-sign-in.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <p role="alert" className="min-h-5 text-bad">
        {signIn.error === null ? '' : wordsOf(asApiError(signIn.error), text)}
      </p>
      <Button type="submit" look="primary" busy={signIn.isPending}>
        {text('console-sign-in.title')}
      </Button>
    </form>
  );
}
