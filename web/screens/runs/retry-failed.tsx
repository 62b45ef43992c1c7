import { asApiError } from '../../values/problem.ts';
import { useStartSync } from '../../api/syncs.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { useFormKey } from '../../components/use-form-key.ts';

/** Reads again the accounts that had no count in the last run. */
export function RetryFailed({
  integrationId,
  children,
}: {
  readonly integrationId: string;
  /** Of the button, in the texts of the screen. */
  readonly children: string;
}) {
  const whyClosed = useDisabledReason();
  const { key, renew } = useFormKey();
  const start = useStartSync(integrationId);
  return (
    <>
      <ButtonWithReason
        dense
        look="quiet"
        reason={whyClosed('sync')}
        reasonAt="before"
        busy={start.isPending}
        onClick={() => start.mutate({ key, mode: 'failed-accounts' }, { onSuccess: renew })}
      >
        {children}
      </ButtonWithReason>
      {start.error === null ? null : (
        <span role="alert" className="text-bad">
          {asApiError(start.error).title}
        </span>
      )}
    </>
  );
}
