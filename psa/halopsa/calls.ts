import type { Right } from './rights.ts';
import type { AdaptiveLimit } from '../../http/adaptive-limit.ts';
import { withoutIds } from '../../http/call-span.ts';
import { blankSecrets } from '../../http/known-secrets.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { HttpOutcome } from '../../http/outcome.ts';
import type { AnswerContext } from './answers.ts';
import type { CallWindow } from '../port.ts';
import type { HaloPsaCredential, HaloPsaSettings } from './settings.ts';

/** One request as it leaves. */
export interface Call {
  readonly method: 'GET' | 'POST';
  /** From the root of the host, encoded. */
  readonly path: string;
  /** Encoded, without `?`. */
  readonly query: string;
  /** Null: needs none, so that none leaves. */
  readonly token: string | null;
  readonly body?: {
    readonly type: 'application/json' | 'application/x-www-form-urlencoded';
    readonly text: string;
  };
  /** Another host than the instance's: where it gives tokens. */
  readonly host?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** See `OutboundRequest.mayBegin`. */
  readonly mayBegin?: () => boolean;
}

interface CallsOptions {
  readonly outbound: Outbound;
  readonly host: string;
  readonly credential: HaloPsaCredential;
  readonly settings: HaloPsaSettings;
  readonly onCall: (code: string | null) => void;
  /** Of requests at a time. */
  readonly limit: AdaptiveLimit;
  readonly window: CallWindow;
  /** So many calls of the window this client may make last. */
  readonly callsInWindow: number;
}

/** The count is somewhere else, which may be away for a moment. */
const uncountedWaitMs = 5_000;

/** Requests to one instance: limited in number at a time and in five minutes, each made exactly once. */
export class Calls {
  readonly settings: HaloPsaSettings;
  readonly host: string;
  readonly #options: CallsOptions;
  readonly #redact: (text: string) => string;
  /** After a 429 no call of this client starts before this moment: the limit is the instance's. */
  #quietUntil = 0;

  constructor(options: CallsOptions) {
    this.settings = options.settings;
    this.host = options.host;
    this.#options = options;
    this.#redact = blankSecrets([options.credential.clientSecret, options.credential.clientId]);
  }

  /** Milliseconds for which Halo asked to be left alone. 0 or less: now. */
  quietFor(): number {
    return this.#quietUntil - Date.now();
  }

  /**
   * Takes the place of one request; milliseconds for which nothing may be sent, since Halo asked for it or the five
   * minutes are full. 0: taken. Where nobody could count, nothing is sent for a while.
   */
  async take(): Promise<number> {
    const quiet = this.quietFor();
    const { window, callsInWindow } = this.#options;
    return quiet > 0
      ? quiet
      : window.take(`halopsa ${this.host}`, callsInWindow).catch(() => uncountedWaitMs);
  }

  keepQuiet(ms: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, Date.now() + ms);
  }

  /** Does the work when one of the client's few places is free. */
  inTurn<T>(work: (went: (how: 'well' | 'too much') => void) => Promise<T>): Promise<T> {
    return this.#options.limit.inTurn(work);
  }

  /** Makes exactly one request, whose place was taken. */
  async make<T>(
    call: Call,
    evaluate: (outcome: HttpOutcome) => { readonly result: T; readonly code: string | null },
  ): Promise<T> {
    const { outbound, settings, onCall } = this.#options;
    const { method, path, query, token, body, timeoutMs, signal, mayBegin } = call;
    const outcome = await outbound.request({
      host: call.host ?? this.host,
      method,
      path,
      query,
      template: withoutIds(path),
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      timeoutMs,
      maxBytes: settings.maxBytes,
      ...(body === undefined ? {} : { body: body.text }),
      ...(signal === undefined ? {} : { signal }),
      ...(mayBegin === undefined ? {} : { mayBegin }),
    });
    const { result, code } = evaluate(outcome);
    onCall(code);
    return result;
  }

  /** What it takes to read an answer that is no success. */
  context(right: Right | null): AnswerContext {
    return { right, redact: this.#redact, busyMs: this.settings.busyMs, now: Date.now };
  }
}
