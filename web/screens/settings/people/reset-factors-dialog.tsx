import { type MemberInfo, useResetFactors } from '../../../api/people.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { useToast } from '../../../components/toasts.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** For a person who lost passkey and phone, and has no recovery code left. */
export function ResetFactorsDialog({
  member,
  onClose,
}: {
  readonly member: MemberInfo;
  readonly onClose: () => void;
}) {
  const reset = useResetFactors();
  const toast = useToast();
  const text = useTexts(consoleSettings);
  const { id, name } = member;
  return (
    <ConfirmDialog
      title={text('console-settings.reset-factors-title')}
      confirm={text('console-settings.reset-factors')}
      danger
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() =>
        reset.mutate(id, {
          onSuccess: () => {
            toast(text('console-settings.factors-reset', { name }));
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <p>
        {filled(text('console-settings.reset-factors-why', { name: slot(0) }), <VendorText text={name} />)}
      </p>
    </ConfirmDialog>
  );
}
