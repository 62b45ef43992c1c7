import type { RunInfo } from '../../api/runs.ts';
import { isActive, timeLeft } from './run-words.ts';
import { type RunsText, useRunsTexts } from './texts.ts';

/** How many accounts are read, of how many; while it runs also the step and the time left. */
export function RunProgress({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
  const { done, total, failed, step } = run.progress;
  const running = isActive(run);
  if (total === null && !running) return null;
  const counted = done - failed;
  const share = (part: number): string => (total === null || total === 0 ? '0%' : `${(part / total) * 100}%`);
  const words =
    total === null
      ? run.state === 'queued'
        ? text('console-runs.progress.queued')
        : text('console-runs.progress.listing')
      : text('console-runs.progress.accounts', { counted, total });
  const left = running ? timeLeft(run) : null;
  return (
    <div className="flex flex-col gap-1">
      <div
        role="progressbar"
        aria-label={text('console-runs.progress.label')}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total === null ? undefined : done}
        aria-valuetext={words}
        className="flex h-2 overflow-hidden rounded-full bg-sunken"
      >
        <span className="bg-ok-mark" style={{ width: share(counted) }} />
        <span className="bg-warn-mark" style={{ width: share(failed) }} />
      </div>
      <p className="text-label text-ink-2">
        {[
          words,
          ...(failed === 0 ? [] : [text('console-runs.progress.not-read', { count: failed })]),
          ...(running && step !== null ? [stepText(step, text)] : []),
          ...(left === null ? [] : [text('console-runs.progress.left', { duration: left })]),
          ...(run.cancelRequestedAt !== null && running ? [text('console-runs.progress.canceling')] : []),
        ].join(' · ')}
      </p>
    </div>
  );
}

/** A step of another release keeps its code. */
const stepText = (step: string, text: RunsText): string =>
  step === 'reading' || step === 'composing' ? text(`console-runs.progress.${step}`) : step;
