import { type SyntheticEvent, useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { useCancelWrite, useResolveConflict, useRevertWrite, type WriteBack } from '../../api/write-backs.ts';
import { useWords } from '../../components/words.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { formatDecimal } from '../../values/format.ts';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { changeText, revertWords } from './write-back-words.ts';

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
  const cancel = useCancelWrite();
  const { key, renew } = useFormKey();
  const toast = useToast();
  return (
    <ConfirmDialog
      title="Cancel this change?"
      confirm="Cancel the change"
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() =>
        cancel.mutate(
          { target: line, key },
          {
            onSuccess: () => {
              toast(`Cancelled: ${shortText(line.label)} ${changeText(line)}. The line is open again.`);
              onClose();
            },
            onError: (error) => (asApiError(error).status === 0 ? undefined : renew()),
          },
        )
      }
      onClose={onClose}
    >
      <p>
        <VendorText text={line.label} />: {changeText(line)} is not sent. The usage line is open again.
      </p>
    </ConfirmDialog>
  );
}

function RevertDialog({ line, onClose }: FormProps) {
  const { psa } = useWords(line.integrationId);
  const revert = useRevertWrite();
  return (
    <ReasonForm
      title={`Take back ${shortText(line.label)}`}
      words={revertWords(line, psa)}
      confirm={`Set back to ${formatDecimal(line.before)}`}
      label="Reason (optional)"
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
  const { psa } = useWords(line.integrationId);
  const resolve = useResolveConflict();
  return (
    <ReasonForm
      title={`Resolve ${shortText(line.label)}`}
      words={`Approved was ${formatDecimal(line.before)} → ${formatDecimal(line.after)}; ${psa} shows ${line.psaShows === null ? 'no value read' : formatDecimal(line.psaShows)}. Resolving changes nothing there: the usage line is decided again.`}
      confirm="Resolve"
      label="What did you find?"
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
  const { key, renew } = useFormKey();
  const [reason, setReason] = useState('');
  const missing = optional || reason.trim() !== '' ? null : 'Say what you found.';
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
          <Button onClick={onClose}>Close</Button>
          <ClosedButton type="submit" look="primary" busy={busy} reason={missing} reasonAt="before">
            {confirm}
          </ClosedButton>
        </div>
      </form>
    </Modal>
  );
}
