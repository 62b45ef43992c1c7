import { Check, Clock, Contrast, LoaderCircle, OctagonAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from '../../components/router.tsx';
import { useStatus } from '../../api/integrations.ts';
import { stillness } from '../../../contracts/errors/stillness.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { formatInstant, formatTime, plural } from '../../values/format.ts';
import { useWords } from '../../components/words.ts';
import { titleRunning } from '../../components/use-title.ts';
import { useRunWatch } from '../../context/run-watch.tsx';

const triggers: Readonly<Record<SyncRun['trigger'], string>> = {
  first: 'as the first sync',
  manual: 'by a person',
  retry: 'to retry failed accounts',
  schedule: 'by schedule',
  line: 'to read one line again',
};

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

/** Progress of a run under way comes with the status of its integration. */
function Running({ run, others }: { readonly run: SyncRun; readonly others: number }) {
  const status = useStatus(run.integrationId);
  const names = useWords(run.integrationId);
  const progress = status.data?.activeRun;
  const isQueued = run.state === 'queued' && progress?.state !== 'running';
  const total = progress?.accountsTotal ?? null;
  const done = progress?.accountsDone ?? 0;
  const stalled = progress?.stalled ?? run.stalled;
  const words =
    stalled !== null
      ? stillness(stalled.cause.code)
      : isQueued
        ? 'queued'
        : total === null
          ? 'running'
          : `${done}/${total}`;
  const since =
    run.startedAt === null
      ? `Queued since ${formatTime(run.queuedAt)}`
      : `Running since ${formatTime(run.startedAt)}`;
  const facts = [
    `${since} ${triggers[run.trigger]}`,
    ...(stalled === null
      ? []
      : [
          `${stillness(stalled.cause.code)} since ${formatTime(stalled.since)}${stalled.until === null ? '' : ` until ${formatTime(stalled.until)}`}: ${stalled.cause.title}`,
        ]),
    ...(total === null ? [] : [`${done} of ${total} accounts`]),
    ...(progress?.agreementsTotal == null
      ? []
      : [
          `${progress.agreementsDone} of ${plural(progress.agreementsTotal, names.agreement, names.agreements)}`,
        ]),
    ...(others > 0 ? [`${others} more under way`] : []),
  ].join(' · ');
  return (
    <StatusLink to={`/runs/${run.id}`} words={words} facts={facts}>
      <LoaderCircle size={15} className="animate-spin text-info-mark" aria-hidden />
    </StatusLink>
  );
}

const ends = {
  warned: [TriangleAlert, 'text-warn-mark', 'warnings'],
  succeeded: [Check, 'text-ok-mark', 'up to date'],
  partial: [Contrast, 'text-warn-mark', 'partial'],
  failed: [OctagonAlert, 'text-bad-mark', 'failed'],
  canceled: [Clock, 'text-mute-mark', 'canceled'],
} as const;

function Ended({ run }: { readonly run: SyncRun }) {
  const state = run.state === 'succeeded' && run.warnings.length > 0 ? 'warned' : run.state;
  const [Glyph, tone, words] = state in ends ? ends[state as keyof typeof ends] : ends.canceled;
  const at = run.endedAt ?? run.queuedAt;
  const causes = run.cause === null ? run.warnings : [run.cause, ...run.warnings];
  const cause = causes.map(({ title }) => ` · ${title}`).join('');
  return (
    <StatusLink
      to={`/runs/${run.id}`}
      words={words}
      at={formatTime(at)}
      facts={`Last sync ${run.state} ${formatInstant(at)}${cause}`}
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
  const said = at === undefined ? words : `${words} · ${at}`;
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
        aria-label={`Sync Status: ${said}. ${facts}`}
        className="inline-flex h-(--control-dense) min-w-24 items-center justify-end gap-1.5 rounded-control px-2 text-table whitespace-nowrap tabular-nums text-ink-2 hover:bg-hover"
      >
        {children}
        <span className="hidden xl:inline">Sync Status</span>
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
