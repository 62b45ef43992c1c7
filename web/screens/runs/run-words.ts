import { stallKind } from '../../../contracts/errors/stalls.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { formatCount, formatDuration, formatInstant } from '../../values/format.ts';
import type { RunsText } from './texts.ts';

export const isActive = ({ state }: Pick<SyncRun, 'state'>): boolean =>
  state === 'queued' || state === 'running';

type Outcome = Pick<SyncRun, 'state' | 'warnings' | 'stalled'>;

/** Of a run's glyph: success with warnings is no green success, and a stalled run is not running. */
export const shownState = ({ state, warnings, stalled }: Outcome): string =>
  stalled !== null || (state === 'succeeded' && warnings.length > 0) ? 'warned' : state;

export function outcomeText({ state, warnings, stalled }: Outcome, text: RunsText): string {
  if (stalled !== null) return text(`console-runs.${stallKind(stalled.cause.code)}`);
  if (state === 'succeeded' && warnings.length > 0) return text('console-runs.with-warnings');
  return text(`console-runs.state.${state}`);
}

/** "Stalled since Nov 29, 12:05"; "Waiting since …" where it was asked to wait. */
export const stalledText = (
  { cause, since }: Pick<NonNullable<SyncRun['stalled']>, 'cause' | 'since'>,
  text: RunsText,
): string => text(`console-runs.${stallKind(cause.code)}-since`, { when: formatInstant(since) });

/** Who asked for it; null: the schedule, or the system itself. */
export const requester = (
  { requestedBy: { kind, name } }: Pick<SyncRun, 'requestedBy'>,
  text: RunsText,
): string | null =>
  kind === 'member' || kind === 'api-key' ? (name ?? text('console-runs.former-member')) : null;

/** Of accounts that were listed, how many came without a count; null: not known yet. */
export function uncounted({ totals }: Pick<SyncRun, 'totals'>): number | null {
  const { incomplete, failed } = totals;
  return incomplete === null || failed === null ? null : incomplete + failed;
}

/**
 * "60 (formula 60)": calls to readable accounts against 1 + Σ max(1, ceil(users / 300)). They are summed at the end, so
 * a run in progress says "–".
 */
export function callWords({ calls, state }: Pick<SyncRun, 'calls' | 'state'>, text: RunsText): string {
  if (isActive({ state })) return '–';
  return calls.vendorFormula === null
    ? formatCount(calls.vendor)
    : text('console-runs.calls-of-formula', { calls: calls.vendor, formula: calls.vendorFormula });
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1_000));

/** "4 min 12 sec"; of a run in progress, so far. "–" before it started. */
export function durationWords(run: Pick<SyncRun, 'startedAt' | 'endedAt'>, now: Date = new Date()): string {
  if (run.startedAt === null) return '–';
  const seconds = secondsBetween(run.startedAt, run.endedAt ?? now.toISOString());
  const rest = seconds >= 60 && seconds < 3_600 && seconds % 60 > 0 ? ` ${formatDuration(seconds % 60)}` : '';
  return `${formatDuration(seconds)}${rest}`;
}

/** "2 min", from the pace so far; null while nothing can be said. */
export function timeLeft(
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
  return left < 5 ? null : formatDuration(left);
}
