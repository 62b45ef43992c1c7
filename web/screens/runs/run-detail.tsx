import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { useIntegrations } from '../../api/integrations.ts';
import { useLatestRuns } from '../../api/syncs.ts';
import { type RunInfo, useRun } from '../../api/runs.ts';
import { asApiError } from '../../values/problem.ts';
import { useWords } from '../../components/words.ts';
import { Banner } from '../../components/banner.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { formatCount, formatInstant, formatTime } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { remainingAdvice } from '../../components/remaining-advice.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { CancelRun } from './cancel-run.tsx';
import { RunAccounts } from './run-accounts.tsx';
import { RunOrigin } from './run-origin.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunSteps } from './run-steps.tsx';
import {
  callWords,
  durationWords,
  isActive,
  shownOutcome,
  stalledWords,
  uncounted,
  withoutCount,
} from './run-words.ts';
import { StartSync } from './start-sync.tsx';

/** One run: how far it is or how it ended, step by step and account by account. Updates in place while it runs. */
export function RunDetail({ runId }: { readonly runId: string }) {
  const run = useRun(runId);
  const begun = run.data?.startedAt ?? run.data?.queuedAt;
  const title = begun === undefined ? 'Run' : `Run ${formatInstant(begun)}`;
  return (
    <Page
      title={title}
      actions={
        <>
          <Link to="/runs" className="text-accent hover:underline">
            All runs
          </Link>
          {run.data === undefined ? null : <RunActions run={run.data} />}
        </>
      }
    >
      {asApiError(run.error).status === 404 ? (
        <EmptyState text="There is no run with this address.">
          <Link to="/runs" className="text-accent underline">
            All runs
          </Link>
        </EmptyState>
      ) : (
        <QueryView query={run} rows={8}>
          {(data) => <RunBody run={data} />}
        </QueryView>
      )}
    </Page>
  );
}

function RunActions({ run }: { readonly run: RunInfo }) {
  if (isActive(run)) return <CancelRun run={run} />;
  if (run.state === 'failed' || run.state === 'canceled')
    return (
      <StartSync integrationId={run.integrationId} look="plain">
        Sync again
      </StartSync>
    );
  return null;
}

function RunBody({ run }: { readonly run: RunInfo }) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StatusPill {...shownOutcome(run)} />
        <RunOrigin run={run} />
        <Facts run={run} />
        {run.temporalUrl === null ? null : (
          <a
            href={run.temporalUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 text-accent hover:underline"
          >
            Open in Temporal <ExternalLink size={14} aria-hidden />
          </a>
        )}
      </div>
      <RunProgress run={run} />
      <Ending run={run} />
      {run.warnings.map(({ code, title, detail, advice }) => (
        <Banner key={code} tone="warn">
          <span className="font-medium">{title}.</span> {detail} {remainingAdvice(detail, advice)}
        </Banner>
      ))}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(20rem,2fr)_3fr]">
        <RunSteps run={run} />
        <RunAccounts run={run} retry={<Retry run={run} />} />
      </div>
    </div>
  );
}

function Facts({ run }: { readonly run: RunInfo }) {
  const { vendor, psa } = useWords(run.integrationId);
  const left = uncounted(run);
  const facts = [
    ...(run.totals.counted === null ? [] : [`${formatCount(run.totals.counted)} read`]),
    ...(left === null || left === 0 ? [] : [withoutCount(left)]),
    ...(isActive(run)
      ? []
      : [
          `${vendor} calls ${callWords(run)}`,
          ...(run.calls.vendorUnreadable === 0
            ? []
            : [`${formatCount(run.calls.vendorUnreadable)} to accounts it could not read`]),
          `${psa} calls ${formatCount(run.calls.psa)}`,
        ]),
    durationWords(run),
  ];
  return <span className="text-table text-ink-2">{facts.join(' · ')}</span>;
}

/** Why it ended so, for the run as a whole; single accounts have their own causes below. */
function Ending({ run }: { readonly run: RunInfo }): ReactNode {
  if (run.state === 'joined') {
    return (
      <p>
        Another run was under way, so this one joined it.{' '}
        {run.joinedRunId === null ? null : (
          <Link to={`/runs/${run.joinedRunId}`} className="text-accent underline">
            Open that run
          </Link>
        )}
      </p>
    );
  }
  if (run.stalled !== null)
    return (
      <div className="grid gap-2">
        <p className="text-table">
          {stalledWords(run.stalled)}
          {run.stalled.until === null
            ? '. Seatwise keeps trying and resumes automatically'
            : `. It resumes at ${formatTime(run.stalled.until)}`}
          .
        </p>
        <FailureCard announce={false} failure={run.stalled.cause} />
      </div>
    );
  if (run.cause === null || run.state === 'partial') return null;
  return (
    <div className="flex flex-col gap-2">
      <FailureCard announce={false} failure={run.cause} />
      <WayOn integrationId={run.integrationId} />
    </div>
  );
}

/** How old what is shown elsewhere is, and what is pressed first where a credential is rejected. */
function WayOn({ integrationId }: Pick<RunInfo, 'integrationId'>) {
  const card = useIntegrations().data?.items.find(({ id }) => id === integrationId);
  if (card === undefined) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {card.phase === 'needs-attention' ? (
        <LinkButton look="primary" to={`/integrations/${integrationId}/credentials`}>
          Repair the credentials
        </LinkButton>
      ) : null}
      {card.lastGoodSyncAt === null ? (
        'No sync ended well before.'
      ) : (
        <span>
          Usage shows what was read <Instant at={card.lastGoodSyncAt} />.
        </span>
      )}
    </p>
  );
}

/** Only the newest run that read all can be retried: the API takes its accounts. */
function Retry({ run }: { readonly run: RunInfo }) {
  const latest = useLatestRuns(run.integrationId);
  const newer = latest.data?.items.some(
    ({ id, queuedAt, mode, state }) =>
      id !== run.id &&
      queuedAt > run.queuedAt &&
      mode !== 'usage-line' &&
      state !== 'joined' &&
      state !== 'canceled',
  );
  return (
    <StartSync
      integrationId={run.integrationId}
      mode="failed-accounts"
      reason={newer === true ? 'A newer run has read accounts since; retry from there.' : null}
    >
      Retry failed accounts
    </StartSync>
  );
}
