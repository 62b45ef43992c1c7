import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { useIntegrations } from '../../api/integrations.ts';
import { useLatestRuns } from '../../api/syncs.ts';
import { type RunInfo, useRun } from '../../api/runs.ts';
import { asApiError } from '../../values/problem.ts';
import { Banner } from '../../components/banner.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { formatInstant, formatTime } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
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
  outcomeText,
  shownState,
  stalledText,
  uncounted,
} from './run-words.ts';
import { StartSync } from './start-sync.tsx';
import { useRunsTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** One run: how far it is or how it ended, step by step and account by account. Updates in place while it runs. */
export function RunDetail({ runId }: { readonly runId: string }) {
  const run = useRun(runId);
  const text = useRunsTexts(run.data?.integrationId);
  const begun = run.data?.startedAt ?? run.data?.queuedAt;
  const title =
    begun === undefined
      ? text('console-runs.run')
      : text('console-runs.run-of', { when: formatInstant(begun) });
  return (
    <Page
      title={title}
      actions={
        <>
          <Link to="/runs" className="text-accent hover:underline">
            {text('console-runs.all-runs')}
          </Link>
          {run.data === undefined ? null : <RunActions run={run.data} />}
        </>
      }
    >
      {asApiError(run.error).status === 404 ? (
        <EmptyState text={text('console-runs.unknown-run')}>
          <Link to="/runs" className="text-accent underline">
            {text('console-runs.all-runs')}
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
  const text = useRunsTexts(run.integrationId);
  if (isActive(run)) return <CancelRun run={run} />;
  if (run.state === 'failed' || run.state === 'canceled')
    return (
      <StartSync integrationId={run.integrationId} look="plain">
        {text('console-runs.sync-again')}
      </StartSync>
    );
  return null;
}

function RunBody({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StatusPill state={shownState(run)} words={outcomeText(run, text)} />
        <RunOrigin run={run} />
        <Facts run={run} />
        {run.temporalUrl === null ? null : (
          <a
            href={run.temporalUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 text-accent hover:underline"
          >
            {text('console-runs.open-in-temporal')} <ExternalLink size={14} aria-hidden />
          </a>
        )}
      </div>
      <RunProgress run={run} />
      <Ending run={run} />
      {run.warnings.map(({ code, title, detail, advice }) => (
        <Banner key={code} tone="warn">
          <span className="font-medium">{title}.</span> {detail} {advice}
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
  const text = useRunsTexts(run.integrationId);
  const left = uncounted(run);
  const facts = [
    ...(run.totals.counted === null ? [] : [text('console-runs.read', { count: run.totals.counted })]),
    ...(left === null || left === 0 ? [] : [text('console-runs.not-read', { count: left })]),
    ...(isActive(run)
      ? []
      : [
          text('console-runs.vendor-calls', { calls: callWords(run, text) }),
          ...(run.calls.vendorUnreadable === 0
            ? []
            : [text('console-runs.to-unreadable', { count: run.calls.vendorUnreadable })]),
          text('console-runs.psa-calls', { count: run.calls.psa }),
        ]),
    durationWords(run),
  ];
  return <span className="text-table text-ink-2">{facts.join(' · ')}</span>;
}

/** Why it ended so, for the run as a whole; single accounts have their own causes below. */
function Ending({ run }: { readonly run: RunInfo }): ReactNode {
  const text = useRunsTexts(run.integrationId);
  if (run.state === 'joined') {
    return (
      <p>
        {text('console-runs.joined')}{' '}
        {run.joinedRunId === null ? null : (
          <Link to={`/runs/${run.joinedRunId}`} className="text-accent underline">
            {text('console-runs.view-run')}
          </Link>
        )}
      </p>
    );
  }
  if (run.stalled !== null)
    return (
      <div className="grid gap-2">
        <p className="text-table">
          {run.stalled.until === null
            ? text('console-runs.keeps-trying', { status: stalledText(run.stalled, text) })
            : text('console-runs.resumes-at', {
                status: stalledText(run.stalled, text),
                when: formatTime(run.stalled.until),
              })}
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
  const text = useRunsTexts(integrationId);
  const card = useIntegrations().data?.items.find(({ id }) => id === integrationId);
  if (card === undefined) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {card.phase === 'needs-attention' ? (
        <LinkButton look="primary" to={`/integrations/${integrationId}/credentials`}>
          {text('console-runs.update-credentials')}
        </LinkButton>
      ) : null}
      {card.lastGoodSyncAt === null ? (
        text('console-runs.no-successful-sync')
      ) : (
        <span>
          {filled(text('console-runs.usage-shows', { when: slot(0) }), <Instant at={card.lastGoodSyncAt} />)}
        </span>
      )}
    </p>
  );
}

/** Only the newest run that read all can be retried: the API takes its accounts. */
function Retry({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
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
      reason={newer === true ? text('console-runs.newer-run-exists') : null}
    >
      {text('console-runs.retry-failed')}
    </StartSync>
  );
}
