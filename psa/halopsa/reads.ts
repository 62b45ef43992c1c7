import { message } from '../../messages/message.ts';
import type { Right } from './rights.ts';
import { mayWait, pauseAfter, type ReadLimits } from '../read-limits.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { HttpOutcome } from '../../http/outcome.ts';
import { jittered } from '../no-answer.ts';
import type { PsaResult } from '../port.ts';
import { jsonOf, verdictOfAnswer, verdictOfNoAnswer, type Verdict } from './answers.ts';
import type { Calls } from './calls.ts';
import { psaFailure, tooMuchForNow } from './failures.ts';
import type { Token, Tokens } from './tokens.ts';

/** One read. There is no method: only reads may be repeated, so what is repeated here can be nothing else. */
export interface Read<T> {
  /** Below `/api/`, encoded; its first part stands for it in messages. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** See `AnswerContext.right`. */
  readonly right: Right | null;
  /** What a good answer looks like; whatever else comes is no answer to this read. Numbers are text. */
  readonly shape: z.ZodType<T>;
}

/** A good answer, and the same JSON as it can be posted back. */
export interface Answer<T> {
  readonly value: T;
  readonly raw: unknown;
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  /** `token`: with which it was asked. */
  | { readonly ok: false; readonly verdict: Verdict; readonly token: Token | null };

/** Nothing was sent, since nothing may be for so long. */
interface Held {
  readonly heldMs: number;
}

/** GETs of one instance, repeated within bounds, with a token that holds. */
export class Reads {
  readonly #calls: Calls;
  readonly #tokens: Tokens;

  constructor(calls: Calls, tokens: Tokens) {
    this.#calls = calls;
    this.#tokens = tokens;
  }

  /** Throws only the reason of the caller's signal. */
  async read<T>(read: Read<T>, limits: ReadLimits): Promise<PsaResult<Answer<T>>> {
    let waited = 0;
    let isRenewed = false;
    let number = 1;
    for (;;) {
      const attempt = await this.#attempt(read, limits);
      if ('heldMs' in attempt) {
        const { heldMs } = attempt;
        if (!mayWait(this.#calls.settings, heldMs, waited, limits)) return tooMuchForNow(heldMs);
        waited += heldMs;
        await pause(heldMs, limits.signal);
        // Others that waited may have been faster.
        continue;
      }
      if (attempt.ok) return attempt;
      const { failure, again } = attempt.verdict;
      if (again === 'renewed' && attempt.token !== null && !isRenewed) {
        isRenewed = true;
        const renewal = await this.#renewed(attempt.token, limits);
        if (renewal === null) return failure;
        if (!renewal.ok) return renewal.verdict.failure;
        number += 1;
        continue;
      }
      const wait = jittered(failure.retryAfterMs ?? pauseAfter(this.#calls.settings, number));
      if (again === 'after-wait') this.#calls.keepQuiet(wait);
      if (again === 'no' || again === 'renewed' || number >= limits.maxAttempts) return failure;
      if (!mayWait(this.#calls.settings, wait, waited, limits)) return failure;
      waited += wait;
      number += 1;
      await pause(wait, limits.signal);
    }
  }

  /** Another token than one that was rejected; null: a young one that still reads, so that a right is missing. */
  async #renewed(token: Token, limits: ReadLimits): ReturnType<Tokens['renewed']> {
    const renewal = await unlessAborted(this.#tokens.renewed(token), limits.signal);
    if (renewal !== null || (await this.isAlive(token, limits))) return renewal;
    return unlessAborted(this.#tokens.renewed(token, 'any'), limits.signal);
  }

  /** Does a token still open anything? Asked once, of the smallest list; no answer: not known to. */
  async isAlive(token: Token, { signal }: ReadLimits): Promise<boolean> {
    const { timeoutMs } = this.#calls.settings;
    if ((await this.#calls.take()) > 0) return false;
    const [path, query] = ['/api/Client', 'pageinate=true&page_size=1&page_no=1'];
    return this.#calls.make<boolean>(
      { method: 'GET', path, query, token: token.text, timeoutMs, signal },
      (outcome) => ({
        result: outcome.kind === 'answer' && outcome.status < 500 && outcome.status !== 401,
        code: null,
      }),
    );
  }

  async #attempt<T>(read: Read<T>, { signal, endsAt }: ReadLimits): Promise<Attempt<Answer<T>> | Held> {
    signal?.throwIfAborted();
    const heldMs = this.#calls.quietFor();
    if (heldMs > 0) return { heldMs };
    const longest = this.#calls.settings.timeoutMs;
    const timeoutMs = endsAt === null ? longest : Math.min(longest, endsAt - Date.now());
    if (timeoutMs <= 0)
      return failed({ failure: psaFailure('PsaTimeout', message('psas.no-time-left')), again: 'no' });
    const token = await unlessAborted(this.#tokens.current(), signal);
    if (!token.ok) return failed(token.verdict);
    const query = Object.entries(read.query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const attempt = await this.#calls.inTurn(async (went): Promise<Attempt<Answer<T>> | Held> => {
      const untilNext = await this.#calls.take();
      if (untilNext > 0) return { heldMs: untilNext };
      const one = await this.#calls.make<Attempt<Answer<T>>>(
        { method: 'GET', path: `/api/${read.path}`, query, token: token.value.text, timeoutMs, signal },
        (outcome) => {
          const evaluated = this.#evaluate(outcome, read, token.value);
          return { result: evaluated, code: evaluated.ok ? null : evaluated.verdict.failure.code };
        },
      );
      if (one.ok) went('well');
      else if (slowsDown(one.verdict)) went('too much');
      return one;
    });
    signal?.throwIfAborted();
    return attempt;
  }

  #evaluate<T>(outcome: HttpOutcome, { path, right, shape }: Read<T>, token: Token): Attempt<Answer<T>> {
    if (outcome.kind === 'no-answer') return failed(verdictOfNoAnswer(outcome));
    if (outcome.status < 200 || outcome.status > 299)
      return failed(verdictOfAnswer(outcome, this.#calls.context(right)), token);
    const operation = path.split('/')[0] ?? path;
    const json = jsonOf(outcome.text, operation);
    // A maintenance page or a cut body with a good status: passing trouble more often than not.
    if (!json.ok) return failed({ failure: json, again: 'after-pause' });
    const value = shape.safeParse(json.value.exact);
    if (value.success) return { ok: true, value: { value: value.data, raw: json.value.raw } };
    const failure = psaFailure(
      'PsaAnswerUnreadable',
      message('psas.unreadable.unexpected', { call: operation }),
    );
    return failed({ failure, again: 'after-pause' });
  }
}

/** It said that it is too much, or took too long to answer. */
const slowsDown = ({ failure }: Verdict): boolean =>
  failure.code === 'PsaBusy' || failure.code === 'PsaTimeout';

const failed = <T>(verdict: Verdict, token: Token | null = null): Attempt<T> => ({
  ok: false,
  verdict,
  token,
});

/** A question that others wait for too goes on; only this caller stops. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Throws only the reason of the signal. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
