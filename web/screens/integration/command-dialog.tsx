import { useWriteBackCount } from '../../api/counts.ts';
import { useIntegrationCommand } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { formatCount } from '../../values/format.ts';
import { useFormKey } from '../../components/use-form-key.ts';

const verbs = { pause: 'Pause', resume: 'Resume', disconnect: 'Disconnect' } as const;

/** What it does, in words, before it does it; disconnecting wants the name typed. */
export function CommandDialog({
  integrationId,
  name,
  onClose,
}: {
  readonly integrationId: string;
  readonly name: keyof typeof verbs;
  readonly onClose: () => void;
}) {
  const { vendorName } = useWords(integrationId);
  const { key } = useFormKey();
  const command = useIntegrationCommand(integrationId, name);
  return (
    <ConfirmDialog
      title={`${verbs[name]} ${vendorName}?`}
      confirm={verbs[name]}
      {...(name === 'disconnect' ? { typedName: vendorName, danger: true } : {})}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate({ key }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Effect integrationId={integrationId} name={name} />
    </ConfirmDialog>
  );
}

function Effect({
  integrationId,
  name,
}: {
  readonly integrationId: string;
  readonly name: keyof typeof verbs;
}) {
  const { vendor, psa } = useWords(integrationId);
  const queued = useWriteBackCount('queued');
  if (name === 'pause') return <p>No syncs and no writes until you resume.</p>;
  if (name === 'resume') return <p>Syncs come by schedule again, and queued writes are sent.</p>;
  return (
    <p>
      Syncs stop and {formatCount(queued.data)} queued writes are canceled. Mappings, history and audit stay;
      nothing changes in {vendor} or {psa}.
    </p>
  );
}
