import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';

/** Asks why; usual reasons are one press away. */
export function ReasonDialog({
  title,
  confirm,
  presets,
  children,
  onConfirm,
  onClose,
}: {
  readonly title: string;
  readonly confirm: string;
  readonly presets: readonly string[];
  readonly children: ReactNode;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const text = useTexts(consoleMappingAccounts);
  const shared = useTexts(consoleMapping);
  const given = reason.trim();
  const field = useRef<HTMLInputElement>(null);
  // Before the dialog looks for its first stop, which would be Close.
  useEffect(() => field.current?.focus(), []);
  return (
    <Modal title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (given !== '') onConfirm(given);
        }}
      >
        <p className="text-ink-2">{children}</p>
        <TextField
          ref={field}
          label={text('console-mapping-accounts.reason-label')}
          value={reason}
          onChange={setReason}
          hint={text('console-mapping-accounts.reason-hint')}
        />
        {presets.length === 0 ? null : (
          <div className="flex flex-wrap gap-2">
            {presets.map((preset) => (
              <Button key={preset} dense onClick={() => setReason(preset)}>
                {preset}
              </Button>
            ))}
          </div>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{shared('console-mapping.cancel')}</Button>
          <ButtonWithReason
            look="primary"
            type="submit"
            reason={given === '' ? text('console-mapping-accounts.enter-reason') : null}
            reasonAt="before"
            onClick={() => undefined}
          >
            {confirm}
          </ButtonWithReason>
        </div>
      </form>
    </Modal>
  );
}
