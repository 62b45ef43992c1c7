import { KeyRound } from 'lucide-react';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { asApiError } from '../../values/problem.ts';
import type { ProviderChoice } from '../../api/sign-in.ts';
import { usePasskeySignIn, useStartSso } from '../../api/sign-in-proofs.ts';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';
import { signInWords } from './sign-in-words.ts';

export interface OtherWaysProps {
  readonly providers: readonly ProviderChoice[];
  readonly hasPasskeys: boolean;
  /** Nothing is above them. */
  readonly isFirst: boolean;
  readonly returnTo: string;
  readonly onSignedIn: () => void;
}

/** A passkey, and each identity provider. */
export default function OtherWays({ providers, hasPasskeys, isFirst, returnTo, onSignedIn }: OtherWaysProps) {
  const passkey = usePasskeySignIn();
  const sso = useStartSso();
  const text = useTexts(consoleSignIn);
  const error = passkey.error ?? sso.error;
  const busy = passkey.isPending || sso.isPending;
  return (
    <div className="flex flex-col gap-2">
      {isFirst ? null : (
        <p className="flex items-center gap-3 text-label text-ink-3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
          {text('console-sign-in.or')}
        </p>
      )}
      {hasPasskeys && canUsePasskeys() ? (
        <Button
          busy={passkey.isPending}
          closed={busy && !passkey.isPending}
          onClick={() => {
            sso.reset();
            passkey.mutate(undefined, { onSuccess: onSignedIn });
          }}
        >
          <KeyRound size={16} aria-hidden />
          {text('console-sign-in.with-passkey')}
        </Button>
      ) : null}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          look={isFirst ? 'primary' : 'plain'}
          busy={sso.isPending && sso.variables.providerId === id}
          closed={busy && sso.variables?.providerId !== id}
          onClick={() => {
            passkey.reset();
            sso.mutate({ providerId: id, purpose: 'sign-in', returnTo });
          }}
        >
          {text('console-sign-in.with-provider', { name })}
        </Button>
      ))}
      <p role="alert" className="text-bad">
        {error === null ? '' : signInWords(asApiError(error), text)}
      </p>
    </div>
  );
}
