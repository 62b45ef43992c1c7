import { useState } from 'react';
import type { Role } from '../../../../contracts/api/common.ts';
import { type MemberInfo, useChangeMember } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { Dependents } from './dependents.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** Before a member is disabled (`role` null) or given a smaller role: what came of them may end along. */
export function LowerMemberDialog({
  member: { id, name },
  role,
  onClose,
}: {
  readonly member: MemberInfo;
  readonly role: Role | null;
  readonly onClose: () => void;
}) {
  const change = useChangeMember();
  const toast = useToast();
  const text = useTexts(consoleSettings);
  const roleName = role === null ? '' : text(`console-settings.role.${role}`);
  const [also, setAlso] = useState<readonly string[]>([]);
  const part = { ...(role === null ? { disabled: true } : { role }), also: [...also] };
  return (
    <ConfirmDialog
      title={
        role === null
          ? text('console-settings.disable-title')
          : text('console-settings.make-title', { role: roleName })
      }
      confirm={
        role === null ? text('console-settings.disable') : text('console-settings.make', { role: roleName })
      }
      danger
      busy={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { id, change: part },
          {
            onSuccess: () => {
              toast(
                role === null
                  ? text('console-settings.cannot-sign-in', { name })
                  : text('console-settings.is-now', { name, role: roleName }),
              );
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {role === null ? (
        <p>
          {filled(text('console-settings.disable-effect', { name: slot(0) }), <VendorText text={name} />)}
        </p>
      ) : (
        <p>{filled(text('console-settings.lower-effect', { name: slot(0) }), <VendorText text={name} />)}</p>
      )}
      <Dependents root={{ kind: 'member', id }} chosen={also} onChange={setAlso} />
    </ConfirmDialog>
  );
}
