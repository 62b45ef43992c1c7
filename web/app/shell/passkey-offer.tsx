import { useState } from 'react';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { deviceName } from '../../values/device-name.ts';
import { useAddPasskey, useFactorAdded } from '../../api/own-sign-in.ts';
import { declinePasskey, isPasskeyDeclined } from '../../api/passkey-offer.ts';
import { useSession } from '../../api/session.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useTexts } from '../../components/texts.ts';
import { RecoveryCodesDialog } from '../../screens/factors/factor-dialog.tsx';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';

export interface PasskeyOfferProps {
  readonly onEnd: () => void;
}

/** Once after signing in by password alone; `shell.tsx` loads it. */
export default function PasskeyOffer({ onEnd }: PasskeyOfferProps) {
  const { member } = useSession();
  const add = useAddPasskey();
  const readAgain = useFactorAdded();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const toast = useToast();
  const text = useTexts(consoleFactors);
  const end = (): void => {
    toast(text('console-factors.passkey-added'));
    void readAgain();
    onEnd();
  };
  if (!canUsePasskeys() || isPasskeyDeclined(member.id)) return null;
  if (codes !== null) return <RecoveryCodesDialog codes={codes} onSaved={end} />;
  return (
    <div className="px-6 pt-4">
      <Banner>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="grow">
            <p className="font-medium">{text('console-factors.offer-title')}</p>
            <p className="text-ink-2">{text('console-factors.offer-why')}</p>
          </div>
          <Button
            look="primary"
            busy={add.isPending}
            onClick={() =>
              add.mutate(deviceName() ?? text('console-factors.this-device'), {
                onSuccess: (recoveryCodes) => (recoveryCodes === null ? end() : setCodes(recoveryCodes)),
              })
            }
          >
            {text('console-factors.add-passkey')}
          </Button>
          <Button
            onClick={() => {
              declinePasskey(member.id);
              onEnd();
            }}
          >
            {text('console-factors.not-now')}
          </Button>
        </div>
        {add.error === null ? null : (
          <div className="mt-2">
            <ErrorCard error={add.error} />
          </div>
        )}
      </Banner>
    </div>
  );
}
