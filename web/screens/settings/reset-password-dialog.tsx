import { asApiError } from '../../values/problem.ts';
import { type MemberInfo, useResetPassword } from '../../api/people.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { ShownOnce } from './shown-once.tsx';

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
  const answer = reset.data;
  return (
    <Modal title="Reset password" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          You hand <VendorText text={member.name} /> a temporary password. It works for one sign-in within
          seven days, and then they set their own. They are signed out everywhere now; API keys they made go
          on.
        </p>
        {answer === undefined ? null : answer.temporaryPassword === null ? (
          <p>The password was shown before and is not kept.</p>
        ) : (
          <ShownOnce label="Temporary password" secret={answer.temporaryPassword} />
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
            Reset password
          </Button>
        ) : (
          <Button look="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        )}
      </div>
    </Modal>
  );
}
