import { useState } from 'react';
import type { Role } from '../../../contracts/api/common.ts';
import { type MemberInfo, useChangeMember } from '../../api/people.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { CameOfIt } from './came-of-it.tsx';

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
  const [also, setAlso] = useState<readonly string[]>([]);
  const part = { ...(role === null ? { disabled: true } : { role }), also: [...also] };
  return (
    <ConfirmDialog
      title={role === null ? 'Disable this member?' : `Make this member ${role}?`}
      confirm={role === null ? 'Disable' : `Make ${role}`}
      danger
      busy={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { id, change: part },
          {
            onSuccess: () => {
              toast(role === null ? `${name} may not sign in any more.` : `${name} is now ${role}.`);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {role === null ? (
        <p>
          <VendorText text={name} /> is signed out everywhere at once. Keys they made stop, and changes they
          approved that are not sent yet are canceled.
        </p>
      ) : (
        <p>
          Keys that <VendorText text={name} /> made may do no more than that from now on.
        </p>
      )}
      <CameOfIt root={{ kind: 'member', id }} chosen={also} onChange={setAlso} />
    </ConfirmDialog>
  );
}
