import { useState } from 'react';
import { type ApiKeyInfo, useRevokeApiKey } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { useToast } from '../../../components/toasts.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { Dependents } from '../people/dependents.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

export function RevokeKeyDialog({
  apiKey: { id, name },
  onClose,
}: {
  readonly apiKey: ApiKeyInfo;
  readonly onClose: () => void;
}) {
  const revoke = useRevokeApiKey();
  const toast = useToast();
  const text = useTexts(consoleSettings);
  const [also, setAlso] = useState<readonly string[]>([]);
  return (
    <ConfirmDialog
      title={text('console-settings.revoke-title')}
      confirm={text('console-settings.revoke')}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() =>
        revoke.mutate(
          { id, also },
          {
            onSuccess: () => {
              toast(
                also.length === 0
                  ? text('console-settings.key-revoked', { name })
                  : text('console-settings.key-revoked-with', { name, count: also.length }),
              );
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{filled(text('console-settings.scripts-stop', { name: slot(0) }), <VendorText text={name} />)}</p>
      <Dependents root={{ kind: 'api-key', id }} chosen={also} onChange={setAlso} />
    </ConfirmDialog>
  );
}
