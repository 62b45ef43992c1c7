import { type SyntheticEvent, useState } from 'react';
import { type ClosedMonthReport, useReopenMonth } from '../../api/review-months.ts';
import { useClosed } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useMonthEndTexts } from './texts.ts';

/** An admin reopens a closed month with a reason; its report stays, and it is closed again as the next version (RULES 12). */
export function ReopenMonth({
  report: { id, version },
}: {
  readonly report: Pick<ClosedMonthReport, 'id' | 'version'>;
}) {
  const text = useMonthEndTexts();
  const closed = useClosed();
  const reopening = useReopenMonth();
  const { key, renew } = useFormKey();
  const [reason, setReason] = useState<string | null>(null);
  const notAllowed = closed('reopen-month');
  if (notAllowed !== null) return null;
  if (reason === null) {
    return (
      <Button look="quiet" onClick={() => setReason('')}>
        {text('console-month-end.reopen')}
      </Button>
    );
  }
  const missing = reason.trim() === '' ? text('console-month-end.reopen.missing') : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null && !reopening.isPending)
      reopening.mutate({ key, id, reason: reason.trim() }, { onError: renew });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField label={text('console-month-end.reopen.question')} value={reason} onChange={setReason} />
      <p className="text-table text-ink-2">{text('console-month-end.reopen.effect', { version })}</p>
      {reopening.error === null ? null : <ErrorCard error={reopening.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => setReason(null)}>{text('console-month-end.reopen.cancel')}</Button>
        <ButtonWithReason
          type="submit"
          look="primary"
          busy={reopening.isPending}
          reason={missing}
          reasonAt="before"
        >
          {text('console-month-end.reopen.confirm')}
        </ButtonWithReason>
      </div>
    </form>
  );
}
