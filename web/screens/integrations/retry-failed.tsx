import { asApiError } from '../../api/problem.ts';
import { useClosed } from '../../api/session.ts';
import { useStartSync } from '../../api/syncs.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { useFormKey } from '../../components/use-form-key.ts';

/** Reads again the accounts that had no count in the last run. */
export function RetryFailed({ integrationId }: { readonly integrationId: string }) {
  const closed = useClosed();
  const { key, renew } = useFormKey();
  const start = useStartSync(integrationId);
  return (
    <>
      <ClosedButton
        dense
        look="quiet"
        reason={closed('sync')}
        reasonAt="before"
        busy={start.isPending}
        onClick={() => start.mutate({ key, mode: 'failed-accounts' }, { onSuccess: renew })}
      >
        Retry failed accounts
      </ClosedButton>
      {start.error === null ? null : (
        <span role="alert" className="text-bad">
          {asApiError(start.error).title}
        </span>
      )}
    </>
  );
}
