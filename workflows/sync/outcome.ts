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

export function failureOf(error: TemporalFailure): SyncFailure {
  if (isCancellation(error)) return { kind: 'canceled', code: 'SyncCanceled', detail: 'canceled on request' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure && cause.type != null ? cause.type : 'SyncTimedOut';
  const detail = (cause ?? error).message;
  return { kind: code === 'SyncCanceled' || code === 'SyncStopped' ? 'canceled' : 'failed', code, detail };
}

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
export function reportFailure(input: SyncInput, failure: SyncFailure, shown: TemporalUiDetails | null): void {
  report(failure.kind, failure.code, details.endedBadly(shown, input, failure));
}
