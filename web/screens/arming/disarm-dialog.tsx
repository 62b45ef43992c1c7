import { useArming } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';

/** Asks before writing stops; queued changes go back to review (RULES 6). */
export function DisarmDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const { psa } = useWords(integrationId);
  const arming = useArming(integrationId, 'disarm');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const disarm = (): void => {
    arming.mutate(
      { key },
      {
        onSuccess: ({ cancelled }) => {
          toast(
            `Disarmed. ${cancelled} queued ${cancelled === 1 ? 'write goes' : 'writes go'} back to review.`,
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
      confirm="Disarm"
      danger
      busy={arming.isPending}
      error={arming.error}
      onConfirm={disarm}
      onClose={onClose}
    >
      <p>
        Queued writes go back to review. What is being sent goes on to its end, so that its outcome is known.
      </p>
    </ConfirmDialog>
  );
}
