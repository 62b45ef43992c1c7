import { useState } from 'react';
import type { Role } from '../../../contracts/api/common.ts';
import { asApiError } from '../../values/problem.ts';
import { useInvite } from '../../api/people.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { RoleSelect } from './role-select.tsx';
import { ShownOnce } from './shown-once.tsx';

/** A new member with a temporary password to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const { key, renew } = useFormKey();
  const invite = useInvite();
  const answer = invite.data;
  if (answer !== undefined) {
    return (
      <Modal title="Invited" onClose={onClose}>
        <div className="flex flex-col gap-4">
          <p>
            <VendorText text={answer.member.name} /> may sign in as <VendorText text={answer.member.email} />,{' '}
            {answer.member.role}.
          </p>
          {answer.temporaryPassword === null ? (
            <p>The password was shown before and is not kept.</p>
          ) : (
            <ShownOnce label="Temporary password" secret={answer.temporaryPassword} />
          )}
          <Button look="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal
      title="Invite"
      description="You hand them a temporary password. It works for one sign-in within seven days, and then they set their own."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (invite.isPending) return;
          invite.mutate(
            { body: { name, email, role }, key },
            { onError: (error) => (asApiError(error).status > 0 ? renew() : undefined) },
          );
        }}
      >
        <TextField label="Name" value={name} onChange={setName} />
        <TextField label="Email" type="email" value={email} onChange={setEmail} />
        <RoleSelect value={role} onChange={setRole} />
        {invite.error === null ? null : <ErrorCard error={invite.error} />}
        <Button type="submit" look="primary" busy={invite.isPending} className="self-end">
          Invite
        </Button>
      </form>
    </Modal>
  );
}
