import { type Integration, useArming } from '../../api/integrations.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { formatCount } from '../../components/format.ts';
import { useFormKey } from '../../components/use-form-key.ts';
import { useNeedsYou } from '../../api/needs-you.ts';

interface DialogProps {
  readonly integration: Integration;
  readonly onClose: () => void;
}

/** Arming sends nothing: proposals then wait for an approver (RULES 8). */
export function ArmDialog({ integration, onClose }: DialogProps) {
  const { key } = useFormKey();
  const arm = useArming(integration.id, 'arm');
  const { proposed } = useNeedsYou();
  return (
    <ConfirmDialog
      title="Let Seatwise write to ConnectWise?"
      confirm="Arm"
      consent="I understand that invoices change."
      busy={arm.isPending}
      error={arm.error}
      onConfirm={() => arm.mutate({ key }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        Until now this connection only reads. Armed, it sets the quantity of existing agreement lines to what
        people approve, on the invoice they name, and reads each one back. It never adds lines by itself and
        never changes Duo.
      </p>
      <p>
        Arming sends nothing:{' '}
        {proposed === undefined ? 'proposals' : `the ${formatCount(proposed)} proposals`} then wait for an
        approver&apos;s confirmation.
      </p>
    </ConfirmDialog>
  );
}

export function DisarmDialog({ integration, onClose }: DialogProps) {
  const { key } = useFormKey();
  const disarm = useArming(integration.id, 'disarm');
  return (
    <ConfirmDialog
      title="Stop writing to ConnectWise?"
      confirm="Disarm"
      busy={disarm.isPending}
      error={disarm.error}
      onConfirm={() => disarm.mutate({ key }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>Queued writes go back to review. What is being sent already goes on to its end.</p>
    </ConfirmDialog>
  );
}
