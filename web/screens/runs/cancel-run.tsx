import { useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { type RunInfo, useCancelRun } from '../../api/runs.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useRunsTexts } from './texts.ts';

/** Asks once; what was read is kept. */
export function CancelRun({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
  const whyClosed = useDisabledReason();
  const [asking, setAsking] = useState(false);
  const { key, renew } = useFormKey();
  const cancel = useCancelRun(run.id);
  const isRequested = run.cancelRequestedAt !== null;
  return (
    <>
      <ButtonWithReason
        reason={whyClosed('sync') ?? (isRequested ? text('console-runs.cancel.reason') : null)}
        reasonAt="before"
        onClick={() => setAsking(true)}
      >
        {text('console-runs.cancel.run')}
      </ButtonWithReason>
      {asking ? (
        <ConfirmDialog
          title={text('console-runs.cancel.title')}
          confirm={text('console-runs.cancel.run')}
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
          <p>{text('console-runs.cancel.effect', { count: run.progress.done - run.progress.failed })}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
