import { ApplicationFailure } from '@temporalio/common';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { WorkErrorCode } from '../../contracts/errors/work.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { message } from '../../messages/message.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import type { Cause } from '../../contracts/temporal/activities.ts';
import { type Database, inTransaction, type Tx } from '../../db/model/database.ts';
import type { Claim } from '../../db/readings/account-reads.ts';
import { isRefused, type Rejected } from '../../use-cases/outcome.ts';

/**
 * The one place where outcomes become Temporal failures (architecture.md 5). `type` is the stable code; messages hold
 * no secrets, URLs or bodies, because histories keep them.
 */

/** What a command or a use case rejects. Workflows show the code alone where it is none of their own. */
export const rejection = (code: ErrorCode, detail: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(detail, code);

/** Permanent trouble: the run or command ends with this code. */
export const permanent = (code: WorkErrorCode, detail: string): ApplicationFailure => rejection(code, detail);

/** Trouble that passes: the activity is tried again, at the given time where the vendor named one. */
export const passing = (
  code: WorkErrorCode,
  detail: string,
  retryAfterMs: number | null,
): ApplicationFailure =>
  ApplicationFailure.create({
    message: detail,
    type: code,
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
      return permanent('RunSuperseded', 'a newer execution of this run took over, or it has ended');
    case 'canceled':
      return permanent('SyncCanceled', 'canceled on request');
    case 'stopped':
      return permanent('SyncStopped', 'the integration was paused or disconnected');
  }
}

/** Throws where the claim is not held. */
export function requireClaim(claim: Claim): void {
  const failure = claimFailure(claim);
  if (failure !== null) throw failure;
}

/** For histories and the Temporal UI, which operators read. */
const inEnglish = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null });

/** Carries a use case out in one transaction; what it rejects is undone, and ends the activity for good. */
export const carryOut = <T>(db: Database, useCase: (tx: Tx) => Promise<T | Rejected>): Promise<T> =>
  inTransaction(db, async (tx) => {
    const outcome = await useCase(tx);
    if (!isRefused(outcome)) return outcome;
    const { code, detail } = outcome;
    throw code === 'NotFound'
      ? rowMissing('integration')
      : rejection(code, inEnglish(detail ?? message(`error.${code}`)));
  });

export const rowMissing = (what: string): ApplicationFailure =>
  permanent('RowMissing', `the row of this ${what} does not exist`);

/** What was made, or the cause of a permanent failure: set-up shows it on its gate instead of failing. */
export async function orCause<T extends object>(
  made: Promise<T>,
): Promise<T | (Cause & { readonly detail: string })> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable === true) return causeOf(error);
    throw error;
  }
}

/** Code and words of any error, without what may stand in messages of libraries: values of rows, addresses. */
export function causeOf(error: unknown): Cause & { readonly detail: string } {
  if (error instanceof ApplicationFailure)
    return { code: error.type ?? 'InternalError', detail: error.message };
  const name = error instanceof Error ? error.name : 'unknown error';
  const number = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
  return { code: 'InternalError', detail: `${name}${number}` };
}
