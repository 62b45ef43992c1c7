import { useState } from 'react';
import { type FactorsNeeded, useSignInOptions } from '../../api/sign-in.ts';
import { Button } from '../../components/button.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { useTexts } from '../../components/texts.ts';
import type { OtherWaysProps } from './other-ways.tsx';
import { PasswordSignIn } from './password-sign-in.tsx';
import type { SecondFactorProps } from './second-factor.tsx';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';

// Needed only where there is a passkey, a provider, or a second factor.
const OtherWays = lazyPart<OtherWaysProps>(() => import('./other-ways.tsx'));
const SecondFactor = lazyPart<SecondFactorProps>(() => import('./second-factor.tsx'));

export interface SignInFormProps {
  readonly email?: string;
  /** A path of the console, where a provider's page comes back to. */
  readonly returnTo: string;
  readonly onSignedIn: () => void;
}

/** All sign-in methods: on its own page, and over the page when a session ended. */
export function SignInForm({ email = '', returnTo, onSignedIn }: SignInFormProps) {
  const options = useSignInOptions();
  const [needed, setNeeded] = useState<FactorsNeeded | null>(null);
  const [isPasswordWanted, setPasswordWanted] = useState(false);
  const text = useTexts(consoleSignIn);
  // Which comes first is known with the answer; without one, email and password still sign in.
  if (options.isPending) return null;
  const { providers = [], hasPasskeys = false, isSsoRequired = false } = options.data ?? {};
  if (needed !== null)
    return <SecondFactor needed={needed} onSignedIn={onSignedIn} onStartOver={() => setNeeded(null)} />;
  const password = (
    <PasswordSignIn
      email={email}
      hasPasskeys={hasPasskeys}
      isSsoRequired={isSsoRequired}
      onNeeded={setNeeded}
      onSignedIn={onSignedIn}
    />
  );
  if (providers.length === 0 && !hasPasskeys) return password;
  const isHidden = isSsoRequired && providers.length > 0 && !isPasswordWanted;
  return (
    <div className="flex flex-col gap-4">
      {isHidden ? null : password}
      <OtherWays
        providers={providers}
        hasPasskeys={hasPasskeys && !isHidden}
        isFirst={isHidden}
        returnTo={returnTo}
        onSignedIn={onSignedIn}
      />
      {isHidden ? (
        <Button look="quiet" onClick={() => setPasswordWanted(true)}>
          {text('console-sign-in.another-way')}
        </Button>
      ) : null}
    </div>
  );
}
