import { useState } from 'react';
import { type ApiKeyInfo, useRevokeApiKey } from '../../api/people.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../values/format.ts';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { CameOfIt } from './came-of-it.tsx';

export function RevokeKeyDialog({
  apiKey: { id, name },
  onClose,
}: {
  readonly apiKey: ApiKeyInfo;
  readonly onClose: () => void;
}) {
  const revoke = useRevokeApiKey();
  const toast = useToast();
  const [also, setAlso] = useState<readonly string[]>([]);
  return (
    <ConfirmDialog
      title="Revoke this key?"
      confirm="Revoke"
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
                  ? `Key ${name} is revoked.`
                  : `Key ${name} is revoked, and ${plural(also.length, 'key or member', 'keys or members')} made with it.`,
              );
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>
        Scripts that use “<VendorText text={name} />” stop at once.
      </p>
      <CameOfIt root={{ kind: 'api-key', id }} chosen={also} onChange={setAlso} />
    </ConfirmDialog>
  );
}
