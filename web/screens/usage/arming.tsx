import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useArming } from '../../api/integrations.ts';
import { type UsageRow, useProposals, useProvableLines } from '../../api/usage.ts';
import { useRunWatch } from '../../app/run-watch.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../components/format.ts';
import { SelectField } from '../../components/select-field.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { shortText } from '../../components/visible-text.ts';
import { sumsOf, sumsText } from './line-facts.ts';
import { useReview } from './review.tsx';

/** While a connection is not armed decisions are proposals; said in the head, with the way on. */
export function ArmingState() {
  const { integrations } = useRunWatch();
  const unarmed = integrations.filter(
    ({ armed, finishedAt, phase }) => !armed && finishedAt !== null && phase !== 'disconnected',
  );
  return unarmed.map(({ id }) => <Unarmed key={id} integrationId={id} />);
}

function Unarmed({ integrationId }: { readonly integrationId: string }) {
  const { closed, ask } = useReview();
  const proposals = useProposals(integrationId);
  const count = proposals.data?.length ?? 0;
  const reason = closed('arm');
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table">
      <StatusPill
        state={count === 0 ? 'inactive' : 'proposed'}
        words={
          count === 0
            ? 'Only reads: decisions are kept as proposals'
            : `Only reads: ${plural(count, 'proposal')} ${count === 1 ? 'waits' : 'wait'}`
        }
      />
      {reason === null ? (
        <Button onClick={() => ask({ kind: 'arm', integrationId })}>Arm…</Button>
      ) : (
        <span className="text-ink-2">{reason}</span>
      )}
    </span>
  );
}

/** Asks an administrator, and tells what arming means; sends no proposal by itself (RULES 8). */
export function ArmDialog({
  integrationId,
  onClose,
}: {
  readonly integrationId: string;
  readonly onClose: () => void;
}) {
  const { currency } = useReview();
  const client = useQueryClient();
  const proposals = useProposals(integrationId);
  const provable = useProvableLines(integrationId);
  const arming = useArming(integrationId, 'arm');
  const { key, renew } = useFormKey();
  const toast = useToast();
  const [proveLineId, setProveLineId] = useState('');
  const arm = (): void => {
    arming.mutate(
      { key, ...(proveLineId === '' ? {} : { proveLineId }) },
      {
        onSuccess: () => {
          void client.invalidateQueries({ queryKey: ['usage-proposals'] });
          toast(armedWords(proposals.data?.length ?? 0));
          onClose();
        },
        onError: renew,
      },
    );
  };
  const rows = proposals.data ?? [];
  return (
    <ConfirmDialog
      title="Let Seatwise write to ConnectWise?"
      confirm="Arm"
      consent="I understand that invoices change."
      busy={arming.isPending}
      error={arming.error}
      onConfirm={arm}
      onClose={onClose}
    >
      <p>
        Until now this connection only reads. Armed, it sets the quantity of existing agreement lines to what
        people approve, on the invoice they name, and reads each one back. It never adds lines by itself and
        never changes Duo.
        {rows.length === 0
          ? ''
          : ` First: ${plural(rows.length, 'approval')}, ${sumsText(sumsOf(rows), currency)}.`}
      </p>
      <p>Arming sends nothing. {proposalWords(rows)}</p>
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

const armedWords = (proposals: number): string =>
  proposals === 0
    ? 'Armed.'
    : `Armed. ${plural(proposals, 'proposal')} ${proposals === 1 ? 'waits' : 'wait'} for an approver.`;
