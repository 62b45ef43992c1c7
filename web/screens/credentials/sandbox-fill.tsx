import { useSandboxCredentials } from '../../api/credentials.ts';
import { useSettings } from '../../api/settings.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useFormKey } from '../../components/use-form-key.ts';

/** One press for newcomers. The secrets never come here: the server stores them. */
export function SandboxFill({
  integrationId,
  onFilled,
}: {
  readonly integrationId: string;
  readonly onFilled: () => void;
}) {
  const settings = useSettings();
  const whyClosed = useWhyClosed();
  const fill = useSandboxCredentials(integrationId);
  const { key, renew } = useFormKey();
  if (settings.data?.installation.sandbox.on !== true) return null;
  const filled = (): void => {
    renew();
    onFilled();
  };
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card border border-info-mark bg-info-tint px-4 py-3">
      <p className="min-w-48 grow basis-0">
        The vendors are simulated. The sandbox&apos;s credentials can be filled in by one press.
      </p>
      <ClosedButton
        reason={whyClosed('change-credentials')}
        busy={fill.isPending}
        onClick={() => fill.mutate({ key }, { onSuccess: filled })}
      >
        Fill in the sandbox&apos;s credentials
      </ClosedButton>
      {fill.error === null ? null : <ErrorCard error={fill.error} />}
    </div>
  );
}
