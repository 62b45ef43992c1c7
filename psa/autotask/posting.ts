import { z } from 'zod';
import type { HttpOutcome } from '../../http/outcome.ts';
import { message } from '../../messages/message.ts';
import { parseJsonExactly } from '../exact-json.ts';
import { jittered } from '../no-answer.ts';
import type { PsaFailure, WriteLimits, WriteOutcome, WriteTrouble } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import { keptBack, rejected, unknown } from '../write-trouble.ts';
import { errorsIn, verdictOfAnswer, verdictOfNoAnswer } from './answers.ts';
import type { Calls } from './calls.ts';
import { psaFailure } from './failures.ts';
import type { WritePath } from './write-path.ts';

/** A request that changes something. */
export interface Posting {
  /** See `Call.path`. */
  readonly path: string;
  readonly body: object;
  /** See `AnswerContext.right`. */
  readonly right: string;
}

/** Autotask accepted it. */
export interface Taken {
  readonly kind: 'taken';
  /** Of the record that it created; null: it creates none that can be read. */
  readonly itemId: string | null;
}

/**
 * One request, never repeated. What it rests on was read last: between that and the request no call comes. Throws only what
 * is not the caller's signal.
 *
 * @param hindrance why nothing may be sent, by what is read just before; null: it may
 * @param readBack reads until Autotask shows what it accepted, since the answer itself shows nothing
 */
export async function sendOnce(
  path: WritePath,
  posting: Posting,
  { mayBegin, afterChange, signal }: WriteLimits,
  {
    hindrance,
    readBack,
  }: {
    readonly hindrance: (limits: ReadLimits) => Promise<WriteOutcome | null>;
    readonly readBack: (taken: Taken) => Promise<WriteOutcome>;
  },
): Promise<WriteOutcome> {
  const stopped = (): boolean => signal?.aborted === true || !mayBegin();
  if (stopped()) return keptBack(signal);
  const held = path.calls.quietFor();
  if (held > 0) return notSent(psaFailure('PsaBusy', message('psas.slow-down'), held));
  try {
    const limits = path.limits(signal);
    const hindered = await hindrance(limits);
    if (hindered !== null) return hindered;
    const zone = await path.reads.zone(limits);
    if (!zone.ok) return notSent(zone);
    if (stopped()) return keptBack(signal);
    const sent = await postOnce(path.calls, zone.value.host, posting, { mayBegin, signal });
    if (sent.kind !== 'taken') return sent;
    await afterChange?.();
    return await readBack(sent);
  } catch (error) {
    if (signal?.aborted === true) return keptBack(signal);
    throw error;
  }
}

function postOnce(
  calls: Calls,
  host: string,
  { path, body, right }: Posting,
  { mayBegin, signal }: WriteLimits,
): Promise<WriteOutcome | Taken> {
  return calls.make<WriteOutcome | Taken>(
    {
      host,
      method: 'POST',
      path,
      body: JSON.stringify(body),
      signedIn: true,
      timeoutMs: calls.settings.timeoutMs,
      signal,
      mayBegin: () => signal?.aborted !== true && mayBegin(),
    },
    (outcome) => {
      const result = evaluate(calls, outcome, { path, right }, signal);
      return { result, code: 'code' in result ? result.code : null };
    },
  );
}

const answered = z.object({ itemId: z.string().nullable() });

function evaluate(
  calls: Calls,
  outcome: HttpOutcome,
  { path, right }: Omit<Posting, 'body'>,
  signal: AbortSignal | undefined,
): WriteOutcome | Taken {
  if (outcome.kind === 'no-answer') {
    if (outcome.sent === 'no' && outcome.cause === 'aborted') return keptBack(signal);
    const { failure } = verdictOfNoAnswer(outcome);
    return outcome.sent === 'no' ? notSent(failure) : unknown(failure);
  }
  const good = outcome.status >= 200 && outcome.status < 300;
  if (good && errorsIn(outcome.text) === null) {
    const json = parseJsonExactly(outcome.text);
    const answer = answered.safeParse(json.ok ? json.value : null);
    if (answer.success) return { kind: 'taken', itemId: answer.data.itemId };
    const call = path.split('/').at(-1) ?? path;
    return unknown(psaFailure('PsaAnswerUnreadable', message('psas.unreadable.unexpected', { call })));
  }
  const { failure, again, definite } = verdictOfAnswer(outcome, calls.context(right));
  if (again === 'after-wait') {
    calls.keepQuiet(jittered(failure.retryAfterMs ?? calls.settings.busyMs));
    return notSent(failure);
  }
  if (failure.code === 'PsaSignInRejected') return notSent(failure);
  if (failure.code === 'PsaNotFound') return unknown(failure);
  if (outcome.status === 409) return unknown(psaFailure('PsaRejected', failure.detail));
  return definite ? rejected(failure) : unknown(failure);
}

/** Every trouble of this adapter reaches the line alone, or everything that these keys may do. */
const scopeOf = ({ scope, code }: PsaFailure): WriteTrouble['scope'] =>
  (scope === 'credential' && code !== 'PsaRightMissing') || code === 'PsaBusy' ? 'connection' : 'line';

export const notSent = (failure: PsaFailure): WriteTrouble => ({
  kind: 'not-sent',
  scope: scopeOf(failure),
  code: failure.code,
  detail: failure.detail,
  needsPerson: failure.scope === 'credential',
  retryAfterMs: failure.retryAfterMs,
});
