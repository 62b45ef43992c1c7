import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  setCurrentDetails,
  type TemporalFailure,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { TemporalUiDetails, SyncFailure } from '../../contracts/temporal/activities.ts';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import { FailureCode, SyncOutcome } from '../../contracts/temporal/search-attributes.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
import * as details from '../details/of-syncs.ts';

/** The failure that closes the workflow says everything itself: it can be read while no worker answers queries. */
export function asFailure(
  error: TemporalFailure,
  input: SyncInput,
  shown: TemporalUiDetails | null,
): TemporalFailure {
  if (isCancellation(error)) return error;
  const failure = failureOf(error);
  return ApplicationFailure.create({
    message: details.inOneLine(shown, input, failure),
    type: failure.code,
    nonRetryable: true,
    cause: error,
  });
}

/** What a run failed with: `detail` for its row, `text` for the Temporal UI. */
export type RunFailure = SyncFailure & details.ShownFailure;

export function failureOf(error: TemporalFailure): RunFailure {
  if (isCancellation(error))
    return { kind: 'canceled', code: 'SyncCanceled', detail: message('runs.canceled'), text: null };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure && cause.type != null ? cause.type : 'SyncTimedOut';
  const text = (cause ?? error).message;
  const kind = code === 'SyncCanceled' || code === 'SyncStopped' ? 'canceled' : 'failed';
  return { kind, code, detail: detailOf(cause) ?? asWritten(text), text };
}

/** An activity's failure has the message that its text was rendered from; Temporal's own, as a timeout, have none. */
const detailOf = (cause: Error | undefined): Message | null =>
  cause instanceof ApplicationFailure ? ((cause.details?.[0] ?? null) as Message | null) : null;

/** For its row, which keeps no text. */
export const ofRow = ({ kind, code, detail }: RunFailure): SyncFailure => ({ kind, code, detail });

/** The row belongs to a newer execution, has ended, or is not there: this execution may not write it. */
export const isOfAnother = ({ code }: SyncFailure): boolean =>
  code === 'RunSuperseded' || code === 'RowMissing';

/** Nothing that the other side still reads could be stored. */
export const endsAtOnce = (failure: SyncFailure): boolean =>
  failure.kind === 'canceled' || isOfAnother(failure);

export function report(outcome: string, code: string | null, words: string): void {
  upsertSearchAttributes([
    { key: SyncOutcome, value: outcome },
    { key: FailureCode, value: code },
  ]);
  setCurrentDetails(words);
}

/** No row to write, or none that this execution may write. */
export function reportFailure(input: SyncInput, failure: RunFailure, shown: TemporalUiDetails | null): void {
  report(failure.kind, failure.code, details.endedBadly(shown, input, failure));
}
