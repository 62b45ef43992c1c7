import { useRef, useState } from 'react';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { type FactorsNeeded, useSignIn } from '../../api/sign-in.ts';
import { Button } from '../../components/button.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';
import { signInWords } from './sign-in-words.ts';
import type { SuggestedPasskeysProps } from './suggested-passkeys.tsx';

const SuggestedPasskeys = lazyPart<SuggestedPasskeysProps>(() => import('./suggested-passkeys.tsx'));

/** Email and password; the email field suggests passkeys where there are any. */
export function PasswordSignIn({
  email: known,
  hasPasskeys,
  isSsoRequired,
  onNeeded,
  onSignedIn,
}: {
  readonly email: string;
  readonly hasPasskeys: boolean;
  /** Only break-glass administrators get in by it. */
  readonly isSsoRequired: boolean;
  readonly onNeeded: (needed: FactorsNeeded) => void;
  readonly onSignedIn: () => void;
}) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const passwordField = useRef<HTMLInputElement>(null);
  const signIn = useSignIn();
  const text = useTexts(consoleSignIn);
  const [rejected, setRejected] = useState<ApiError | null>(null);
  const error = signIn.error ?? rejected;
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
            onSuccess: (needed) => (needed === null ? onSignedIn() : onNeeded(needed)),
            onError: () => passwordField.current?.select(),
          },
        );
      }}
    >
      <TextField
        label={text('console-sign-in.email')}
        type="email"
        autoComplete={hasPasskeys ? 'username webauthn' : 'username'}
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
      {hasPasskeys && !signIn.isPending && !signIn.isSuccess ? (
        <SuggestedPasskeys onSignedIn={onSignedIn} onRejected={setRejected} />
      ) : null}
      <p role="alert" className="min-h-5 text-bad">
        {error === null ? '' : signInWords(asApiError(error), text, isSsoRequired)}
      </p>
      <Button type="submit" look="primary" busy={signIn.isPending}>
        {text('console-sign-in.title')}
      </Button>
    </form>
  );
}
