import { ApplicationFailure, type ApplicationFailureOptions } from '@temporalio/common';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { WorkErrorCode } from '../../contracts/errors/work.ts';
import { causeInEnglish } from '../../messages/english.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { type Database, inTransaction, type Tx } from '../../db/model/database.ts';
import type { Claim } from '../../db/readings/account-reads.ts';
import { isRejected, type Rejected } from '../../use-cases/outcome.ts';

/**
 * The one place where outcomes become Temporal failures (architecture.md 5). `type` is the stable code; messages hold
 * no secrets, URLs or bodies, because histories keep them.
 */

/** What was found, in addition to the texts of a code; null: nothing more. */
type Detail = Message | null;

/** `message` is for the Temporal UI; what is stored comes from the message in `details` ({@link detailOf}). */
const failureWith = (
  code: ErrorCode,
  detail: Detail,
  more: Pick<ApplicationFailureOptions, 'nonRetryable' | 'nextRetryDelay'>,
): ApplicationFailure =>
  ApplicationFailure.create({
    type: code,
    message: causeInEnglish(code, detail),
    details: [detail],
    ...more,
  });

/** What a command or a use case rejects. Workflows show the code alone where it is none of their own. */
export const rejection = (code: ErrorCode, detail: Detail): ApplicationFailure =>
  failureWith(code, detail, { nonRetryable: true });

/** Permanent trouble: the run or command ends with this code. */
export const permanent = (code: WorkErrorCode, detail: Detail): ApplicationFailure => rejection(code, detail);

/** Trouble that passes: the activity is tried again, at the given time where the vendor named one. */
export const passing = (
  code: WorkErrorCode,
  detail: Detail,
  retryAfterMs: number | null,
): ApplicationFailure =>
  failureWith(code, detail, {
    nonRetryable: false,
    ...(retryAfterMs === null ? {} : { nextRetryDelay: retryAfterMs }),
  });

/** Milliseconds for which the vendor asked to be left alone; null: it named no time. */
export const waitOf = ({ nextRetryDelay }: ApplicationFailure): number | null =>
  typeof nextRetryDelay === 'number' ? nextRetryDelay : null;

/** The PSA takes no more calls for now. */
export const isBusy = (error: unknown): error is ApplicationFailure =>
  error instanceof ApplicationFailure && error.type === 'PsaBusy';

/** An execution that may no longer write stops at once; null: it may go on. */
export function claimFailure(claim: Claim): ApplicationFailure | null {
  switch (claim) {
    case 'held':
      return null;
    case 'run-superseded':
      return permanent('RunSuperseded', message('runs.superseded'));
    case 'canceled':
      return permanent('SyncCanceled', message('runs.canceled'));
    case 'stopped':
      return permanent('SyncStopped', message('runs.stopped'));
  }
}

/** Throws where the claim is not held. */
export function requireClaim(claim: Claim): void {
  const failure = claimFailure(claim);
  if (failure !== null) throw failure;
}

/** Carries a use case out in one transaction; what it rejects is undone, and ends the activity for good. */
export const carryOut = <T>(db: Database, useCase: (tx: Tx) => Promise<T | Rejected>): Promise<T> =>
  inTransaction(db, async (tx) => {
    const outcome = await useCase(tx);
    if (!isRejected(outcome)) return outcome;
    const { code, detail } = outcome;
    throw code === 'NotFound' ? rowMissing('integration') : rejection(code, detail);
  });

export const rowMissing = (what: 'integration' | 'run' | 'approval' | 'command'): ApplicationFailure =>
  permanent('RowMissing', message('work.row-missing', { what }));

/** What was made, or the cause of a permanent failure: set-up shows it on its gate instead of failing. */
export async function orCause<T extends object>(made: Promise<T>): Promise<T | FoundCause> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable === true) return causeOf(error);
    throw error;
  }
}

/** A code of contracts/errors.ts, and what was found; null: nothing more. */
export interface FoundCause {
  readonly code: string;
  readonly detail: Message | null;
}

/** Code and finding of any error, without what may stand in messages of libraries: values of rows, addresses. */
export function causeOf(error: unknown): FoundCause {
  if (error instanceof ApplicationFailure)
    return { code: error.type ?? 'InternalError', detail: detailOf(error) };
  const name = error instanceof Error ? error.name : 'unknown error';
  const number = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
  return { code: 'InternalError', detail: asWritten(`${name}${number}`) };
}

function detailOf({ details, message: words }: ApplicationFailure): Message | null {
  const [detail] = details ?? [];
  if (detail === undefined) return asWritten(words);
  return detail === null ? null : StoredMessage.parse(detail);
}
