import { RadioGroup } from 'radix-ui';
import { type SyntheticEvent, useState } from 'react';
import { asApiError } from '../../../values/problem.ts';
import { type UsageDetail, type UsageRow, useUsageLine } from '../../../api/usage.ts';
import { sendMappingDecisions } from '../../../api/usage-decisions.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { useDialogTexts } from './texts.ts';

/** Not billed, with a reason; still read and counted, since the vendor charges for it (RULES 10). */
export function ExcludeDialog({ row, onClose }: { readonly row: UsageRow; readonly onClose: () => void }) {
  const query = useUsageLine(row.id);
  const text = useDialogTexts(row.integrationId);
  return (
    <Modal
      title={text('console-usage-dialogs.exclude-account')}
      description={text('console-usage-dialogs.exclude-effect')}
      onClose={onClose}
    >
      <QueryView query={query}>{(detail) => <Form row={row} detail={detail} onClose={onClose} />}</QueryView>
    </Modal>
  );
}

function Form({
  row,
  detail: { accounts },
  onClose,
}: {
  readonly row: UsageRow;
  readonly detail: UsageDetail;
  readonly onClose: () => void;
}) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const toast = useToast();
  const { key, renew } = useFormKey();
  const text = useDialogTexts(row.integrationId);
  const [accountId, setAccountId] = useState(accounts.length === 1 ? (accounts[0]?.accountId ?? '') : '');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const account = accounts.find((one) => one.accountId === accountId);
  const missing =
    closed('map') ??
    (account === undefined ? text('console-usage-dialogs.choose-account') : null) ??
    (reason.trim() === '' ? text('console-usage-dialogs.enter-reason') : null);
  const exclude = async (): Promise<void> => {
    setBusy(true);
    try {
      await sendMappingDecisions(row.integrationId, key, [
        { kind: 'account', vendorId: accountId, action: 'exclude', reason: reason.trim() },
      ]);
      toast(
        text('console-usage-dialogs.excluded', {
          account: shortText(account?.name ?? ''),
          reason: reason.trim(),
        }),
      );
      decisions.mark([row.id], { rejection: null });
      onClose();
    } catch (failure) {
      if (asApiError(failure).status !== 0) renew();
      setError(failure);
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null && !busy) void exclude();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <RadioGroup.Root
        aria-label={text('console-usage-dialogs.account')}
        value={accountId}
        onValueChange={setAccountId}
        className="flex flex-col gap-1"
      >
        {accounts.map(({ accountId: id, name }) => (
          <Radio key={id} value={id}>
            <VendorText text={name} />
          </Radio>
        ))}
      </RadioGroup.Root>
      <TextField
        label={text('console-usage-dialogs.reason')}
        value={reason}
        onChange={setReason}
        hint={text('console-usage-dialogs.exclude-hint')}
      />
      {error === null ? null : <ErrorCard error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{text('console-usage-dialogs.cancel')}</Button>
        <ButtonWithReason type="submit" look="primary" busy={busy} reason={missing} reasonAt="before">
          {text('console-usage-dialogs.exclude')}
        </ButtonWithReason>
      </div>
    </form>
  );
}
