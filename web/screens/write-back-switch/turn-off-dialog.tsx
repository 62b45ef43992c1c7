import { useWriteBackSwitch } from '../../api/integration-commands.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useWriteBackSwitchTexts } from './texts.ts';

/** Asks before writing stops; queued changes are canceled (RULES 6). */
export function TurnOffWriteBackDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const text = useWriteBackSwitchTexts(integrationId);
  const writeBackSwitch = useWriteBackSwitch(integrationId, 'turn-off-write-back');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const turnOffWriteBack = (): void => {
    writeBackSwitch.mutate(
      { key },
      {
        onSuccess: ({ canceled }) => {
          toast(text('console-write-back-switch.off.done', { count: canceled }));
          onClose();
        },
        onError: renew,
      },
    );
  };
  return (
    <ConfirmDialog
      title={text('console-write-back-switch.off.title')}
      confirm={text('console-write-back-switch.off.confirm')}
      danger
      busy={writeBackSwitch.isPending}
      error={writeBackSwitch.error}
      onConfirm={turnOffWriteBack}
      onClose={onClose}
    >
      <p>{text('console-write-back-switch.off.effect')}</p>
    </ConfirmDialog>
  );
}
