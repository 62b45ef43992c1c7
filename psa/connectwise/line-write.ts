import { type Message, message } from '../../messages/message.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import { Decimal } from 'decimal.js';
import type { HttpAnswer, HttpOutcome } from '../../http/outcome.ts';
import { psaFailure } from './failures.ts';
import type {
  LineRef,
  PsaFailure,
  WriteLimits,
  WriteOutcome,
  SetQuantityPlan,
  WriteTrouble,
} from '../port.ts';
import { rights } from './api.ts';
import { jittered } from '../no-answer.ts';
import type { Calls, Evaluated } from './calls.ts';
import type { Codebase } from './codebase.ts';
import { verdictOfAnswer, verdictOfNoAnswer } from './error-answers.ts';
import { readJson } from './json-answers.ts';
import { isRecordId, lineRecord, readRow } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';

const operation = 'addition/quantity';
const largestQuantity = 2_147_483_647;

/** The way to the one PATCH of this adapter. It has no loop and knows none: whoever wants a second one asks again. */
export interface WritePath {
  readonly calls: Calls;
  readonly codebase: Codebase;
}

/** A write on its way: what is to be set where, and when that is too late. */
interface Write {
  readonly ref: LineRef;
  readonly quantity: number;
  readonly mayBegin: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/** See `Psa.write`. Throws nothing: an outcome that is lost to the caller is a write that nobody knows of. */
export async function writeLine(
  path: WritePath,
  { ref, after }: SetQuantityPlan,
  { mayBegin, signal }: WriteLimits,
): Promise<WriteOutcome> {
  if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
    return rejected(psaFailure('PsaNotFound', message('psas.invalid-id.line')));
  const quantity = wholeQuantity(after);
  if (quantity === null)
    return rejected(psaFailure('PsaRejected', message('psas.quantity-range', { most: largestQuantity })));
  const write: Write = { ref, quantity, mayBegin, signal };
  const staysAtHome = mayNotLeave(path.calls, write);
  if (staysAtHome !== null) return staysAtHome;
  const base = await codebaseFor(path, write);
  if (base === null) return keptBack(write.signal);
  if (!base.ok) return notSent(base);
  const outcome = await path.calls.inTurn(() => patchOnce(path.calls, base.value, write));
  return outcome.kind === 'accepted' || outcome.kind === 'withheld'
    ? outcome
    : unlessMoved(path.codebase, base.value, outcome);
}

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
function wholeQuantity(after: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(after)?.[1];
  const quantity = whole === undefined ? null : Number(whole);
  return quantity === null || quantity > largestQuantity ? null : quantity;
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

/** `PATCH …/additions/{id}` with one replace (connectwise.md 7). */
async function patchOnce(calls: Calls, base: string, write: Write): Promise<WriteOutcome> {
  // Asked again: the wait for a place, or for the codebase, may have been long.
  const staysAtHome = mayNotLeave(calls, write);
  if (staysAtHome !== null) return staysAtHome;
  const { agreementId, lineId } = write.ref;
  return calls.make<WriteOutcome>(
    {
      operation,
      method: 'PATCH',
      path: `/${base}apis/3.0/finance/agreements/${agreementId}/additions/${lineId}`,
      query: '',
      body: JSON.stringify([{ op: 'replace', path: 'quantity', value: write.quantity }]),
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
  const { failure, again } = verdictOfAnswer(outcome, calls.context(rights.edit));
  if (again === 'after-wait') calls.keepQuiet(jittered(failure.retryAfterMs ?? calls.settings.busyMs));
  // One stray text says nothing about the credential; the readings before the next attempt will.
  return outcomeOfOtherAnswer(
    outcome.status,
    again === 'once-more' ? { ...failure, scope: 'call' } : failure,
  );
}

/** The PSA has it only when its answer shows this line with this quantity. */
function outcomeOfGoodAnswer(answer: HttpAnswer, { ref, quantity }: Write): WriteOutcome {
  const call = operation;
  const body = readJson(answer.text, call);
  if (!body.ok) return unknown(body);
  const line = readRow(body.value, lineRecord(ref.agreementId));
  if (!line.ok) return unknown(line);
  if (line.value.id !== ref.lineId)
    return unreadable(
      message('psas.unreadable.other-record', { call, id: ref.lineId, shown: line.value.id }),
    );
  const shown = line.value.quantity;
  if (shown === null || !new Decimal(shown).equals(quantity))
    return unreadable(
      shown === null
        ? message('psas.unreadable.no-quantity', { call, sent: quantity })
        : message('psas.unreadable.quantity', { call, shown, sent: quantity }),
    );
  return { kind: 'accepted', line: line.value, document: null };
}

const unreadable = (detail: Message): WriteOutcome => unknown(psaFailure('PsaAnswerUnreadable', detail));

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
