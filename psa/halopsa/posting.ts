import { type Message, message } from '../../messages/message.ts';
import type { Right } from './rights.ts';
import { keptBack, notSent, rejected, unknown } from '../write-trouble.ts';
import type { HttpOutcome } from '../../http/outcome.ts';
import { jittered } from '../no-answer.ts';
import type { PsaFailure, WriteLimits, WriteOutcome } from '../port.ts';
import { verdictOfAnswer, verdictOfNoAnswer } from './answers.ts';
import type { InvoiceReader } from './invoice-reader.ts';
import type { Calls } from './calls.ts';
import type { ChangeLog } from './change-log.ts';
import { psaFailure, tooMuchForNow } from './failures.ts';
import type { LastReading } from './last-reading.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';
import type { Token, Tokens } from './tokens.ts';

/** The way to the one POST of this adapter. It has no loop and knows none: whoever wants a second one asks again. */
export interface WritePath {
  readonly calls: Calls;
  readonly tokens: Tokens;
  readonly books: InvoiceReader;
  readonly reads: Reads;
  readonly log: ChangeLog;
  readonly last: LastReading;
}

/** What is posted. */
interface Post {
  /** Below `/api/`. */
  readonly path: string;
  readonly body: readonly unknown[];
  readonly right: Right;
}

/** A post that was answered well, with the answer's text; else what became of it. */
type Posted = { readonly kind: 'answered'; readonly text: string } | WriteOutcome;

/** Not now: Halo or the caller wants it so. Null: it may leave. */
export function mayNotLeave({ calls }: WritePath, { mayBegin, signal }: WriteLimits): WriteOutcome | null {
  if (signal?.aborted === true || !mayBegin()) return keptBack(signal);
  const held = calls.quietFor();
  return held > 0 ? notSent(tooMuchForNow(held)) : null;
}

/** A read beside a write: two attempts at most, within the time of one. */
export const besideWriting = ({ calls }: WritePath, signal: AbortSignal | undefined): ReadLimits => ({
  signal,
  maxAttempts: Math.min(2, calls.settings.maxAttempts),
  endsAt: Date.now() + calls.settings.timeoutMs,
});

/** One request. */
export async function postOnce(path: WritePath, post: Post, within: WriteLimits): Promise<Posted> {
  const { calls, tokens } = path;
  const token = await tokens.current();
  if (!token.ok) return notSent(token.verdict.failure);
  const outcome = await calls.inTurn(async (): Promise<Posted | Refused401> => {
    // Asked again: the reading and the wait for a place may have been long.
    const staysAtHome = mayNotLeave(path, within);
    if (staysAtHome !== null) return staysAtHome;
    const waitMs = await calls.take();
    if (waitMs > 0) return notSent(tooMuchForNow(waitMs));
    return calls.make<Posted | Refused401>(
      {
        method: 'POST',
        path: `/api/${post.path}`,
        query: '',
        token: token.value.text,
        body: { type: 'application/json', text: JSON.stringify(post.body) },
        timeoutMs: calls.settings.timeoutMs,
        signal: within.signal,
        mayBegin: within.mayBegin,
      },
      (answered) => {
        const result = outcomeOf(answered, post, calls, within.signal);
        return { result, code: 'code' in result ? result.code : null };
      },
    );
  });
  return outcome.kind === 'rejected-401' ? of401(path, token.value, outcome.failure) : outcome;
}

/** A dead token, or a right that the agent lacks: one answer for both, and nothing was done in either case. */
interface Refused401 {
  readonly kind: 'rejected-401';
  readonly code: PsaFailure['code'];
  readonly failure: PsaFailure;
}

/**
 * Which of the two it was: no new token is given for keys that are rejected, and a token that still reads was not dead
 * (halopsa.md 3).
 */
async function of401(path: WritePath, used: Token, failure: PsaFailure): Promise<WriteOutcome> {
  const { tokens, reads } = path;
  const renewed = await tokens.renewed(used, 'any');
  if (renewed !== null && !renewed.ok) return notSent(renewed.verdict.failure);
  const stillReads = await reads.isAlive(used, besideWriting(path, undefined));
  return stillReads
    ? rejected(failure)
    : { ...notSent(psaFailure('PsaSignInRejected', message('halopsa.token-expired'))), needsPerson: false };
}

function outcomeOf(
  outcome: HttpOutcome,
  { right }: Post,
  calls: Calls,
  signal: AbortSignal | undefined,
): Posted | Refused401 {
  if (outcome.kind === 'no-answer') {
    if (outcome.cause === 'aborted' && outcome.sent === 'no') return keptBack(signal);
    const { failure } = verdictOfNoAnswer(outcome);
    return outcome.sent === 'no' ? notSent(failure) : unknown(failure);
  }
  const { status, text } = outcome;
  if (status >= 200 && status <= 299) return { kind: 'answered', text };
  const { failure, again } = verdictOfAnswer(outcome, calls.context(right));
  if (again === 'after-wait') calls.keepQuiet(jittered(failure.retryAfterMs ?? calls.settings.busyMs));
  if (status === 401) return { kind: 'rejected-401', code: failure.code, failure };
  if (failure.code === 'PsaBusy') return notSent(failure);
  // 408 and 409 leave open what was done, as does any server fault. "Not there" is no answer for good where the line can
  // be read all the same: reading decides. Redirects that send the request elsewhere are not followed: nothing was done.
  const isOpen = status >= 500 || [404, 408, 409, 410].includes(status);
  if (isOpen || (status < 400 && ![301, 302, 307, 308].includes(status))) return unknown(failure);
  return rejected(failure);
}

export const unreadable = (detail: Message): WriteOutcome =>
  unknown(psaFailure('PsaAnswerUnreadable', detail));

/** Null: the caller's signal ended it, which says nothing about the PSA. */
export async function unlessStopped<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted === true) return null;
    throw error;
  }
}
