import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SecondFactor as Factor } from '../../../contracts/api/sign-in.ts';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { asApiError } from '../../values/problem.ts';
import type { FactorsNeeded } from '../../api/sign-in.ts';
import { useGiveFactor } from '../../api/sign-in-proofs.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';
import { signInWords } from './sign-in-words.ts';

export interface SecondFactorProps {
  readonly needed: FactorsNeeded;
  readonly onSignedIn: () => void;
  readonly onStartOver: () => void;
}

/** After the password: a passkey, a code of the authenticator app, or a recovery code. */
export default function SecondFactor({ needed, onSignedIn, onStartOver }: SecondFactorProps) {
  const offered = needed.factors.filter((factor) => factor !== 'passkey' || canUsePasskeys());
  const [factor, setFactor] = useState<Factor>(offered[0] ?? 'recovery-code');
  const give = useGiveFactor();
  const text = useTexts(consoleSignIn);
  const error = give.error === null ? null : asApiError(give.error);
  return (
    <div className="flex flex-col gap-3">
      <h2 className="font-medium">{text('console-sign-in.two-factor')}</h2>
      {factor === 'passkey' ? (
        <>
          <p className="text-ink-2">{text('console-sign-in.passkey-why')}</p>
          <Button
            look="primary"
            busy={give.isPending}
            onClick={() => give.mutate('passkey', { onSuccess: onSignedIn })}
          >
            <KeyRound size={16} aria-hidden />
            {text('console-sign-in.use-passkey')}
          </Button>
        </>
      ) : (
        <Code
          key={factor}
          factor={factor}
          busy={give.isPending}
          failures={give.failureCount}
          onCode={(code) => give.mutate({ factor, code }, { onSuccess: onSignedIn })}
        />
      )}
      <p role="alert" className="min-h-5 text-bad">
        {error === null ? '' : signInWords(error, text)}
      </p>
      <div className="flex flex-wrap gap-x-2">
        {offered
          .filter((other) => other !== factor)
          .map((other) => (
            <Button
              key={other}
              look="quiet"
              onClick={() => {
                give.reset();
                setFactor(other);
              }}
            >
              {text(`console-sign-in.use-${other}`)}
            </Button>
          ))}
        <Button look="quiet" onClick={onStartOver}>
          {text('console-sign-in.start-over')}
        </Button>
      </div>
    </div>
  );
}

function Code({
  factor,
  busy,
  failures,
  onCode,
}: {
  readonly factor: Exclude<Factor, 'passkey'>;
  readonly busy: boolean;
  readonly failures: number;
  readonly onCode: (code: string) => void;
}) {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const text = useTexts(consoleSignIn);
  // Where it begins, and after a code that did not fit.
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [failures]);
  const isTotp = factor === 'totp';
  return (
    <form
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        // The dialog over the page is within forms of the page.
        event.stopPropagation();
        if (!busy && code.trim() !== '') onCode(code.trim());
      }}
    >
      <TextField
        ref={field}
        label={text(isTotp ? 'console-sign-in.code' : 'console-sign-in.recovery-code')}
        hint={text(isTotp ? 'console-sign-in.code-hint' : 'console-sign-in.recovery-code-hint')}
        autoComplete={isTotp ? 'one-time-code' : 'off'}
        inputMode={isTotp ? 'numeric' : 'text'}
        value={code}
        onChange={setCode}
      />
      <Button type="submit" look="primary" busy={busy}>
        {text('console-sign-in.verify')}
      </Button>
    </form>
  );
}
