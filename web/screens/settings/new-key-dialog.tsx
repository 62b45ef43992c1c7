import { useState } from 'react';
import type { Role } from '../../../contracts/api/common.ts';
import { useNewApiKey } from '../../api/people.ts';
import { asApiError } from '../../values/problem.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { RoleSelect } from './role-select.tsx';
import { ShownOnce } from './shown-once.tsx';

const lifetimes = [
  { value: '90', words: 'In 90 days' },
  { value: '30', words: 'In 30 days' },
  { value: '365', words: 'In a year' },
] as const;

export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { role: own } = useSession();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState<string>(lifetimes[0].value);
  const [isPrivileged, setPrivileged] = useState(false);
  const scopes: 'privileged'[] = isPrivileged ? ['privileged'] : [];
  const { key, renew } = useFormKey();
  const make = useNewApiKey();
  if (make.data !== undefined) {
    return (
      <Modal title="Key made" onClose={onClose}>
        <div className="flex flex-col gap-4">
          {make.data.key === null ? (
            <p>The key was shown before and is not kept.</p>
          ) : (
            <ShownOnce label="API key" secret={make.data.key} />
          )}
          <Button look="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title="New API key" onClose={onClose}>
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
          label="Name"
          hint="What uses it, such as nightly export."
          value={name}
          onChange={setName}
        />
        <RoleSelect value={role} atMost={own} onChange={setRole} />
        <SelectField label="Expires" value={days} choices={lifetimes} onChange={setDays} />
        {role === 'admin' ? (
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-1"
              checked={isPrivileged}
              onChange={(event) => setPrivileged(event.target.checked)}
            />
            <span>
              May also change credentials, write-back, API keys and people. Asks for your password now, since
              it does not for the key.
            </span>
          </label>
        ) : null}
        {make.error === null ? null : <ErrorCard error={make.error} />}
        <Button type="submit" look="primary" busy={make.isPending} className="self-end">
          Make key
        </Button>
      </form>
    </Modal>
  );
}
