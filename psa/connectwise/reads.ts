import { message } from '../../messages/message.ts';
import { mayWait, pauseAfter, type ReadLimits } from '../read-limits.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpOutcome } from '../../http/outcome.ts';
import { psaFailure } from './failures.ts';
import type { PsaResult } from '../port.ts';
import type { AnswerShape } from './answer-shapes.ts';
import { jittered } from '../no-answer.ts';
import type { Calls, Evaluated } from './calls.ts';
import { verdictOfAnswer, verdictOfNoAnswer } from './error-answers.ts';
import type { Verdict } from './error-answers.ts';
import { readJson } from './json-answers.ts';

/** One read. There is no method: only reads may be repeated, so what is repeated here can be nothing else. */
export interface Read {
  /** See `Call.operation`. */
  readonly operation: string;
  /** From the root of the host, encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** See `Call.signedIn`. */
  readonly signedIn: boolean;
  /** See `AnswerContext.right`. */
  readonly right: string | null;
  /** What a good answer looks like; whatever else comes is no answer to this read. */
  readonly shape: AnswerShape;
  /** Asks where the company is now and gives the path there; absent: this read has one address. */
  readonly whereNow?: (limits: ReadLimits) => Promise<PsaResult<string>>;
}

export interface JsonAnswer {
  /** Numbers are text, see `parseJsonExactly`. */
  readonly value: unknown;
  readonly link: string | null;
}

type Attempt =
  | { readonly ok: true; readonly value: JsonAnswer }
  | { readonly ok: false; readonly verdict: Verdict };

/** GETs of one ConnectWise host, repeated within bounds, answers as JSON. */
export class Reads {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Throws only the reason of the caller's signal. */
  async read(read: Read, limits: ReadLimits): Promise<PsaResult<JsonAnswer>> {
    let waited = 0;
    let current = read;
    let askedWhere = false;
    for (let number = 1; ; number += 1) {
      const held = this.#calls.quietFor();
      if (held > 0) {
        if (!mayWait(this.#calls.settings, held, waited, limits))
          return psaFailure('PsaBusy', message('psas.slow-down'), held);
        waited += held;
        await pause(held, limits.signal);
      }
      const attempt = await this.#calls.inTurn(async (went) => {
        const one = await this.#attempt(current, number, limits);
        if (one.ok) went('well');
        else if (slowsDown(one.verdict)) went('too much');
        return one;
      });
      if (attempt.ok) return attempt;
      const { failure, again } = attempt.verdict;
      const wait = jittered(failure.retryAfterMs ?? pauseAfter(this.#calls.settings, number));
      if (again === 'after-wait') this.#calls.keepQuiet(wait);
      const onceMore = again === 'if-moved' || again === 'once-more';
      if (again === 'no' || (onceMore ? askedWhere : number >= limits.maxAttempts)) return failure;
      if (onceMore) {
        askedWhere = true;
        const path = await whereNow(current, limits);
        // Whether the address or what stood there is gone is not known then, and the failure would say the latter.
        if (!path.ok) return path;
        if (again === 'if-moved' && path.value === current.path) return failure;
        current = { ...current, path: path.value };
      }
      if (!mayWait(this.#calls.settings, wait, waited, limits)) return failure;
      waited += wait;
      await pause(wait, limits.signal);
    }
  }

  async #attempt(read: Read, number: number, limits: ReadLimits): Promise<Attempt> {
    const { signal, endsAt } = limits;
    signal?.throwIfAborted();
    const longest = this.#calls.settings.timeoutMs;
    const timeoutMs = endsAt === null ? longest : Math.min(longest, endsAt - Date.now());
    if (timeoutMs <= 0)
      return {
        ok: false,
        verdict: { failure: psaFailure('PsaTimeout', message('psas.no-time-left')), again: 'no' },
      };
    const query = Object.entries(read.query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const { operation, path, signedIn } = read;
    const attempt = await this.#calls.make<Attempt>(
      { operation, method: 'GET', path, query, signedIn, attempt: number, timeoutMs, signal },
      (outcome) => this.#evaluate(outcome, read),
    );
    signal?.throwIfAborted();
    return attempt;
  }

  #evaluate(outcome: HttpOutcome, read: Read): Evaluated<Attempt> {
    if (outcome.kind === 'no-answer') return failed(verdictOfNoAnswer(outcome));
    if (outcome.status < 200 || outcome.status > 299)
      return failed(verdictOfAnswer(outcome, this.#calls.context(read.right)));
    const json = readJson(outcome.text, read.operation);
    // A maintenance page or a cut body with a good status: passing trouble more often than not.
    if (!json.ok) return failed({ failure: json, again: 'after-pause' });
    if (!read.shape.fits(json.value)) {
      const failure = psaFailure(
        'PsaAnswerUnreadable',
        message('psas.unreadable.shape', { call: read.operation, shape: read.shape.name }),
      );
      return failed({ failure, again: 'after-pause' });
    }
    const value = { value: json.value, link: outcome.headers['link'] ?? null };
    return { result: { ok: true, value }, code: null };
  }
}

/** It said that it is too much, or took too long to answer. */
const slowsDown = ({ failure }: Verdict): boolean =>
  failure.code === 'PsaBusy' || failure.code === 'PsaTimeout';

const whereNow = (read: Read, limits: ReadLimits): Promise<PsaResult<string>> =>
  read.whereNow?.(limits) ?? Promise.resolve({ ok: true, value: read.path });

const failed = (verdict: Verdict): Evaluated<Attempt> => ({
  result: { ok: false, verdict },
  code: verdict.failure.code,
});

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
