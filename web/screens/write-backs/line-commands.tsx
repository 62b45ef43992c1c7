import { type SyntheticEvent, useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { useCancelWrite, useResolveConflict, useRevertWrite, type WriteBack } from '../../api/write-backs.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { changeText, conflictText, revertText, revertWord } from './write-back-words.ts';
import { useWriteBacksTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

export type LineQuestion = { readonly kind: 'cancel' | 'revert' | 'resolve'; readonly line: WriteBack };

export function LineCommand({
  question,
  onClose,
}: {
  readonly question: LineQuestion;
  readonly onClose: () => void;
}) {
  const forms = { cancel: CancelDialog, revert: RevertDialog, resolve: ResolveDialog } as const;
  const Form = forms[question.kind];
  return <Form line={question.line} onClose={onClose} />;
}

interface FormProps {
  readonly line: WriteBack;
  readonly onClose: () => void;
}

function CancelDialog({ line, onClose }: FormProps) {
  const text = useWriteBacksTexts(line.integrationId);
  const cancel = useCancelWrite();
  const { key, renew } = useFormKey();
  const toast = useToast();
  return (
    <ConfirmDialog
      title={text('console-write-backs.cancel.title')}
      confirm={text('console-write-backs.cancel.confirm')}
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() =>
        cancel.mutate(
          { target: line, key },
          {
            onSuccess: () => {
              toast(
                text('console-write-backs.cancel.done', {
                  name: shortText(line.label),
                  change: changeText(line, text),
                }),
              );
              onClose();
            },
            onError: (error) => (asApiError(error).status === 0 ? undefined : renew()),
          },
        )
      }
      onClose={onClose}
    >
      <p>
        {filled(
          text('console-write-backs.cancel.effect', { name: slot(0), change: changeText(line, text) }),
          <VendorText text={line.label} />,
        )}
      </p>
    </ConfirmDialog>
  );
}

function RevertDialog({ line, onClose }: FormProps) {
  const text = useWriteBacksTexts(line.integrationId);
  const revert = useRevertWrite();
  return (
    <ReasonForm
      title={text('console-write-backs.revert.title', { name: shortText(line.label) })}
      words={revertText(line, text)}
      confirm={revertWord(line, text)}
      label={text('console-write-backs.revert.reason')}
      optional
      busy={revert.isPending}
      error={revert.error}
      send={(reason, key, renew) =>
        revert.mutate(
          { target: line, key, reason },
          { onSuccess: onClose, onError: (error) => (asApiError(error).status === 0 ? undefined : renew()) },
        )
      }
      onClose={onClose}
    />
  );
}

function ResolveDialog({ line, onClose }: FormProps) {
  const text = useWriteBacksTexts(line.integrationId);
  const resolve = useResolveConflict();
  return (
    <ReasonForm
      title={text('console-write-backs.resolve.title', { name: shortText(line.label) })}
      words={conflictText(line, text)}
      confirm={text('console-write-backs.resolve.confirm')}
      label={text('console-write-backs.resolve.question')}
      busy={resolve.isPending}
      error={resolve.error}
      send={(reason, key, renew) =>
        resolve.mutate(
          { target: line, key, reason },
          { onSuccess: onClose, onError: (error) => (asApiError(error).status === 0 ? undefined : renew()) },
        )
      }
      onClose={onClose}
    />
  );
}

function ReasonForm({
  title,
  words,
  confirm,
  label,
  optional = false,
  busy,
  error,
  send,
  onClose,
}: {
  readonly title: string;
  readonly words: string;
  readonly confirm: string;
  readonly label: string;
  readonly optional?: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly send: (reason: string, key: string, renew: () => void) => void;
  readonly onClose: () => void;
}) {
  const text = useWriteBacksTexts();
  const { key, renew } = useFormKey();
  const [reason, setReason] = useState('');
  const missing = optional || reason.trim() !== '' ? null : text('console-write-backs.resolve.missing');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null && !busy) send(reason.trim(), key, renew);
  };
  return (
    <Modal title={title} description={words} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField label={label} value={reason} onChange={setReason} />
        {error === null ? null : <ErrorCard error={error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-write-backs.close')}</Button>
          <ButtonWithReason type="submit" look="primary" busy={busy} reason={missing} reasonAt="before">
            {confirm}
          </ButtonWithReason>
        </div>
      </form>
    </Modal>
  );
}
