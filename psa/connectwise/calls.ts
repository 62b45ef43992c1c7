import type { AdaptiveLimit } from '../../http/adaptive-limit.ts';
import { withoutIds } from '../../http/call-span.ts';
import { blankSecrets } from '../../http/known-secrets.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { HttpOutcome } from '../../http/outcome.ts';
import type { PsaFailureCode } from '../port.ts';
import type { AnswerContext } from './error-answers.ts';
import type { ConnectWiseCall, ConnectWiseCredential, ConnectWiseSettings } from './settings.ts';

/** One request as it leaves. */
export interface Call {
  /** For logs: `companies`, `companies/count`, `companyinfo`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** From the root of the host, encoded. */
  readonly path: string;
  /** Encoded, without `?`. */
  readonly query: string;
  /** JSON text. */
  readonly body?: string;
  /** `companyinfo` needs no sign-in, so the keys stay at home (connectwise.md 2). */
  readonly signedIn: boolean;
  /** Which attempt of its read this is; a write has one. */
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** See `OutboundRequest.mayBegin`. */
  readonly mayBegin?: () => boolean;
}

/** What a call came to, and the code of its failure for logs; null when it gave an answer. */
export interface Evaluated<T> {
  readonly result: T;
  readonly code: PsaFailureCode | null;
}

export interface CallsOptions {
  readonly outbound: Outbound;
  readonly host: string;
  readonly credential: ConnectWiseCredential & { readonly clientId: string };
  readonly settings: ConnectWiseSettings;
  readonly onCall: ((call: ConnectWiseCall) => void) | undefined;
  /** Of requests at a time. */
  readonly limit: AdaptiveLimit;
}

/** Requests to one ConnectWise host: signed in, limited in number at a time, each made exactly once. */
export class Calls {
  readonly settings: ConnectWiseSettings;
  readonly #options: CallsOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #redact: (text: string) => string;
  /** After a 429 no call of this client starts before this moment: the limit is the host's, not the call's. */
  #quietUntil = 0;

  constructor(options: CallsOptions) {
    const { companyId, publicKey, privateKey, clientId } = options.credential;
    const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`, 'utf8').toString('base64');
    const version = options.settings.apiVersion;
    this.settings = options.settings;
    this.#options = options;
    this.#headers = {
      authorization: `Basic ${basic}`,
      clientId,
      accept:
        version === null ? 'application/json' : `application/vnd.connectwise.com+json; version=${version}`,
    };
    this.#redact = blankSecrets([basic, publicKey, privateKey, clientId, companyId]);
  }

  /** Milliseconds for which the PSA wants to hear nothing; 0 or less: it may be called. */
  quietFor(): number {
    return this.#quietUntil - Date.now();
  }

  keepQuiet(ms: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, Date.now() + ms);
  }

  /** Does the work when one of the client's few places is free. */
  inTurn<T>(work: (went: (how: 'well' | 'too much') => void) => Promise<T>): Promise<T> {
    return this.#options.limit.inTurn(work);
  }

  /** Makes exactly one request. */
  async make<T>(call: Call, evaluate: (outcome: HttpOutcome) => Evaluated<T>): Promise<T> {
    const { outbound, host, settings, onCall } = this.#options;
    const { method, path, query, body, timeoutMs, signal, mayBegin } = call;
    const started = performance.now();
    const outcome = await outbound.request({
      host,
      method,
      path,
      query,
      // Not signed in, it asks for a company by name.
      template: withoutIds(call.signedIn ? path : path.slice(0, path.lastIndexOf('/'))),
      headers: {
        ...(call.signedIn ? this.#headers : { accept: 'application/json' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      timeoutMs,
      maxBytes: settings.maxBytes,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      ...(mayBegin === undefined ? {} : { mayBegin }),
    });
    const { result, code } = evaluate(outcome);
    onCall?.({
      operation: call.operation,
      attempt: call.attempt,
      status: outcome.kind === 'answer' ? outcome.status : null,
      code,
      durationMs: Math.round(performance.now() - started),
      requestId: outcome.kind === 'answer' ? (outcome.headers['x-cw-request-id'] ?? null) : null,
    });
    return result;
  }

  /** What it takes to read an answer that is no success. */
  context(right: string | null): AnswerContext {
    return {
      right,
      redact: this.#redact,
      busyMs: this.settings.busyMs,
      now: Date.now,
    };
  }
}
