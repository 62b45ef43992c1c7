import { useState } from 'react';
import type { Role } from '../../../../contracts/api/common.ts';
import { useNewApiKey } from '../../../api/people.ts';
import { asApiError } from '../../../values/problem.ts';
import { useSession } from '../../../api/session.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { useFormKey } from '../../../components/use-form-key.ts';
import { RoleSelect } from '../people/role-select.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { OneTimeSecret } from '../receivers/one-time-secret.tsx';

export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { role: own } = useSession();
  const text = useTexts(consoleSettings);
  const lifetimes = [
    { value: '90', words: text('console-settings.lifetime.days', { count: 90 }) },
    { value: '30', words: text('console-settings.lifetime.days', { count: 30 }) },
    { value: '365', words: text('console-settings.lifetime.year') },
  ];
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');
  const [isPrivileged, setPrivileged] = useState(false);
  const scopes: 'privileged'[] = isPrivileged ? ['privileged'] : [];
  const { key, renew } = useFormKey();
  const make = useNewApiKey();
  if (make.data !== undefined) {
    return (
      <Modal title={text('console-settings.key-created')} onClose={onClose}>
        <div className="flex flex-col gap-4">
          {make.data.key === null ? (
            <p>{text('console-settings.key-shown-before')}</p>
          ) : (
            <OneTimeSecret label={text('console-settings.api-key')} secret={make.data.key} />
          )}
          <Button look="primary" className="self-end" onClick={onClose}>
            {text('console-settings.done')}
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title={text('console-settings.new-key-title')} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (make.isPending) return;
          const body = { name, role, scopes, expiresInDays: Number(days) };
          make.mutate(
            { body, key },
            { onError: (error) => (asApiError(error).status > 0 ? renew() : undefined) },
          );
        }}
      >
        <TextField
          label={text('console-settings.name')}
          hint={text('console-settings.key-name-hint')}
          value={name}
          onChange={setName}
        />
        <RoleSelect value={role} atMost={own} onChange={setRole} />
        <SelectField
          label={text('console-settings.expires')}
          value={days}
          choices={lifetimes}
          onChange={setDays}
        />
        {role === 'admin' ? (
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-1"
              checked={isPrivileged}
              onChange={(event) => setPrivileged(event.target.checked)}
            />
            <span>{text('console-settings.privileged')}</span>
          </label>
        ) : null}
        {make.error === null ? null : <ErrorCard error={make.error} />}
        <Button type="submit" look="primary" busy={make.isPending} className="self-end">
          {text('console-settings.create-key')}
        </Button>
      </form>
    </Modal>
  );
}
