import { message } from '../../messages/message.ts';
import { mayWait, pauseAfter, type ReadLimits } from '../read-limits.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { HttpOutcome } from '../../http/outcome.ts';
import { parseJsonExactly } from '../exact-json.ts';
import { jittered } from '../no-answer.ts';
import type { KnownPsa } from '../pace.ts';
import type { PsaResult } from '../port.ts';
import { errorsIn, verdictOfAnswer, verdictOfNoAnswer, type Verdict } from './answers.ts';
import type { Calls } from './calls.ts';
import { psaFailure } from './failures.ts';
import { type Zone, zoneInAnswer } from './zone.ts';

/** One read. A POST here is a query, which changes nothing. */
export interface Read<T> {
  /** See `Call.path`. */
  readonly path: string;
  readonly query?: string;
  /** Of a link that the database gave; absent: the host of its zone. */
  readonly host?: string;
  /** Sent by POST; absent: a GET. */
  readonly body?: object;
  /** See `AnswerContext.right`. */
  readonly right: string;
  /** What a good answer looks like; whatever else comes is no answer to this read. Numbers are text. */
  readonly shape: z.ZodType<T>;
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly verdict: Verdict };

/** Reads of one database at the host of its zone, repeated within bounds. */
export class Reads {
  readonly #calls: Calls;
  /** As the connection names it. */
  readonly typedHost: string;
  readonly #userName: string;
  readonly #known: Pick<KnownPsa, 'address' | 'instanceId'>;
  #zone: Promise<PsaResult<Zone>> | null = null;

  /** @param known host that an earlier client of this credential found, and where this one leaves its own */
  constructor(
    calls: Calls,
    typedHost: string,
    userName: string,
    known: Pick<KnownPsa, 'address' | 'instanceId'>,
  ) {
    this.#known = known;
    this.#calls = calls;
    this.typedHost = typedHost;
    this.#userName = userName;
  }

  /** Throws only the reason of the caller's signal. */
  async read<T>(read: Read<T>, limits: ReadLimits): Promise<PsaResult<T>> {
    const zone = await this.zone(limits);
    if (!zone.ok) return zone;
    const attempt = await this.#repeated(read, read.host ?? zone.value.host, limits);
    if (attempt.ok || attempt.verdict.again !== 'if-moved') return resultOf(attempt);
    // What a link leads to is never asked for elsewhere.
    if (read.host !== undefined) return attempt.verdict.failure;
    // The database may be in another zone: looked up once more, once (autotask.md 1).
    this.#zone = null;
    this.#known.address = null;
    const moved = await this.zone(limits);
    if (!moved.ok) return moved;
    return moved.value.host === zone.value.host
      ? attempt.verdict.failure
      : resultOf(await this.#repeated(read, moved.value.host, limits));
  }

  /** The zone of the database. A lookup that failed, or that another caller canceled, is repeated. */
  async zone(limits: ReadLimits): Promise<PsaResult<Zone>> {
    for (;;) {
      this.#zone ??= this.#lookUp(limits);
      const found = this.#zone;
      const zone = await found.catch(() => null);
      if (zone?.ok !== true && this.#zone === found) this.#zone = null;
      if (zone !== null) return zone;
      limits.signal?.throwIfAborted();
    }
  }

  async #lookUp(limits: ReadLimits): Promise<PsaResult<Zone>> {
    const { address, instanceId } = this.#known;
    if (address !== null) return { ok: true, value: { host: address, databaseNumber: instanceId } };
    const read: Read<unknown> = {
      path: 'zoneInformation',
      query: `user=${encodeURIComponent(this.#userName)}`,
      right: 'none',
      shape: z.unknown(),
    };
    const answer = resultOf(await this.#repeated(read, this.typedHost, limits, false));
    const zone = answer.ok ? zoneInAnswer(answer.value, this.typedHost) : answer;
    if (zone.ok) {
      this.#known.address = zone.value.host;
      this.#known.instanceId = zone.value.databaseNumber;
    }
    return zone;
  }

  async #repeated<T>(read: Read<T>, host: string, limits: ReadLimits, signedIn = true): Promise<Attempt<T>> {
    let waited = 0;
    for (let number = 1; ; number += 1) {
      const held = this.#calls.quietFor();
      if (held > 0) {
        const busy = psaFailure('PsaBusy', message('psas.slow-down'), held);
        if (!mayWait(this.#calls.settings, held, waited, limits))
          return { ok: false, verdict: { failure: busy, again: 'no', definite: false } };
        waited += held;
        await pause(held, limits.signal);
      }
      const attempt = await this.#attempt(read, host, limits, signedIn);
      if (attempt.ok) return attempt;
      const { failure, again } = attempt.verdict;
      const wait = jittered(failure.retryAfterMs ?? pauseAfter(this.#calls.settings, number));
      if (again === 'after-wait') this.#calls.keepQuiet(wait);
      if (again === 'no' || again === 'if-moved' || number >= limits.maxAttempts) return attempt;
      if (!mayWait(this.#calls.settings, wait, waited, limits)) return attempt;
      waited += wait;
      await pause(wait, limits.signal);
    }
  }

  async #attempt<T>(
    read: Read<T>,
    host: string,
    { signal, endsAt }: ReadLimits,
    signedIn: boolean,
  ): Promise<Attempt<T>> {
    signal?.throwIfAborted();
    const longest = this.#calls.settings.timeoutMs;
    const timeoutMs = endsAt === null ? longest : Math.min(longest, endsAt - Date.now());
    if (timeoutMs <= 0)
      return {
        ok: false,
        verdict: {
          failure: psaFailure('PsaTimeout', message('psas.no-time-left')),
          again: 'no',
          definite: true,
        },
      };
    const { path, query, body } = read;
    const attempt = await this.#calls.make<Attempt<T>>(
      {
        host,
        path,
        method: body === undefined ? 'GET' : 'POST',
        signedIn,
        timeoutMs,
        signal,
        ...(query === undefined ? {} : { query }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      (outcome) => {
        const result = this.#evaluate(outcome, read);
        return { result, code: result.ok ? null : result.verdict.failure.code };
      },
    );
    signal?.throwIfAborted();
    return attempt;
  }

  #evaluate<T>(outcome: HttpOutcome, read: Read<T>): Attempt<T> {
    if (outcome.kind === 'no-answer') return { ok: false, verdict: verdictOfNoAnswer(outcome) };
    const rejected = outcome.status < 200 || outcome.status > 299 || errorsIn(outcome.text) !== null;
    if (rejected) return { ok: false, verdict: verdictOfAnswer(outcome, this.#calls.context(read.right)) };
    const json = parseJsonExactly(outcome.text);
    const value = json.ok ? read.shape.safeParse(json.value) : null;
    if (value?.success === true) return { ok: true, value: value.data };
    // A maintenance page or a cut body with a good status: passing trouble more often than not.
    const failure = psaFailure(
      'PsaAnswerUnreadable',
      message('psas.unreadable.unexpected', { call: read.path }),
    );
    return { ok: false, verdict: { failure, again: 'after-pause', definite: false } };
  }
}

const resultOf = <T>(attempt: Attempt<T>): PsaResult<T> =>
  attempt.ok ? { ok: true, value: attempt.value } : attempt.verdict.failure;

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
