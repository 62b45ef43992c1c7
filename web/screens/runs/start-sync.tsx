import { Link } from '../../components/router.tsx';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { useStartSync } from '../../api/syncs.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import type { ButtonProps } from '../../components/button.tsx';
import { useErrorWords } from '../../components/error-words.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { stalledText } from './run-words.ts';
import { useRunsTexts } from './texts.ts';

/** Starts a run, once however often it is pressed, and says where it can be followed. */
export function StartSync({
  integrationId,
  mode = 'full',
  look = 'primary',
  reason = null,
  children,
}: {
  readonly integrationId: string;
  readonly mode?: 'full' | 'failed-accounts';
  readonly look?: NonNullable<ButtonProps['look']>;
  /** Why not now, beside role and connection. */
  readonly reason?: string | null;
  /** Of the button; absent: “Sync now”. */
  readonly children?: string;
}) {
  const text = useRunsTexts(integrationId);
  const whyClosed = useDisabledReason();
  const { key, renew } = useFormKey();
  const start = useStartSync(integrationId);
  return (
    <span className="inline-flex flex-wrap items-center gap-3">
      {start.data === undefined ? null : (
        <span className="text-table text-ink-2">
          {text(start.data.joined ? 'console-runs.start.joined' : 'console-runs.start.started')}{' '}
          {start.data.stalled === null ? null : (
            <>
              {text('console-runs.status-and-cause', {
                status: stalledText(start.data.stalled, text),
                cause: start.data.stalled.cause.title,
              })}{' '}
            </>
          )}
          <Link to={`/runs/${start.data.runId}`} className="text-accent underline">
            {text('console-runs.view-run')}
          </Link>
        </span>
      )}
      {start.error === null ? null : <Failed error={asApiError(start.error)} />}
      <ButtonWithReason
        look={look}
        reason={whyClosed('sync') ?? reason}
        reasonAt="before"
        busy={start.isPending}
        onClick={() =>
          start.mutate(
            { key, mode },
            {
              onSettled: (_, error) => (error === null || asApiError(error).status > 0 ? renew() : undefined),
            },
          )
        }
      >
        {children ?? text('console-runs.start.sync-now')}
      </ButtonWithReason>
    </span>
  );
}

function Failed({ error: { code, title } }: { readonly error: ApiError }) {
  const advice = useErrorWords()?.errorText(code)?.advice;
  return (
    <span role="alert" className="text-table text-bad">
      {title}. {advice}
    </span>
  );
}
