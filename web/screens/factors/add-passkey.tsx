import { useState } from 'react';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { deviceName } from '../../values/device-name.ts';
import { useAddPasskey } from '../../api/own-sign-in.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';

/** Names a passkey and makes it on this device. */
export function AddPasskey({
  onAdded,
}: {
  /** With recovery codes, which are shown once; null: the person has some. */
  readonly onAdded: (recoveryCodes: readonly string[] | null) => void;
}) {
  const text = useTexts(consoleFactors);
  const [name, setName] = useState(() => deviceName() ?? text('console-factors.this-device'));
  const add = useAddPasskey();
  if (!canUsePasskeys()) return <p>{text('console-factors.no-passkeys-here')}</p>;
  return (
    <form
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!add.isPending && name.trim() !== '') add.mutate(name.trim(), { onSuccess: onAdded });
      }}
    >
      <p className="mb-2 text-ink-2">{text('console-factors.passkey-why')}</p>
      <TextField
        label={text('console-factors.passkey-name')}
        hint={text('console-factors.passkey-name-hint')}
        value={name}
        onChange={setName}
      />
      {add.error === null ? null : <ErrorCard error={add.error} />}
      <Button type="submit" look="primary" busy={add.isPending} className="self-end">
        {text('console-factors.add-passkey')}
      </Button>
    </form>
  );
}
