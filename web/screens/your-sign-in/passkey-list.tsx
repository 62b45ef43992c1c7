import { useState } from 'react';
import { canUsePasskeys } from '../../values/passkeys.ts';
import {
  type OwnSignInInfo,
  type PasskeyInfo,
  type RemovedMethod,
  useRenamePasskey,
} from '../../api/own-sign-in.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { Modal } from '../../components/modal.tsx';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { TextField } from '../../components/text-field.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleYourSignIn } from '../../../messages/generated/console-your-sign-in.ts';
import { MethodCard } from './method-card.tsx';

/** The person's passkeys: when each was added and used, under which name. */
export function PasskeyList({
  own: { passkeys, totp, isSecondFactorRequired },
  onAdd,
  onRemove,
}: {
  readonly own: OwnSignInInfo;
  readonly onAdd: () => void;
  readonly onRemove: (method: RemovedMethod) => void;
}) {
  const [renaming, setRenaming] = useState<PasskeyInfo | null>(null);
  const online = useIsOnline();
  const text = useTexts(consoleYourSignIn);
  const isLast = isSecondFactorRequired && totp === null && passkeys.length === 1;
  const closed = online
    ? canUsePasskeys()
      ? null
      : text('console-your-sign-in.passkeys-unavailable')
    : offlineReason();
  return (
    <MethodCard
      title={text('console-your-sign-in.passkeys')}
      text={text('console-your-sign-in.passkeys-why')}
      action={
        <ButtonWithReason reason={closed} onClick={onAdd}>
          {text('console-your-sign-in.add-passkey')}
        </ButtonWithReason>
      }
    >
      {passkeys.length === 0 ? (
        <p className="text-table text-ink-2">{text('console-your-sign-in.no-passkeys')}</p>
      ) : (
        <ul aria-label={text('console-your-sign-in.passkeys')} className="divide-y divide-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <Facts passkey={passkey} />
              <span className="inline-flex gap-2">
                <Button
                  dense
                  aria-label={text('console-your-sign-in.rename-of', { name: passkey.name })}
                  onClick={() => setRenaming(passkey)}
                >
                  {text('console-your-sign-in.rename')}
                </Button>
                <ButtonWithReason
                  dense
                  reason={isLast ? text('console-your-sign-in.required') : null}
                  aria-label={text('console-your-sign-in.remove-of', { name: passkey.name })}
                  onClick={() => onRemove({ kind: 'passkey', id: passkey.id, name: passkey.name })}
                >
                  {text('console-your-sign-in.remove')}
                </ButtonWithReason>
              </span>
            </li>
          ))}
        </ul>
      )}
      {renaming === null ? null : <RenameDialog passkey={renaming} onClose={() => setRenaming(null)} />}
    </MethodCard>
  );
}

function Facts({
  passkey: { name, createdAt, lastUsedAt, backedUp, isUsable },
}: {
  readonly passkey: PasskeyInfo;
}) {
  const text = useTexts(consoleYourSignIn);
  const created = <Instant at={createdAt} />;
  return (
    <div className="min-w-0 grow basis-64">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <VendorText text={name} />
        {backedUp ? (
          <span className="text-label text-ink-3">{text('console-your-sign-in.synced')}</span>
        ) : null}
      </p>
      <p className="text-label text-ink-2">
        {lastUsedAt === null
          ? filled(text('console-your-sign-in.passkey-facts-unused', { created: slot(0) }), created)
          : filled(
              text('console-your-sign-in.passkey-facts', { created: slot(0), used: slot(1) }),
              created,
              <Instant at={lastUsedAt} />,
            )}
      </p>
      {isUsable ? null : (
        <p className="text-label text-warn">{text('console-your-sign-in.passkey-other-host')}</p>
      )}
    </div>
  );
}

function RenameDialog({ passkey, onClose }: { readonly passkey: PasskeyInfo; readonly onClose: () => void }) {
  const [name, setName] = useState(passkey.name);
  const rename = useRenamePasskey();
  const text = useTexts(consoleYourSignIn);
  return (
    <Modal title={text('console-your-sign-in.rename-title')} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!rename.isPending && name.trim() !== '')
            rename.mutate({ id: passkey.id, name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <TextField label={text('console-your-sign-in.name')} value={name} onChange={setName} />
        {rename.error === null ? null : <ErrorCard error={rename.error} />}
        <Button type="submit" look="primary" busy={rename.isPending} className="self-end">
          {text('console-your-sign-in.save')}
        </Button>
      </form>
    </Modal>
  );
}
