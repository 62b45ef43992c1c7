import type { RunInfo } from '../../api/runs.ts';
import { formatCount } from '../../values/format.ts';
import { isActive, timeLeftWords } from './run-words.ts';

/** How many accounts are read, of how many; while it runs also the step and the time left. */
export function RunProgress({ run }: { readonly run: RunInfo }) {
  const { done, total, failed, step } = run.progress;
  const running = isActive(run);
  if (total === null && !running) return null;
  const counted = done - failed;
  const share = (part: number): string => (total === null || total === 0 ? '0%' : `${(part / total) * 100}%`);
  const words =
    total === null
      ? run.state === 'queued'
        ? 'Queued'
        : 'Listing accounts'
      : `${formatCount(counted)} of ${formatCount(total)} accounts`;
  const left = running ? timeLeftWords(run) : null;
  return (
    <div className="flex flex-col gap-1">
      <div
        role="progressbar"
        aria-label="Accounts read"
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
          ...(failed === 0 ? [] : [`${formatCount(failed)} without a count`]),
          ...(running && step !== null ? [step] : []),
          ...(left === null ? [] : [left]),
          ...(run.cancelRequestedAt !== null && running ? ['canceling'] : []),
        ].join(' · ')}
      </p>
    </div>
  );
}
