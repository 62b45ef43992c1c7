import { useState } from 'react';
import {
  type StreamInfo,
  useChangeStream,
  useRemoveStream,
  useRotateStreamSecret,
} from '../../../api/audit-streams.ts';
import { Button } from '../../../components/button.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

interface DialogProps {
  readonly stream: StreamInfo;
  readonly onClose: () => void;
}

/** Sets the cursor back: what was confirmed is sent once more. */
export function SendAgainDialog({ stream, onClose }: DialogProps) {
  const change = useChangeStream(stream.id);
  const [from, setFrom] = useState('1');
  const text = useTexts(consoleSettings);
  const isWhole = /^[1-9]\d{0,14}$/u.test(from) && Number(from) <= stream.sentTo;
  return (
    <ConfirmDialog
      title={text('console-settings.send-again-title')}
      confirm={text('console-settings.send-again')}
      missing={isWhole ? null : text('console-settings.send-again-range', { last: stream.sentTo })}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ sendAgainFrom: Number(from) }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{text('console-settings.send-again-why')}</p>
      <TextField
        type="number"
        label={text('console-settings.first-entry')}
        hint={text('console-settings.send-again-range', { last: stream.sentTo })}
        value={from}
        onChange={setFrom}
      />
    </ConfirmDialog>
  );
}

export function RotateStreamDialog({ stream, onClose }: DialogProps) {
  const rotate = useRotateStreamSecret(stream.id);
  const text = useTexts(consoleSettings);
  const { key } = useFormKey();
  if (rotate.data === undefined) {
    return (
      <ConfirmDialog
        title={text('console-settings.rotate-title')}
        confirm={text('console-settings.rotate')}
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate(key)}
        onClose={onClose}
      >
        <p>{text('console-settings.rotate-stream-why')}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Modal title={text('console-settings.secret-rotated')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        {rotate.data.secret === null ? (
          <p>{text('console-settings.rotated-shown-before')}</p>
        ) : (
          <OneTimeSecret label={text('console-settings.signing-secret')} secret={rotate.data.secret} />
        )}
        <Button look="primary" className="self-end" onClick={onClose}>
          {text('console-settings.done')}
        </Button>
      </div>
    </Modal>
  );
}

export function RemoveStreamDialog({ stream, onClose }: DialogProps) {
  const remove = useRemoveStream(stream.id);
  const text = useTexts(consoleSettings);
  return (
    <ConfirmDialog
      title={text('console-settings.delete-stream-title')}
      confirm={text('console-settings.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {filled(
          text('console-settings.delete-stream-why', { url: slot(0), seq: stream.sentTo }),
          <VendorText text={stream.url} />,
        )}
      </p>
    </ConfirmDialog>
  );
}
