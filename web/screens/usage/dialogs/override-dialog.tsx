import { type SyntheticEvent, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { asApiError } from '../../../values/problem.ts';
import { sendOverride } from '../../../api/usage-decisions.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { shortText } from '../../../components/visible-text.ts';
import { canOverride, changeOf, holds } from '../../usage-line/line-facts.ts';
import { WhatIsApproved } from './confirm-approval.tsx';
import { useDeciding, usePlaces, useRules } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';

/** Everything that the dialog says of what it approves. */
const shownOf = (row: UsageRow): string => JSON.stringify([changeOf(row), row.billingTarget, row.money]);

/** Ends the checks that hold a line, with a reason; then the change that it shows is approved, or decided later (RULES 7). */
export function OverrideDialog({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const { decisions, approveNow } = useDeciding();
  const { approveWord, closed } = useRules();
  const { ask } = usePlaces();
  const { key, renew } = useFormKey();
  const text = useDialogTexts(row.integrationId);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const missing =
    closed('override') ??
    (canOverride(row) ? null : text('console-usage-dialogs.not-overridable')) ??
    (reason.trim() === '' ? text('console-usage-dialogs.enter-reason') : null);
  const change = row.kind === 'increase' || row.kind === 'decrease' ? changeOf(row) : null;
  const override = async (approves: boolean): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await sendOverride(row.id, key, { reason: reason.trim(), lineVersion: row.version });
      const now = await decisions.reload(row.id);
      onClose();
      if (now === null || !approves || holds(now).length > 0) return;
      // Only what was shown is approved with the same press.
      if (shownOf(now) === shownOf(row)) void approveNow(now);
      else ask({ kind: 'confirm', row: now });
    } catch (failure) {
      if (asApiError(failure).status !== 0) renew();
      setError(failure);
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null && !busy) void override(change !== null);
  };
  return (
    <Modal title={text('console-usage-dialogs.override', { line: shortText(row.label) })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        {holds(row).map(({ reason: { message } }) => (
          <p key={message} className="text-held">
            {text('console-usage-dialogs.blocked', { reason: message })}
          </p>
        ))}
        {change === null ? null : <WhatIsApproved row={row} />}
        <TextField label={text('console-usage-dialogs.why')} value={reason} onChange={setReason} />
        {error === null ? null : <ErrorCard error={error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-usage-dialogs.cancel')}</Button>
          {change === null ? null : (
            <Button closed={missing !== null || busy} onClick={() => void override(false)}>
              {text('console-usage-dialogs.override-only')}
            </Button>
          )}
          <ButtonWithReason type="submit" look="primary" busy={busy} reason={missing} reasonAt="before">
            {change === null
              ? text('console-usage-dialogs.override-only')
              : text(`console-usage-dialogs.override-and-${approveWord(row)}`, { quantity: change.after })}
          </ButtonWithReason>
        </div>
      </form>
    </Modal>
  );
}
