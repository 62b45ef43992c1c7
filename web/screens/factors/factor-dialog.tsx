import { useState } from 'react';
import { useFactorAdded } from '../../api/own-sign-in.ts';
import { Modal } from '../../components/modal.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useTexts } from '../../components/texts.ts';
import { AddPasskey } from './add-passkey.tsx';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SetUpTotp } from './set-up-totp.tsx';

/** Adds a factor over the page; the first one brings recovery codes, which close only once they are kept. */
export function FactorDialog({
  factor,
  onClose,
}: {
  readonly factor: 'passkey' | 'totp';
  readonly onClose: () => void;
}) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const readAgain = useFactorAdded();
  const toast = useToast();
  const text = useTexts(consoleFactors);
  const isPasskey = factor === 'passkey';
  const end = (): void => {
    toast(text(isPasskey ? 'console-factors.passkey-added' : 'console-factors.app-added'));
    onClose();
  };
  const added = (recoveryCodes: readonly string[] | null): void => {
    void readAgain();
    if (recoveryCodes === null) end();
    else setCodes(recoveryCodes);
  };
  if (codes !== null) return <RecoveryCodesDialog codes={codes} onSaved={end} />;
  return (
    <Modal
      title={text(isPasskey ? 'console-factors.add-passkey' : 'console-factors.add-app')}
      onClose={onClose}
    >
      {isPasskey ? <AddPasskey onAdded={added} /> : <SetUpTotp onAdded={added} />}
    </Modal>
  );
}

/** Escape and the cross do not close it: the codes are not shown again. */
export function RecoveryCodesDialog({
  codes,
  onSaved,
}: {
  readonly codes: readonly string[];
  readonly onSaved: () => void;
}) {
  const text = useTexts(consoleFactors);
  return (
    <Modal title={text('console-factors.codes-title')} onClose={() => undefined}>
      <RecoveryCodes codes={codes} onSaved={onSaved} />
    </Modal>
  );
}
