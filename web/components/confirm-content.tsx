import { AlertDialog } from 'radix-ui';
import { useId, useState } from 'react';
import { firstEmptyField } from './first-empty-field.ts';
import { offlineReason, useIsOnline } from './online.ts';
import { Button } from './button.tsx';
import type { ConfirmDialogProps } from './confirm-dialog.tsx';
import { ButtonWithReason } from './button-with-reason.tsx';
import { ErrorCard } from './failure-card.tsx';
import { TextField } from './text-field.tsx';
import { commonText } from '../values/common-texts.ts';

/** What a confirmation shows; `confirm-dialog.tsx` loads it. */
export default function ConfirmContent({
  title,
  children,
  confirm,
  typedName,
  consent,
  missing = null,
  danger = false,
  sends = true,
  busy = false,
  wide = false,
  error = null,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const [agreedTo, setAgreedTo] = useState<string | null>(null);
  const id = useId();
  const online = useIsOnline();
  const reason =
    sends && !online
      ? offlineReason()
      : typedName !== undefined && typed.trim() !== typedName
        ? commonText('console-common.type-name-first', { name: typedName })
        : consent !== undefined && agreedTo !== consent
          ? commonText('console-common.check-box-first')
          : missing;
  return (
    <AlertDialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <AlertDialog.Content
          onOpenAutoFocus={(event) => {
            const field = firstEmptyField(event.target);
            if (field === undefined) return;
            event.preventDefault();
            field.focus();
          }}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[95dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-dialog bg-raised p-6 shadow-layer ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <AlertDialog.Title className="text-section font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="flex flex-col gap-2 text-ink-2">{children}</div>
          </AlertDialog.Description>
          {typedName === undefined ? null : (
            <TextField
              label={commonText('console-common.type-name', { name: typedName })}
              value={typed}
              onChange={setTyped}
            />
          )}
          {consent === undefined ? null : (
            <label htmlFor={id} className="flex items-center gap-2">
              <input
                id={id}
                type="checkbox"
                className="size-4 accent-accent"
                checked={agreedTo === consent}
                onChange={(event) => setAgreedTo(event.target.checked ? consent : null)}
              />
              {consent}
            </label>
          )}
          {error === null ? null : <ErrorCard error={error} />}
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{commonText('console-common.cancel')}</Button>
            </AlertDialog.Cancel>
            <ButtonWithReason
              look={danger ? 'danger' : 'primary'}
              reason={reason}
              reasonAt="before"
              busy={busy}
              onClick={onConfirm}
            >
              {confirm}
            </ButtonWithReason>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
