import { useState } from 'react';
import type { Role } from '../../../../contracts/api/common.ts';
import { asApiError } from '../../../values/problem.ts';
import { useInvite } from '../../../api/people.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { RoleSelect } from './role-select.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { OneTimeSecret } from '../receivers/one-time-secret.tsx';

/** A new member with a temporary password to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const { key, renew } = useFormKey();
  const invite = useInvite();
  const text = useTexts(consoleSettings);
  const answer = invite.data;
  if (answer !== undefined) {
    return (
      <Modal title={text('console-settings.invited')} onClose={onClose}>
        <div className="flex flex-col gap-4">
          <p>
            {filled(
              text('console-settings.can-sign-in', {
                name: slot(0),
                email: slot(1),
                role: text(`console-settings.role.${answer.member.role}`),
              }),
              <VendorText text={answer.member.name} />,
              <VendorText text={answer.member.email} />,
            )}
          </p>
          {answer.temporaryPassword === null ? (
            <p>{text('console-settings.password-shown-before')}</p>
          ) : (
            <OneTimeSecret
              label={text('console-settings.temporary-password')}
              secret={answer.temporaryPassword}
            />
          )}
          <Button look="primary" className="self-end" onClick={onClose}>
            {text('console-settings.done')}
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal
      title={text('console-settings.invite')}
      description={text('console-settings.invite-why')}
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
        <TextField label={text('console-settings.name')} value={name} onChange={setName} />
        <TextField label={text('console-settings.email')} type="email" value={email} onChange={setEmail} />
        <RoleSelect value={role} onChange={setRole} />
        {invite.error === null ? null : <ErrorCard error={invite.error} />}
        <Button type="submit" look="primary" busy={invite.isPending} className="self-end">
          {text('console-settings.invite')}
        </Button>
      </form>
    </Modal>
  );
}
