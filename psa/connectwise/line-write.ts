import { message } from '../../messages/message.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import type { HttpAnswer, HttpOutcome } from '../../http/outcome.ts';
import { psaFailure } from './failures.ts';
import type { PsaFailure, WriteLimits, WriteOutcome, WritePlan, WriteTrouble } from '../port.ts';
import { jittered } from '../no-answer.ts';
import type { Calls, Evaluated } from './calls.ts';
import type { Codebase } from './codebase.ts';
import { verdictOfAnswer, verdictOfNoAnswer, withDateAdvice } from './error-answers.ts';
import { readJson } from './json-answers.ts';
import { type PlannedRequest, requestOf } from './planned-request.ts';
import { lineRecord, readRow } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import { notAsSent } from './written-line.ts';

/** What the one PATCH or POST of this adapter needs. There is no loop: a second request takes a second call. */
export interface WritePath {
  readonly calls: Calls;
  readonly codebase: Codebase;
  /** ID of the custom field that holds markers, by what this client has read; null: it has seen none. */
  readonly markerField: () => string | null;
}

/** A write in progress: what is sent for which plan, and when that is too late. */
interface Write {
  readonly plan: WritePlan;
  readonly request: PlannedRequest;
  readonly mayBegin: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/** See `Psa.write`. Throws nothing: an outcome that is lost to the caller is a write that nobody knows of. */
export async function writeLine(
  path: WritePath,
  plan: WritePlan,
  { mayBegin, signal }: WriteLimits,
): Promise<WriteOutcome> {
  const request = requestOf(plan, path.markerField());
  if (!request.ok) return rejected(request);
  const write: Write = { plan, request: request.value, mayBegin, signal };
  const staysAtHome = mayNotLeave(path.calls, write);
  if (staysAtHome !== null) return staysAtHome;
  const base = await codebaseFor(path, write);
  if (base === null) return keptBack(write.signal);
  if (!base.ok) return notSent(base);
  const outcome = await path.calls.inTurn(() => sendOnce(path.calls, base.value, write));
  return outcome.kind === 'accepted' || outcome.kind === 'withheld'
    ? outcome
    : unlessMoved(path.codebase, base.value, outcome);
}

function mayNotLeave(calls: Calls, write: Write): WriteOutcome | null {
  if (write.signal?.aborted === true || !write.mayBegin()) return keptBack(write.signal);
  const held = calls.quietFor();
  return held > 0 ? notSent(psaFailure('PsaBusy', message('psas.slow-down'), held)) : null;
}

/** Null: the caller's signal ended it, which says nothing about the PSA. */
async function codebaseFor({ calls, codebase }: WritePath, write: Write) {
  const limits: ReadLimits = {
    signal: write.signal,
    maxAttempts: calls.settings.maxAttempts,
    endsAt: Date.now() + calls.settings.timeoutMs,
  };
  try {
    return await codebase.current(limits);
  } catch (error) {
    if (write.signal?.aborted === true) return null;
    throw error;
  }
}

/** One request (connectwise.md 7). */
async function sendOnce(calls: Calls, base: string, write: Write): Promise<WriteOutcome> {
  // Asked again: the wait for a place, or for the codebase, may have been long.
  const staysAtHome = mayNotLeave(calls, write);
  if (staysAtHome !== null) return staysAtHome;
  const { operation, method, path, body } = write.request;
  return calls.make<WriteOutcome>(
    {
      operation,
      method,
      path: `/${base}apis/3.0/${path}`,
      query: '',
      body: JSON.stringify(body),
      signedIn: true,
      attempt: 1,
      timeoutMs: calls.settings.timeoutMs,
      signal: write.signal,
      mayBegin: write.mayBegin,
    },
    (outcome) => evaluated(outcomeOf(outcome, write, calls)),
  );
}

const evaluated = (result: WriteOutcome): Evaluated<WriteOutcome> => ({
  result,
  code: result.kind === 'accepted' || result.kind === 'withheld' ? null : result.code,
});

function outcomeOf(outcome: HttpOutcome, write: Write, calls: Calls): WriteOutcome {
  if (outcome.kind === 'no-answer') {
    if (outcome.cause === 'aborted' && outcome.sent === 'no') return keptBack(write.signal);
    const { failure } = verdictOfNoAnswer(outcome);
    return outcome.sent === 'no' ? notSent(failure) : unknown(failure);
  }
  if (outcome.status >= 200 && outcome.status <= 299) return outcomeOfGoodAnswer(outcome, write);
  const { failure, again } = verdictOfAnswer(outcome, calls.context(write.request.right));
  if (again === 'after-wait') calls.keepQuiet(jittered(failure.retryAfterMs ?? calls.settings.busyMs));
  // One stray text says nothing about the credential; the readings before the next attempt will.
  return outcomeOfOtherAnswer(
    outcome.status,
    again === 'once-more' ? { ...failure, scope: 'call' } : withDateAdvice(failure, outcome.text),
  );
}

/** The PSA has it only when its answer shows the line as it was sent. */
function outcomeOfGoodAnswer(answer: HttpAnswer, { plan, request }: Write): WriteOutcome {
  const call = request.operation;
  const body = readJson(answer.text, call);
  if (!body.ok) return unknown(body);
  const agreementId = plan.kind === 'create-line' ? plan.agreementId : plan.ref.agreementId;
  const line = readRow(body.value, lineRecord(agreementId));
  if (!line.ok) return unknown(line);
  const difference = notAsSent(plan, line.value, call);
  return difference === null
    ? { kind: 'accepted', line: line.value, document: null }
    : unknown(psaFailure('PsaAnswerUnreadable', difference));
}

/** Redirects that send the request elsewhere; they are not followed, so nothing was done. 303 is an answer to something done. */
const undoneRedirects: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/**
 * Codes of answers that prove the call had no effect, with a cause outside of this one line: they may go out later.
 * A missing right is not among them: it is the PSA's answer to this very change.
 */
const triedLater: ReadonlySet<string> = new Set([
  'PsaBusy',
  'PsaSignInRejected',
  'PsaClientIdRejected',
  'PsaWrongCompanyOrSite',
]);

const noSuchLine: ReadonlySet<number> = new Set([404, 410]);

function outcomeOfOtherAnswer(status: number, failure: PsaFailure): WriteOutcome {
  if (triedLater.has(failure.code)) return notSent(failure);
  // 408 and 409 leave open what was done, as does any server fault (connectwise.md 8). "No such line" is no answer for
  // good where the line can be read all the same: reading decides.
  if (status >= 500 || noSuchLine.has(status) || status === 408 || status === 409) return unknown(failure);
  if (status < 400 && !undoneRedirects.has(status)) return unknown(failure);
  return rejected(failure);
}

/** "Not found" and "cannot route" at a codebase the company left meanwhile say nothing about the line (connectwise.md 2). */
async function unlessMoved(codebase: Codebase, used: string, outcome: WriteTrouble): Promise<WriteOutcome> {
  if (outcome.code !== 'PsaNotFound' && outcome.code !== 'PsaWrongCompanyOrSite') return outcome;
  // Without the caller's signal: the answer is here, and must not be lost to a cancel.
  const now = await codebase.again(used, { signal: undefined, maxAttempts: 1, endsAt: null });
  if (now.ok && now.value === used)
    return outcome.code === 'PsaNotFound'
      ? outcome
      : notSent(psaFailure('PsaUnreachable', message('connectwise.address-rejected')));
  // Where it cannot be asked, what is known stays as little as it was.
  if (!now.ok && outcome.kind === 'unknown') return outcome;
  const detail = now.ok ? message('connectwise.codebase-changed') : now.detail;
  return notSent(psaFailure(now.ok ? 'PsaUnreachable' : now.code, detail));
}
