import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWriteBackSwitch } from '../../api/integration-commands.ts';
import { useSession } from '../../api/session.ts';
import { usageKeys, useProposals, useProvableLines } from '../../api/usage.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { shortText } from '../../components/visible-text.ts';
import { withSums } from '../usage-line/with-sums.tsx';
import { useWriteBackSwitchTexts } from './texts.ts';

/** Asks an administrator, and explains what turning on write-back means; sends no proposal by itself (RULES 8). */
export function TurnOnWriteBackDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const { tenant } = useSession();
  const text = useWriteBackSwitchTexts(integrationId);
  const client = useQueryClient();
  const proposals = useProposals(integrationId);
  const provable = useProvableLines(integrationId);
  const writeBackSwitch = useWriteBackSwitch(integrationId, 'turn-on-write-back');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const [proveLineId, setProveLineId] = useState('');
  const turnOnWriteBack = (): void => {
    writeBackSwitch.mutate(
      { key, ...(proveLineId === '' ? {} : { proveLineId }) },
      {
        onSuccess: () => {
          void client.invalidateQueries({ queryKey: usageKeys.allProposals });
          const waiting = proposals.data?.length ?? 0;
          toast(
            waiting === 0
              ? text('console-write-back-switch.on.done')
              : text('console-write-back-switch.on.done-proposals', { count: waiting }),
          );
          onClose();
        },
        onError: renew,
      },
    );
  };
  const rows = proposals.data ?? [];
  return (
    <ConfirmDialog
      title={text('console-write-back-switch.on.title')}
      confirm={text('console-write-back-switch.on.confirm')}
      consent={text('console-write-back-switch.on.consent')}
      busy={writeBackSwitch.isPending}
      error={writeBackSwitch.error}
      onConfirm={turnOnWriteBack}
      onClose={onClose}
    >
      <p>
        {text('console-write-back-switch.on.effect')}
        {rows.length === 0
          ? ''
          : withSums(
              rows,
              tenant.currency,
              (sums) => ` ${text('console-write-back-switch.on.first', { count: rows.length, sums })}`,
            )}
      </p>
      <p>
        {text('console-write-back-switch.on.sends-nothing')}{' '}
        {rows.length === 0
          ? text('console-write-back-switch.on.approvals')
          : text('console-write-back-switch.on.proposals', { count: rows.length })}
      </p>
      <SelectField
        label={text('console-write-back-switch.on.test')}
        value={proveLineId}
        choices={[
          { value: '', words: text('console-write-back-switch.on.skip') },
          ...(provable.data ?? []).map(({ label, target, psaQuantity }) => ({
            value: target?.psaLineId ?? '',
            words: text('console-write-back-switch.on.test-line', {
              line: target?.psaLineId ?? '',
              quantity: psaQuantity ?? '',
              name: shortText(label).slice(0, 40),
            }),
          })),
        ]}
        onChange={setProveLineId}
      />
    </ConfirmDialog>
  );
}
