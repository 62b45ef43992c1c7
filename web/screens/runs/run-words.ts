import { stillness } from '../../../contracts/errors/stillness.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { formatCount, formatDuration, formatInstant, plural } from '../../values/format.ts';

export const triggerWords: Readonly<Record<SyncRun['trigger'], string>> = {
  first: 'First sync',
  manual: 'Sync',
  retry: 'Retry of failed accounts',
  schedule: 'Schedule',
  line: 'One line read again',
};

export const isActive = ({ state }: Pick<SyncRun, 'state'>): boolean =>
  state === 'queued' || state === 'running';

/** What a pill says of a run: one that ended well with warnings is no green success, one that stalls is not running. */
export function shownOutcome({ state, warnings, stalled }: Pick<SyncRun, 'state' | 'warnings' | 'stalled'>): {
  readonly state: string;
  readonly words: string;
} {
  if (stalled !== null) return { state: 'warned', words: stillness(stalled.cause.code) };
  if (state === 'succeeded' && warnings.length > 0) return { state: 'warned', words: 'with warnings' };
  return { state, words: state };
}

/** "Stalled since Nov 29, 12:05"; "Waiting since …" where it was asked to wait. */
export const stalledWords = ({
  cause,
  since,
}: Pick<NonNullable<SyncRun['stalled']>, 'cause' | 'since'>): string =>
  `${stillness(cause.code) === 'waiting' ? 'Waiting' : 'Stalled'} since ${formatInstant(since)}`;

/** Who asked for it; null: the schedule, or the system itself. */
export const requester = ({ requestedBy: { kind, name } }: Pick<SyncRun, 'requestedBy'>): string | null =>
  kind === 'member' || kind === 'api-key' ? (name ?? 'a former member') : null;

/** Of accounts that were listed, how many came without a count; null: not known yet. */
export function uncounted({ totals }: Pick<SyncRun, 'totals'>): number | null {
  const { incomplete, failed } = totals;
  return incomplete === null || failed === null ? null : incomplete + failed;
}

/**
 * "60 (formula 60)": calls to readable accounts against 1 + Σ max(1, ceil(users / 300)). They are summed at the end, so
 * a run under way says "–".
 */
export function callWords({ calls, state }: Pick<SyncRun, 'calls' | 'state'>): string {
  if (isActive({ state })) return '–';
  const formula = calls.vendorFormula === null ? '' : ` (formula ${formatCount(calls.vendorFormula)})`;
  return `${formatCount(calls.vendor)}${formula}`;
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1_000));

/** "4 min 12 s"; of a run under way, so far. "–" before it started. */
export function durationWords(run: Pick<SyncRun, 'startedAt' | 'endedAt'>, now: Date = new Date()): string {
  if (run.startedAt === null) return '–';
  const seconds = secondsBetween(run.startedAt, run.endedAt ?? now.toISOString());
  const rest = seconds >= 60 && seconds < 3_600 && seconds % 60 > 0 ? ` ${seconds % 60} s` : '';
  return `${seconds === 0 ? '0 s' : formatDuration(seconds)}${rest}`;
}

/** "about 2 min left", from the pace so far; null while nothing can be said. */
export function timeLeftWords(
  run: {
    readonly startedAt: string | null;
    readonly progress: { readonly done: number; readonly total: number | null };
  },
  now: Date = new Date(),
): string | null {
  const { done, total } = run.progress;
  if (run.startedAt === null || total === null || done === 0 || done >= total) return null;
  const seconds = secondsBetween(run.startedAt, now.toISOString());
  const left = Math.round((seconds / done) * (total - done));
  return left < 5 ? null : `about ${formatDuration(left)} left`;
}

export const withoutCount = (count: number): string => `${plural(count, 'account')} without a count`;
