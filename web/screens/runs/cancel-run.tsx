import { useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { type RunInfo, useCancelRun } from '../../api/runs.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../values/format.ts';
import { useFormKey } from '../../components/use-form-key.ts';

/** Asks once; what was read is kept. */
export function CancelRun({ run }: { readonly run: RunInfo }) {
  const whyClosed = useWhyClosed();
  const [asking, setAsking] = useState(false);
  const { key, renew } = useFormKey();
  const cancel = useCancelRun(run.id);
  const isRequested = run.cancelRequestedAt !== null;
  return (
    <>
      <ClosedButton
        reason={whyClosed('sync') ?? (isRequested ? 'Canceling: what is being read is let go.' : null)}
        reasonAt="before"
        onClick={() => setAsking(true)}
      >
        Cancel run
      </ClosedButton>
      {asking ? (
        <ConfirmDialog
          title="Cancel this run?"
          confirm="Cancel run"
          danger
          busy={cancel.isPending}
          error={cancel.error}
          onConfirm={() =>
            cancel.mutate(
              { key },
              {
                onSuccess: () => setAsking(false),
                onSettled: (_, error) =>
                  error === null || asApiError(error).status > 0 ? renew() : undefined,
              },
            )
          }
          onClose={() => setAsking(false)}
        >
          <p>
            {plural(run.progress.done - run.progress.failed, 'account')} read so far are kept; the rest count
            as not read.
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
