import { CopyButton } from '../../components/copy-button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

/** An address of this installation that is registered with a provider. */
export function CopiedAddress({
  label,
  why,
  address,
}: {
  readonly label: string;
  readonly why: string;
  readonly address: string;
}) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <div className="flex flex-col gap-1">
      <p className="text-label font-medium">{label}</p>
      <p className="flex flex-wrap items-center gap-2">
        <code className="rounded-control bg-sunken px-2 py-1 text-table break-all select-all">{address}</code>
        <CopyButton text={address} words={text('console-sign-in-policy.copy')} />
      </p>
      <p className="text-label text-ink-3">{why}</p>
    </div>
  );
}
