import { Check, Clock, Contrast, LoaderCircle, OctagonAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from '../../components/router.tsx';
import { useStatus } from '../../api/integrations.ts';
import { stallKind } from '../../../contracts/errors/stalls.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { type Texts, useTexts } from '../../components/texts.ts';
import { formatInstant, formatTime } from '../../values/format.ts';
import { titleRunning } from '../../components/use-title.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { consoleShell } from '../../../messages/generated/console-shell.ts';

type ShellTexts = Texts<typeof consoleShell.declared>;

/** At the right of every page: turns while a run is queued or running, then shows how it ended. */
export function SyncStatus() {
  const { active, last } = useRunWatch();
  const running = active[0];
  useEffect(() => {
    titleRunning(running !== undefined);
    return () => titleRunning(false);
  }, [running]);
  if (running !== undefined) return <Running run={running} others={active.length - 1} />;
  return last === null ? null : <Ended run={last} />;
}

/** Progress of a current run comes with the status of its integration. */
function Running({ run, others }: { readonly run: SyncRun; readonly others: number }) {
  const status = useStatus(run.integrationId);
  const text = useTexts(consoleShell, run.integrationId);
  const progress = status.data?.activeRun;
  const isQueued = run.state === 'queued' && progress?.state !== 'running';
  const total = progress?.accountsTotal ?? null;
  const done = progress?.accountsDone ?? 0;
  const stalled = progress?.stalled ?? run.stalled;
  const words =
    stalled !== null
      ? text(`console-shell.sync-${stallKind(stalled.cause.code)}`)
      : isQueued
        ? text('console-shell.sync-queued')
        : total === null
          ? text('console-shell.sync-running')
          : text('console-shell.sync-progress', { done, total });
  const facts = [
    run.startedAt === null
      ? text('console-shell.queued-since', { time: formatTime(run.queuedAt) })
      : text('console-shell.running-since', { time: formatTime(run.startedAt) }),
    text(`console-shell.trigger.${run.trigger}`),
    ...(stalled === null ? [] : [stalledFact(text, stalled)]),
    ...(total === null ? [] : [text('console-shell.accounts-done', { done, total })]),
    ...(progress?.agreementsTotal == null
      ? []
      : [
          text('console-shell.agreements-done', {
            done: progress.agreementsDone,
            total: progress.agreementsTotal,
          }),
        ]),
    ...(others > 0 ? [text('console-shell.more-runs', { count: others })] : []),
  ].join(' · ');
  return (
    <StatusLink to={`/runs/${run.id}`} words={words} facts={facts}>
      <LoaderCircle size={15} className="animate-spin text-info-mark" aria-hidden />
    </StatusLink>
  );
}

function stalledFact(text: ShellTexts, { cause, since, until }: NonNullable<SyncRun['stalled']>): string {
  const facts = {
    status: text(`console-shell.sync-${stallKind(cause.code)}`),
    since: formatTime(since),
    cause: cause.title,
  };
  return until === null
    ? text('console-shell.held-since', facts)
    : text('console-shell.held-until', { ...facts, until: formatTime(until) });
}

const ends = {
  warned: [TriangleAlert, 'text-warn-mark'],
  succeeded: [Check, 'text-ok-mark'],
  partial: [Contrast, 'text-warn-mark'],
  failed: [OctagonAlert, 'text-bad-mark'],
  canceled: [Clock, 'text-mute-mark'],
} as const;

function Ended({ run }: { readonly run: SyncRun }) {
  const state = run.state === 'succeeded' && run.warnings.length > 0 ? 'warned' : run.state;
  const text = useTexts(consoleShell);
  const end = state in ends ? (state as keyof typeof ends) : 'canceled';
  const [Glyph, tone] = ends[end];
  const words = text(`console-shell.sync-ended.${end}`);
  const at = run.endedAt ?? run.queuedAt;
  const causes = run.cause === null ? run.warnings : [run.cause, ...run.warnings];
  const sync = text('console-shell.last-sync', { status: words, when: formatInstant(at) });
  return (
    <StatusLink
      to={`/runs/${run.id}`}
      words={words}
      at={formatTime(at)}
      facts={[sync, ...causes.map(({ title }) => title)].join(' · ')}
    >
      <Glyph size={15} className={tone} aria-hidden />
    </StatusLink>
  );
}

function StatusLink({
  to,
  words,
  at,
  facts,
  children,
}: {
  readonly to: string;
  readonly words: string;
  /** Left out where the tabs leave no room. */
  readonly at?: string;
  readonly facts: string;
  readonly children: ReactNode;
}) {
  const text = useTexts(consoleShell);
  const status = at === undefined ? words : text('console-shell.sync-at', { status: words, time: at });
  const [isHidden, setIsHidden] = useState(false);
  const show = () => setIsHidden(false);
  useEffect(() => {
    const hide = ({ key }: KeyboardEvent) => (key === 'Escape' ? setIsHidden(true) : undefined);
    globalThis.addEventListener('keydown', hide);
    return () => globalThis.removeEventListener('keydown', hide);
  }, []);
  return (
    // Escape hides the facts until the pointer or the focus comes again (WCAG 1.4.13).
    <span className="group relative" onPointerEnter={show} onFocus={show}>
      <Link
        to={to}
        aria-label={text('console-shell.sync-label', { status, facts })}
        className="inline-flex h-(--control-dense) min-w-24 items-center justify-end gap-1.5 rounded-control px-2 text-table whitespace-nowrap tabular-nums text-ink-2 hover:bg-hover"
      >
        {children}
        <span className="hidden xl:inline">{text('console-shell.sync-status')}</span>
        <span className="text-ink">
          {words}
          {at === undefined ? null : <span className="lg:max-xl:hidden"> · {at}</span>}
        </span>
      </Link>
      {isHidden ? null : (
        <span
          aria-hidden
          className="invisible absolute top-full right-0 z-50 mt-1.5 w-max max-w-80 rounded-control border border-line bg-raised px-3 py-2 text-label whitespace-normal shadow-layer transition-[visibility] duration-0 group-focus-within:visible group-hover:visible group-hover:delay-400"
        >
          {facts}
        </span>
      )}
    </span>
  );
}
