import { useEffect, useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { type TotpSetUpInfo, useConfirmTotp, useStartTotp } from '../../api/own-sign-in.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleFactors } from '../../../messages/generated/console-factors.ts';

/** The QR code of a new authenticator app, which is in use once a code of it was entered. */
export function SetUpTotp({
  onAdded,
}: {
  /** With recovery codes, which are shown once; null: the person has some. */
  readonly onAdded: (recoveryCodes: readonly string[] | null) => void;
}) {
  const { mutate: start, ...started } = useStartTotp();
  // Each opening gets a new secret.
  useEffect(() => start(), [start]);
  if (started.error !== null) return <ErrorCard error={started.error} onRetry={() => start()} />;
  if (started.data === undefined) return <Skeleton rows={4} />;
  return <Confirm setUp={started.data} onAdded={onAdded} onRestart={() => start()} />;
}

function Confirm({
  setUp: { qr, secret },
  onAdded,
  onRestart,
}: {
  readonly setUp: TotpSetUpInfo;
  readonly onAdded: (recoveryCodes: readonly string[] | null) => void;
  readonly onRestart: () => void;
}) {
  const [code, setCode] = useState('');
  const confirm = useConfirmTotp();
  const text = useTexts(consoleFactors);
  const error = confirm.error === null ? null : asApiError(confirm.error);
  const isWrong = error?.code === 'SecondFactorRejected';
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!confirm.isPending && code.trim() !== '') confirm.mutate({ code }, { onSuccess: onAdded });
      }}
    >
      <p className="text-ink-2">{text('console-factors.scan')}</p>
      {/* Dark on white in the dark theme too: cameras read nothing else. */}
      <img
        src={`data:image/svg+xml,${encodeURIComponent(qr)}`}
        alt={text('console-factors.qr')}
        width={176}
        height={176}
        className="self-center rounded-control bg-white p-2"
      />
      <div className="flex flex-col gap-1 text-table text-ink-2">
        <p>{text('console-factors.cannot-scan')}</p>
        <p className="flex flex-wrap items-center gap-2">
          <code className="rounded-control bg-sunken px-2 py-1 font-mono break-all select-all">{secret}</code>
          <CopyButton text={secret} words={text('console-factors.copy-key')} />
        </p>
      </div>
      <TextField
        label={text('console-factors.code')}
        hint={text('console-factors.code-hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        error={isWrong ? `${error.title}.` : null}
        onChange={setCode}
      />
      {error === null || isWrong ? null : <ErrorCard error={error} onRetry={onRestart} />}
      <Button type="submit" look="primary" busy={confirm.isPending} className="self-end">
        {text('console-factors.confirm-code')}
      </Button>
    </form>
  );
}
