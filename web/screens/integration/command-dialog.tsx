import { useWriteBackCount } from '../../api/counts.ts';
import { useIntegrationCommand } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useIntegrationTexts } from './texts.ts';

type Command = 'pause' | 'resume' | 'disconnect';

/** What it does, in words, before it does it; disconnecting wants the name typed. */
export function CommandDialog({
  integrationId,
  name,
  onClose,
}: {
  readonly integrationId: string;
  readonly name: Command;
  readonly onClose: () => void;
}) {
  const text = useIntegrationTexts(integrationId);
  const { vendorName } = useWords(integrationId);
  const { key } = useFormKey();
  const command = useIntegrationCommand(integrationId, name);
  return (
    <ConfirmDialog
      title={text('console-integration.command.title', { command: name, name: vendorName })}
      confirm={text(`console-integration.command.${name}`)}
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

function Effect({ integrationId, name }: { readonly integrationId: string; readonly name: Command }) {
  const text = useIntegrationTexts(integrationId);
  const queued = useWriteBackCount('queued');
  if (name !== 'disconnect') return <p>{text(`console-integration.command.${name}-effect`)}</p>;
  return (
    <p>
      {queued.data === undefined
        ? text('console-integration.command.disconnect-effect-loading')
        : text('console-integration.command.disconnect-effect', { count: queued.data })}
    </p>
  );
}
