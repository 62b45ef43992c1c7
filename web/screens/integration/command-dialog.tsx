import { useWriteBackCount } from '../../api/counts.ts';
import { useIntegrationCommand } from '../../api/integrations.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { formatCount } from '../../components/format.ts';
import { useFormKey } from '../../components/use-form-key.ts';

const words = {
  pause: { title: 'Pause Duo Security?', confirm: 'Pause' },
  resume: { title: 'Resume Duo Security?', confirm: 'Resume' },
  disconnect: { title: 'Disconnect Duo Security?', confirm: 'Disconnect' },
} as const;

/** What it does, in words, before it does it; disconnecting wants the name typed. */
export function CommandDialog({
  integrationId,
  name,
  onClose,
}: {
  readonly integrationId: string;
  readonly name: keyof typeof words;
  readonly onClose: () => void;
}) {
  const { key } = useFormKey();
  const command = useIntegrationCommand(integrationId, name);
  return (
    <ConfirmDialog
      {...words[name]}
      {...(name === 'disconnect' ? { typedName: 'Duo Security', danger: true } : {})}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate({ key }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Effect name={name} />
    </ConfirmDialog>
  );
}

function Effect({ name }: { readonly name: keyof typeof words }) {
  const queued = useWriteBackCount('queued');
  if (name === 'pause') return <p>No syncs and no writes until you resume.</p>;
  if (name === 'resume') return <p>Syncs come by schedule again, and queued writes are sent.</p>;
  return (
    <p>
      Syncs stop and {formatCount(queued.data)} queued writes are cancelled. Mappings, history and audit stay;
      nothing changes in Duo or ConnectWise.
    </p>
  );
}
