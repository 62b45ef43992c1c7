import { useState } from 'react';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { useSession, useSessionQuery } from '../../api/session.ts';
import { useSignOut } from '../../api/sign-out.ts';
import { stepUp } from '../../api/step-up.ts';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { useTitle } from '../../components/use-title.ts';
import { AddPasskey } from '../factors/add-passkey.tsx';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';
import { RecoveryCodes } from '../factors/recovery-codes.tsx';
import { SetUpTotp } from '../factors/set-up-totp.tsx';

type Factor = 'passkey' | 'totp';

/** The policy asks this role for a second factor: nothing else is possible before one is added, or given. */
export default function SetUpFactorScreen() {
  const { hasSecondFactor } = useSession();
  const { refetch } = useSessionQuery();
  const signOut = useSignOut();
  const [factor, setFactor] = useState<Factor | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const text = useTexts(consoleFactors);
  const part = codes !== null ? 'codes' : hasSecondFactor ? 'confirm' : 'set-up';
  const title = text(`console-factors.${part}-title`);
  useTitle([title]);
  const readSession = (): void => void refetch();
  // The session opens as a whole once it is read again, and the codes would go with this screen.
  const added = (recoveryCodes: readonly string[] | null): void =>
    recoveryCodes === null ? readSession() : setCodes(recoveryCodes);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-md flex-col gap-4 rounded-dialog border border-line bg-surface p-8">
        <h1 className="text-page font-semibold">{title}</h1>
        {codes !== null ? (
          <RecoveryCodes codes={codes} onSaved={readSession} />
        ) : hasSecondFactor ? (
          <>
            <p className="text-ink-2">{text('console-factors.confirm-why')}</p>
            <Button
              look="primary"
              className="self-start"
              onClick={() => void stepUp().then((given) => (given ? readSession() : undefined))}
            >
              {text('console-factors.confirm')}
            </Button>
          </>
        ) : (
          <Choice factor={factor} onFactor={setFactor} onAdded={added} />
        )}
        {codes === null ? (
          <Button className="self-start" onClick={() => signOut.mutate()}>
            {text('console-factors.sign-out')}
          </Button>
        ) : null}
      </div>
    </main>
  );
}

function Choice({
  factor,
  onFactor,
  onAdded,
}: {
  readonly factor: Factor | null;
  readonly onFactor: (factor: Factor | null) => void;
  readonly onAdded: (recoveryCodes: readonly string[] | null) => void;
}) {
  const text = useTexts(consoleFactors);
  if (factor !== null)
    return (
      <>
        {factor === 'passkey' ? <AddPasskey onAdded={onAdded} /> : <SetUpTotp onAdded={onAdded} />}
        <Button look="quiet" className="self-start" onClick={() => onFactor(null)}>
          {text('console-factors.back')}
        </Button>
      </>
    );
  return (
    <>
      <p className="text-ink-2">{text('console-factors.set-up-why')}</p>
      {canUsePasskeys() ? (
        <Offer
          words={text('console-factors.add-passkey')}
          why={text('console-factors.passkey-why')}
          isFirst
          onChoose={() => onFactor('passkey')}
        />
      ) : null}
      <Offer
        words={text('console-factors.add-app')}
        why={text('console-factors.app-why')}
        isFirst={!canUsePasskeys()}
        onChoose={() => onFactor('totp')}
      />
    </>
  );
}

function Offer({
  words,
  why,
  isFirst,
  onChoose,
}: {
  readonly words: string;
  readonly why: string;
  readonly isFirst: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <div className="flex flex-col items-start gap-2 rounded-card border border-line p-4">
      <p className="text-table text-ink-2">{why}</p>
      <Button look={isFirst ? 'primary' : 'plain'} onClick={onChoose}>
        {words}
      </Button>
    </div>
  );
}
