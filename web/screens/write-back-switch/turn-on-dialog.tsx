import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useWriteBackSwitch } from '../../api/integration-commands.ts';
import { useSession } from '../../api/session.ts';
import { usageKeys, type UsageRow, useProposals, useProvableLines } from '../../api/usage.ts';
import { useWords } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../values/format.ts';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { shortText } from '../../components/visible-text.ts';
import { sumsOf, sumsText } from '../usage-line/line-facts.ts';

/** Asks an administrator, and explains what turning on write-back means; sends no proposal by itself (RULES 8). */
export function TurnOnWriteBackDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const { tenant } = useSession();
  const { vendor, psa } = useWords(integrationId);
  const client = useQueryClient();
  const proposals = useProposals(integrationId);
  const provable = useProvableLines(integrationId);
  const writeBackSwitch = useWriteBackSwitch(integrationId, 'turnOnWriteBack');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const [proveLineId, setProveLineId] = useState('');
  const turnOnWriteBack = (): void => {
    writeBackSwitch.mutate(
      { key, ...(proveLineId === '' ? {} : { proveLineId }) },
      {
        onSuccess: () => {
          void client.invalidateQueries({ queryKey: usageKeys.allProposals });
          toast(writeBackOnWords(proposals.data?.length ?? 0));
          onClose();
        },
        onError: renew,
      },
    );
  };
  const rows = proposals.data ?? [];
  return (
    <ConfirmDialog
      title={`Let Seatwise write to ${psa}?`}
      confirm="TurnOnWriteBack"
      consent="I understand that invoices change."
      busy={writeBackSwitch.isPending}
      error={writeBackSwitch.error}
      onConfirm={turnOnWriteBack}
      onClose={onClose}
    >
      <p>
        This integration is read-only. With write-back on, Seatwise sets the quantity of existing lines to
        what people approve, on the invoice they name, and reads each one back. It never adds lines by itself
        and never changes {vendor}.
        {rows.length === 0
          ? ''
          : ` First: ${plural(rows.length, 'approval')}, ${sumsText(sumsOf(rows), tenant.currency)}.`}
      </p>
      <p>Turning on write-back sends nothing. {proposalWords(rows)}</p>
      <SelectField
        label="Prove the right to write (optional)"
        value={proveLineId}
        choices={[
          { value: '', words: 'No: the first approved change shows it' },
          ...(provable.data ?? []).map(({ label, target, psaQuantity }) => ({
            value: target?.psaLineId ?? '',
            words: `Set line ${target?.psaLineId ?? ''} once to the ${psaQuantity ?? ''} it has: ${shortText(label).slice(0, 40)}`,
          })),
        ]}
        onChange={setProveLineId}
      />
    </ConfirmDialog>
  );
}

const proposalWords = (rows: readonly UsageRow[]): string =>
  rows.length === 0
    ? 'Decisions from now on are approvals.'
    : `The ${plural(rows.length, 'proposal')} then ${rows.length === 1 ? 'waits' : 'wait'} for an approver's confirmation.`;

const writeBackOnWords = (proposals: number): string =>
  proposals === 0
    ? 'Write-back is on.'
    : `Write-back is on. ${plural(proposals, 'proposal')} ${proposals === 1 ? 'waits' : 'wait'} for an approver.`;
