import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Outbound } from '../../http/outbound.ts';
import { psaFailure } from '../failures.ts';
import type { PsaResult } from '../port.ts';
import { verdictOfAnswer, verdictOfNoAnswer } from './error-answers.ts';
import type { Verdict } from './error-answers.ts';
import { parseJsonExactly } from './exact-json.ts';
import type { ConnectWiseCall, ConnectWiseCredential, ConnectWiseSettings } from './settings.ts';

/** One read. There is no method: this adapter only reads, and only reads may be repeated. */
export interface Read {
  /** For logs: `companies`, `companies/count`, `companyinfo`. */
  readonly operation: string;
  /** From the root of the host, encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `companyinfo` needs no sign-in, so the keys stay at home (connectwise.md 2). */
  readonly signedIn: boolean;
  /** See `AnswerContext.right`. */
  readonly right: string;
}

/** How long and how often a caller wants a read tried. */
export interface ReadLimits {
  readonly signal: AbortSignal | undefined;
  readonly maxAttempts: number;
  /** Unix milliseconds after which nothing is sent or waited for; null: no end but the limits above. */
  readonly endsAt: number | null;
}

export interface JsonAnswer {
  /** Numbers are text, see `parseJsonExactly`. */
  readonly value: unknown;
  readonly link: string | null;
}

export interface TransportOptions {
  readonly outbound: Outbound;
  readonly host: string;
  readonly credential: ConnectWiseCredential;
  readonly settings: ConnectWiseSettings;
  readonly onCall: ((call: ConnectWiseCall) => void) | undefined;
}

type Attempt =
  { readonly ok: true; readonly value: JsonAnswer } | { readonly ok: false; readonly verdict: Verdict };

/** GETs of one ConnectWise host: signed in, limited in number at a time, repeated within bounds, answers as JSON. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];
  /** After a 429 no read of this client starts before this moment: the limit is the host's, not the call's. */
  #quietUntil = 0;

  constructor(options: TransportOptions) {
    const { companyId, publicKey, privateKey, clientId } = options.credential;
    const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`, 'utf8').toString('base64');
    const version = options.settings.apiVersion;
    this.#options = options;
    this.#limit = pLimit(options.settings.concurrency);
    this.#headers = {
      authorization: `Basic ${basic}`,
      clientId,
      accept:
        version === null ? 'application/json' : `application/vnd.connectwise.com+json; version=${version}`,
    };
    // Longest first, so that no part of one is left when another is taken out. Very short values would spoil every text.
    this.#secrets = [basic, publicKey, privateKey, clientId, companyId]
      .filter((secret) => secret.length >= 4)
      .sort((a, b) => b.length - a.length);
  }

  /** Throws only the reason of the caller's signal. */
  async read(read: Read, limits: ReadLimits): Promise<PsaResult<JsonAnswer>> {
    let waited = 0;
    for (let number = 1; ; number += 1) {
      const held = this.#quietUntil - Date.now();
      if (held > 0) {
        if (!this.#mayWait(held, waited, limits))
          return psaFailure('PsaBusy', 'the PSA asked to slow down', held);
        waited += held;
        await pause(held, limits.signal);
      }
      const attempt = await this.#limit(() => this.#attempt(read, number, limits));
      if (attempt.ok) return attempt;
      const { failure, again } = attempt.verdict;
      if (again === 'no') return failure;
      const wait = jittered(failure.retryAfterMs ?? this.#pauseAfter(number));
      if (again === 'after-wait') this.#quietUntil = Math.max(this.#quietUntil, Date.now() + wait);
      if (number >= limits.maxAttempts || !this.#mayWait(wait, waited, limits)) return failure;
      waited += wait;
      await pause(wait, limits.signal);
    }
  }

  #mayWait(wait: number, waited: number, limits: ReadLimits): boolean {
    return (
      waited + wait <= this.#options.settings.waitInAllMs &&
      (limits.endsAt === null || Date.now() + wait < limits.endsAt)
    );
  }

  #pauseAfter(attempt: number): number {
    return Math.min(
      this.#options.settings.retryFirstMs * 2 ** (attempt - 1),
      this.#options.settings.retryLongestMs,
    );
  }

  async #attempt(read: Read, number: number, limits: ReadLimits): Promise<Attempt> {
    limits.signal?.throwIfAborted();
    const { outbound, host, settings, onCall } = this.#options;
    const timeoutMs =
      limits.endsAt === null ? settings.timeoutMs : Math.min(settings.timeoutMs, limits.endsAt - Date.now());
    if (timeoutMs <= 0)
      return { ok: false, verdict: { failure: psaFailure('PsaTimeout', 'no time left'), again: 'no' } };
    const started = performance.now();
    const outcome = await outbound.request({
      host,
      method: 'GET',
      path: read.path,
      query: Object.entries(read.query)
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&'),
      headers: read.signedIn ? this.#headers : { accept: 'application/json' },
      timeoutMs,
      maxBytes: settings.maxBytes,
      ...(limits.signal === undefined ? {} : { signal: limits.signal }),
    });
    const attempt =
      outcome.kind === 'answer'
        ? this.#judge(outcome, read)
        : { ok: false as const, verdict: verdictOfNoAnswer(outcome) };
    onCall?.({
      operation: read.operation,
      attempt: number,
      status: outcome.kind === 'answer' ? outcome.status : null,
      code: attempt.ok ? null : attempt.verdict.failure.code,
      durationMs: Math.round(performance.now() - started),
      requestId: outcome.kind === 'answer' ? (outcome.headers['x-cw-request-id'] ?? null) : null,
    });
    limits.signal?.throwIfAborted();
    return attempt;
  }

  #judge(
    answer: { status: number; headers: Readonly<Record<string, string>>; text: string },
    read: Read,
  ): Attempt {
    if (answer.status < 200 || answer.status > 299) {
      const context = {
        right: read.right,
        redact: (text: string) => this.#redact(text),
        busyMs: this.#options.settings.busyMs,
        now: Date.now,
      };
      return { ok: false, verdict: verdictOfAnswer({ kind: 'answer', ...answer }, context) };
    }
    const json = parseJsonExactly(answer.text);
    if (json.ok) return { ok: true, value: { value: json.value, link: answer.headers['link'] ?? null } };
    // A maintenance page or a cut body with a good status: passing trouble more often than not.
    const detail =
      json.reason === 'empty' ? 'empty body' : json.reason === 'too-deep' ? 'nested too deeply' : 'not JSON';
    return {
      ok: false,
      verdict: {
        failure: psaFailure('PsaAnswerUnreadable', `${read.operation}: ${detail}`),
        again: 'after-pause',
      },
    };
  }

  #redact(text: string): string {
    return this.#secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[hidden]'), text);
  }
}

/** Up to a fifth more, so that clients turned away together do not come back together. */
const jittered = (ms: number): number => Math.ceil(ms * (1 + Math.random() * 0.2));

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
