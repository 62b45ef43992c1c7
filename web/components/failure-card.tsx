import { Check, Copy, OctagonAlert } from 'lucide-react';
import { type ReactNode, useContext, useState } from 'react';
import { asApiError } from '../values/problem.ts';
import { WordsContext } from './words.ts';
import { Button } from './button.tsx';
import { useErrorWords } from './error-words.ts';
import { VendorText } from './vendor-text.tsx';
import { commonText } from '../values/common-texts.ts';

export interface Failure {
  readonly code: string | null;
  readonly title?: string;
  readonly detail?: string | null;
  readonly advice?: string | null;
  readonly requestId?: string | null;
}

/**
 * What went wrong, in the words of the code table: title, cause, advice, the next press. Details are folded and
 * hold what support needs, never a key or a body.
 */
export function FailureCard({
  failure,
  children,
  announce = true,
}: {
  readonly failure: Failure;
  /** The next press. */
  readonly children?: ReactNode;
  /** Said immediately to screen readers; not for a list of them. */
  readonly announce?: boolean;
}) {
  const called = useContext(WordsContext)?.() ?? null;
  const errors = useErrorWords();
  const words = errors?.errorText(failure.code ?? '', called);
  const title = failure.title ?? words?.title ?? commonText('console-common.failed');
  const detail = failure.detail ?? '';
  const advice = failure.advice ?? words?.advice ?? '';
  return (
    <div
      {...(announce ? { role: 'alert' } : {})}
      className="flex gap-3 rounded-card border border-bad-mark bg-bad-tint p-4 text-ink"
    >
      <OctagonAlert size={18} className="mt-0.5 shrink-0 text-bad-mark" aria-hidden />
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className="font-semibold text-bad">{title}</p>
        {detail === '' || detail === title ? null : (
          <p>
            <VendorText text={detail} />
          </p>
        )}
        {advice === '' || advice === detail ? null : <p>{advice}</p>}
        <Details failure={failure} />
        {children === undefined ? null : <div className="mt-2 flex flex-wrap gap-2">{children}</div>}
      </div>
    </div>
  );
}

function Details({ failure: { code, requestId } }: { readonly failure: Failure }) {
  const [copied, setCopied] = useState(false);
  if (code === null && requestId === undefined) return null;
  const text = [
    commonText('console-common.details-code', { code: code ?? '–' }),
    ...(requestId ? [commonText('console-common.details-request', { id: requestId })] : []),
  ].join(' · ');
  return (
    <details className="text-label text-ink-2">
      <summary className="w-fit cursor-pointer">{commonText('console-common.details')}</summary>
      <p className="mt-1 flex flex-wrap items-center gap-2 font-mono">
        {text}
        <Button
          dense
          onClick={() => {
            void navigator.clipboard.writeText(text).then(() => setCopied(true));
          }}
        >
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {commonText(copied ? 'console-common.copied' : 'console-common.copy')}
        </Button>
      </p>
    </details>
  );
}

/** A request that failed, in the place of what it should have brought. */
export function ErrorCard({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { code, title, detail, requestId } = asApiError(error);
  return (
    <FailureCard failure={{ code, title, detail, requestId }}>
      {onRetry === undefined ? undefined : (
        <Button onClick={onRetry}>{commonText('console-common.try-again')}</Button>
      )}
    </FailureCard>
  );
}
