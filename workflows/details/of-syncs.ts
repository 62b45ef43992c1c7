import type {
  TemporalUiDetails,
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
import { stillness } from '../../contracts/errors/work.ts';
import { workText } from '../../messages/work-texts.ts';
import type { ReadSide, SyncMode } from '../../domain/sync-runs.ts';
import { causeLines, page, plain, titled } from './markdown.ts';

/**
 * What operators read of a run in the Temporal UI: which integration, what there is, what to press (platform.md 1.4).
 */

type Shown = TemporalUiDetails | null;

/** Why a run did not end well. */
export interface ShownFailure extends Cause {
  readonly kind: SyncFailure['kind'];
}

/** How far both sides of a run have come. */
interface Reading {
  /** The newest slice of each; of one that came to none yet, none. */
  readonly batches: Readonly<Partial<Record<ReadSide, BatchResult>>>;
  /** What does not go on: a list fails again and again, or the PSA takes no more calls for now. */
  readonly stalls: readonly SyncStall[];
  /** Why one side failed for good, while the other reads on. */
  readonly failure: Cause | null;
}

/** A run under way. */
export const reading = (shown: Shown, { batches, stalls, failure }: Reading): string =>
  page(
    shown,
    `Running. ${sideRead('accounts', batches.accounts)} ${sideRead('agreements', batches.agreements)}`,
    ...stalls.flatMap((stall) => stallLines(shown, stall)),
    failure === null
      ? null
      : `One side failed: ${titled(failure.code, shown)}. The run ends as failed once the other has read what it can.`,
    'Press nothing: it ends by itself. While a vendor has trouble, an activity is tried again for six hours; **Pending Activities** shows why, and **Reset** there skips the wait.',
    'To stop it: **Request Cancellation**. What was read is kept.',
  );

const sideRead = (side: ReadSide, slice: BatchResult | undefined): string =>
  slice === undefined
    ? `No ${side} read yet.`
    : `Read **${slice.done}** of ${slice.total} ${side}, ${slice.failed} failed.`;

const stallLines = (shown: Shown, { side, code, text, since, until = null }: SyncStall) => [
  `Reading ${side} is ${stillness(code)}, since ${utcMinute(since)}${until === null ? '' : `, until ${utcMinute(until)}`}: ${titled(code, shown)}`,
  ...causeLines({ code, text }, shown),
];

/** Another run reads what this one would, or this run ended well before. */
export function notTaken(start: Exclude<SyncRunStart, { readonly kind: 'taken' }>): string {
  const shown = start.shown ?? null;
  if (start.kind === 'already-finished')
    return page(shown, 'This run had ended well before: nothing was read again.', 'Press nothing.');
  const workflow = start.joinedWorkflowId === undefined ? '' : `, workflow \`${start.joinedWorkflowId}\``;
  return page(
    shown,
    `Joined run \`${start.joinedRunId}\`${workflow}: it was under way and reads what this one would have read.`,
    'Press nothing here: its result is the result.',
  );
}

/** A run that ended by its rows, well or partly. */
export const ended = (shown: Shown, end: SyncRunEnd): string =>
  page(
    shown,
    end.text === null ? null : plain(end.text),
    ...unreadLines(end.unread ?? [], shown),
    end.outcome === 'partial'
      ? '**First:** see the accounts and their causes in Seatwise. **Then** press *Retry failed accounts* there: only what failed is read again. Reset here would find this run ended and change nothing.'
      : null,
  );

/** A run that failed or was canceled, with the row it left. */
export const endedBadly = (
  shown: Shown,
  input: SyncInput,
  failure: ShownFailure,
  unread: readonly UnreadByCode[] = [],
): string =>
  page(
    shown,
    `${failure.kind === 'failed' ? 'Failed' : 'Cancelled'}: ${titled(failure.code, shown)}`,
    ...causeLines(failure, shown),
    ...unreadLines(unread, shown),
    ...pressing(input, failure),
  );

/** The same in one line, for whoever reads the failure itself, also while no worker answers. */
export function inOneLine(shown: Shown, input: SyncInput, failure: ShownFailure): string {
  const definition = workText(failure.code, shown?.called);
  const about = shown === null ? '' : `${shown.label}: `;
  const what = definition === null ? failure.code : `${definition.title} (${failure.code})`;
  const lines = [...causeLines(failure, shown), ...pressing(input, failure)];
  return `${about}${what}. ${lines.join(' ').replace(/[*`\\]/gu, '')}`;
}

const unreadLines = (unread: readonly UnreadByCode[], shown: Shown): readonly string[] =>
  unread.length === 0
    ? []
    : [
        'Not read:',
        unread.map(({ code, what, count }) => `* ${count} ${what}: ${titled(code, shown)}`).join('\n'),
      ];

function pressing(input: SyncInput, { code }: Cause): readonly string[] {
  const trigger = `**Trigger** on the schedule \`${syncScheduleId(input.integrationId)}\`: a new run reads everything.`;
  switch (code) {
    case 'RunSuperseded':
      return ['**Press** nothing: the newest execution of this workflow id goes on.'];
    case 'UsageLineGone':
      return ['**Press** nothing here.'];
    case 'RowMissing':
      return ['**Press** nothing before that: Reset finds no row either.'];
    case 'NothingCounted':
      return [
        `**Then press** ${trigger} Reset would find the same accounts unread.`,
        ...inConsole[input.mode],
      ];
    default:
      return [
        '**Then press** **Reset** on this page, to the **first** workflow task (the lowest number of the list): it goes on where it stopped, and accounts that were counted are not read again. Never to the last one: it holds the failure already.',
        `**Or** press ${trigger}`,
        ...inConsole[input.mode],
      ];
  }
}

const inConsole: Readonly<Record<SyncMode, readonly string[]>> = {
  full: [],
  'failed-accounts': ['**Or** retry the failed accounts in Seatwise.'],
  'usage-line': ['**Or** press *Read again* on the usage line in Seatwise: only that is read.'],
};
