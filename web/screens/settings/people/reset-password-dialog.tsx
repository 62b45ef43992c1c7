import { asApiError } from '../../../values/problem.ts';
import { type MemberInfo, useResetPassword } from '../../../api/people.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { OneTimeSecret } from '../receivers/one-time-secret.tsx';

/** A temporary password to hand over to somebody who forgot theirs. */
export function ResetPasswordDialog({
  member,
  onClose,
}: {
  readonly member: MemberInfo;
  readonly onClose: () => void;
}) {
  const { key, renew } = useFormKey();
  const reset = useResetPassword();
  const text = useTexts(consoleSettings);
  const answer = reset.data;
  return (
    <Modal title={text('console-settings.reset-password')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          {filled(text('console-settings.reset-why', { name: slot(0) }), <VendorText text={member.name} />)}
        </p>
        {answer === undefined ? null : answer.temporaryPassword === null ? (
          <p>{text('console-settings.password-shown-before')}</p>
        ) : (
          <OneTimeSecret
            label={text('console-settings.temporary-password')}
            secret={answer.temporaryPassword}
          />
        )}
        {reset.error === null ? null : <ErrorCard error={reset.error} />}
        {answer === undefined ? (
          <Button
            look="primary"
            className="self-end"
            busy={reset.isPending}
            onClick={() =>
              reset.mutate(
                { id: member.id, key },
                { onError: (error) => (asApiError(error).status > 0 ? renew() : undefined) },
              )
            }
          >
            {text('console-settings.reset-password')}
          </Button>
        ) : (
          <Button look="primary" className="self-end" onClick={onClose}>
            {text('console-settings.done')}
          </Button>
        )}
      </div>
    </Modal>
  );
}
