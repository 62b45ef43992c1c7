import { useState } from 'react';
import { isWithin } from '../../../../contracts/api/permissions.ts';
import { type ApiKeyInfo, useChangeKeyOwner, useMembers } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { useToast } from '../../../components/toasts.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** Gives a key to an active member whose role reaches as far as the key's. */
export function KeyOwnerDialog({
  apiKey: { id, name, role, owner },
  onClose,
}: {
  readonly apiKey: ApiKeyInfo;
  readonly onClose: () => void;
}) {
  const members = useMembers();
  const change = useChangeKeyOwner();
  const toast = useToast();
  const text = useTexts(consoleSettings);
  const [ownerId, setOwnerId] = useState('');
  return (
    <ConfirmDialog
      title={text('console-settings.change-owner')}
      confirm={text('console-settings.change-owner')}
      missing={ownerId === '' ? text('console-settings.owner-missing') : null}
      busy={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { id, ownerId },
          {
            onSuccess: (key) => {
              toast(text('console-settings.owner-changed', { name, owner: key.owner.name }));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{filled(text('console-settings.owner-why', { name: slot(0) }), <VendorText text={name} />)}</p>
      <QueryView query={members}>
        {({ items }) => (
          <SelectField
            label={text('console-settings.owner')}
            value={ownerId}
            choices={[
              { value: '', words: text('console-settings.choose-owner') },
              ...items
                .filter((one) => one.id !== owner.id && one.disabledAt === null && isWithin(role, one.role))
                .map((one) => ({ value: one.id, words: `${one.name} (${one.email})` })),
            ]}
            onChange={setOwnerId}
          />
        )}
      </QueryView>
    </ConfirmDialog>
  );
}
