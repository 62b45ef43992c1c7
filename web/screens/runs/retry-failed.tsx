import { asApiError } from '../../values/problem.ts';
import { useStartSync } from '../../api/syncs.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
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
  const whyClosed = useWhyClosed();
  const { key, renew } = useFormKey();
  const start = useStartSync(integrationId);
  return (
    <>
      <ClosedButton
        dense
        look="quiet"
        reason={whyClosed('sync')}
        reasonAt="before"
        busy={start.isPending}
        onClick={() => start.mutate({ key, mode: 'failed-accounts' }, { onSuccess: renew })}
      >
        {children}
      </ClosedButton>
      {start.error === null ? null : (
        <span role="alert" className="text-bad">
          {asApiError(start.error).title}
        </span>
      )}
    </>
  );
}
