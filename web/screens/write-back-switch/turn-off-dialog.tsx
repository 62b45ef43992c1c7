import { useWriteBackSwitch } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';

/** Asks before writing stops; queued changes go back to review (RULES 6). */
export function TurnOffWriteBackDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const { psa } = useWords(integrationId);
  const writeBackSwitch = useWriteBackSwitch(integrationId, 'turnOffWriteBack');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const turnOffWriteBack = (): void => {
    writeBackSwitch.mutate(
      { key },
      {
        onSuccess: ({ canceled }) => {
          toast(
            `Write-back is off. ${canceled} queued ${canceled === 1 ? 'write goes' : 'writes go'} back to review.`,
          );
          onClose();
        },
        onError: renew,
      },
    );
  };
  return (
    <ConfirmDialog
      title={`Stop writing to ${psa}?`}
      confirm="TurnOffWriteBack"
      danger
      busy={writeBackSwitch.isPending}
      error={writeBackSwitch.error}
      onConfirm={turnOffWriteBack}
      onClose={onClose}
    >
      <p>
        Queued writes go back to review. What is being sent goes on to its end, so that its outcome is known.
      </p>
    </ConfirmDialog>
  );
}
