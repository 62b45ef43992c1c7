import type {
  BatchResult,
  Cause,
  SyncFailure,
  SyncRunEnd,
  SyncRunStart,
  UnreadByCode,
} from '../../contracts/temporal/activities.ts';
import type { SyncInput, SyncStall } from '../../contracts/temporal/messages.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import { utcMinute } from '../../domain/calendar.ts';
import { stallKind } from '../../contracts/errors/work.ts';
import { workText } from '../../messages/workflow-texts.ts';
import type { ReadSide } from '../../domain/sync-runs.ts';
import { causeLines, page, plain, type Shown, textsFor, titled } from './markdown.ts';

/**
 * What operators read of a run in the Temporal UI: which integration, what there is, what to press (platform.md 1.4).
 */

/** Why a run did not end well. */
export interface ShownFailure extends Cause {
  readonly kind: SyncFailure['kind'];
}

/** How far both sides of a run have come. */
interface Reading {
  /** The newest batch of each; of one that came to none yet, none. */
  readonly batches: Readonly<Partial<Record<ReadSide, BatchResult>>>;
  /** What does not continue: a list fails again and again, or the PSA takes no more calls for now. */
  readonly stalls: readonly SyncStall[];
  /** Why one side failed for good, while the other reads on. */
  readonly failure: Cause | null;
}

/** A run in progress. */
export function reading(shown: Shown, { batches, stalls, failure }: Reading): string {
  const text = textsFor(shown);
  const sides = (['accounts', 'agreements'] as const).map((side) => {
    const batch = batches[side];
    return batch === undefined
      ? text(`temporal.sync.unread.${side}`)
      : text(`temporal.sync.read.${side}`, batch);
  });
  return page(
    shown,
    [text('temporal.sync.running'), ...sides].join(' '),
    ...stalls.flatMap((stall) => stallLines(shown, stall)),
    failure === null ? null : text('temporal.sync.side-failed', { cause: titled(failure.code, shown) }),
    text('temporal.sync.retries'),
    text('temporal.sync.stop'),
  );
}

function stallLines(shown: Shown, stall: SyncStall): readonly string[] {
  const { side, code, since, until = null } = stall;
  const text = textsFor(shown);
  const said = { since: utcMinute(since), cause: titled(code, shown) };
  return [
    text(`temporal.sync.${stallKind(code)}.${side}`, said),
    ...(until === null ? [] : [text('temporal.sync.resumes', { at: utcMinute(until) })]),
    ...causeLines(stall, shown),
  ];
}

/** Another run reads what this one would, or this run ended well before. */
export function notTaken(start: Exclude<SyncRunStart, { readonly kind: 'taken' }>): string {
  const shown = start.shown ?? null;
  const text = textsFor(shown);
  if (start.kind === 'already-finished')
    return page(shown, text('temporal.sync.already-finished'), text('temporal.no-action'));
  const { joinedRunId: run, joinedWorkflowId: workflow } = start;
  return page(shown, text('temporal.sync.joined', { run, workflow }), text('temporal.sync.joined-result'));
}

/** A run that ended by its rows, well or partly. */
export function ended(shown: Shown, outcome: 'succeeded' | 'partial', end: SyncRunEnd): string {
  const text = textsFor(shown);
  return page(
    shown,
    text(`temporal.sync.ended.${outcome}`),
    end.text === null ? null : plain(end.text),
    ...unreadLines(end.unread ?? [], shown),
    outcome === 'partial' ? text('temporal.sync.partial-advice') : null,
  );
}

/** A run that failed or was canceled, with the row it left. */
export const endedBadly = (
  shown: Shown,
  input: SyncInput,
  failure: ShownFailure,
  unread: readonly UnreadByCode[] = [],
): string =>
  page(
    shown,
    textsFor(shown)(`temporal.sync.ended.${failure.kind}`, { cause: titled(failure.code, shown) }),
    ...causeLines(failure, shown),
    ...unreadLines(unread, shown),
    ...pressing(shown, input, failure),
  );

/** The same in one line, for whoever reads the failure itself, also while no worker answers. */
export function inOneLine(shown: Shown, input: SyncInput, failure: ShownFailure): string {
  const text = textsFor(shown);
  const { code } = failure;
  const title = workText(code, shown?.terms)?.title ?? null;
  const what = title === null ? code : text('temporal.what', { title, code });
  const more = [...causeLines(failure, shown), ...pressing(shown, input, failure)]
    .join(' ')
    .replace(/[*`\\]/gu, '');
  return shown === null
    ? text('temporal.one-line-unlabeled', { what, more })
    : text('temporal.one-line', { label: shown.label, what, more });
}

const unreadLines = (unread: readonly UnreadByCode[], shown: Shown): readonly string[] =>
  unread.length === 0
    ? []
    : [
        textsFor(shown)('temporal.sync.not-read'),
        unread
          .map(({ code, what, count }) =>
            textsFor(shown)(`temporal.sync.not-read.${what}`, { count, cause: titled(code, shown) }),
          )
          .join('\n'),
      ];

function pressing(shown: Shown, { integrationId, mode }: SyncInput, { code }: Cause): readonly string[] {
  const text = textsFor(shown);
  const schedule = syncScheduleId(integrationId);
  const inConsole = {
    full: [],
    'failed-accounts': [text('temporal.sync.press.or-retry')],
    'usage-line': [text('temporal.sync.press.or-line')],
  }[mode];
  switch (code) {
    case 'RunSuperseded':
      return [text('temporal.sync.press.superseded')];
    case 'UsageLineGone':
      return [text('temporal.sync.press.line-removed')];
    case 'RowMissing':
      return [text('temporal.sync.press.row-missing')];
    case 'NothingCounted':
      return [text('temporal.sync.press.trigger', { schedule }), ...inConsole];
    default:
      return [
        text('temporal.sync.press.reset'),
        text('temporal.sync.press.or-trigger', { schedule }),
        ...inConsole,
      ];
  }
}
