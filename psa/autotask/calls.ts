import { AdaptiveLimit } from '../../http/adaptive-limit.ts';
import { withoutIds } from '../../http/call-span.ts';
import { blankSecrets } from '../../http/known-secrets.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { HttpOutcome } from '../../http/outcome.ts';
import type { AnswerContext } from './answers.ts';
import type { AutotaskCredential, AutotaskSettings } from './settings.ts';

/** Before every path. */
export const servicePath = '/ATServicesRest/V1.0/';

/** One request as it leaves. */
export interface Call {
  /** Behind `/ATServicesRest/V1.0/`, encoded; its first part is the entity, whose limit it counts against. */
  readonly path: string;
  /** Encoded, without `?`. */
  readonly query?: string;
  readonly method: 'GET' | 'POST';
  readonly host: string;
  /** JSON text. */
  readonly body?: string;
  /** The lookup of the zone needs no sign-in, so the keys stay at home (autotask.md 1). */
  readonly signedIn: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** See `OutboundRequest.mayBegin`. */
  readonly mayBegin?: () => boolean;
}

export interface CallsOptions {
  readonly outbound: Outbound;
  readonly credential: AutotaskCredential;
  readonly settings: AutotaskSettings;
  readonly onCall: (code: string | null) => void;
}

/** Requests to one Autotask database: signed in, few of an entity at a time, each sent exactly once. */
export class Calls {
  readonly settings: AutotaskSettings;
  readonly #options: CallsOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #redact: (text: string) => string;
  readonly #slots = new Map<string, AdaptiveLimit>();
  /** After a rejection for too many calls none starts before this moment: the limit is the database's. */
  #quietUntil = 0;

  constructor(options: CallsOptions) {
    const { userName, secret, integrationCode } = options.credential;
    this.settings = options.settings;
    this.#options = options;
    this.#headers = { apiintegrationcode: integrationCode, username: userName, secret };
    this.#redact = blankSecrets([secret, userName, integrationCode]);
  }

  /** Milliseconds for which Autotask wants to hear nothing; 0 or less: it may be called. */
  quietFor(): number {
    return this.#quietUntil - Date.now();
  }

  keepQuiet(ms: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, Date.now() + ms);
  }

  /** Makes exactly one request, when one of its entity's few places is free. */
  make<T>(
    call: Call,
    evaluate: (outcome: HttpOutcome) => { readonly result: T; readonly code: string | null },
  ): Promise<T> {
    return this.#slotOf(call.path).inTurn(async () => {
      const { outbound, settings, onCall } = this.#options;
      const { host, method, path, query, body, timeoutMs, signal, mayBegin } = call;
      const outcome = await outbound.request({
        host,
        method,
        path: `${servicePath}${path}`,
        template: withoutIds(`${servicePath}${path}`),
        headers: {
          accept: 'application/json',
          ...(call.signedIn ? this.#headers : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        timeoutMs,
        maxBytes: settings.maxBytes,
        ...(query === undefined ? {} : { query }),
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
        ...(mayBegin === undefined ? {} : { mayBegin }),
      });
      const { result, code } = evaluate(outcome);
      onCall(code);
      return result;
    });
  }

  /** What it takes to read an answer that is no success. */
  context(right: string): AnswerContext {
    return { right, redact: this.#redact, busyMs: this.settings.busyMs, now: Date.now };
  }

  #slotOf(path: string): AdaptiveLimit {
    const entity = path.split('/')[0]?.toLowerCase() ?? '';
    const { perEntity } = this.settings;
    const slot = this.#slots.get(entity) ?? new AdaptiveLimit({ start: perEntity, ceiling: perEntity });
    this.#slots.set(entity, slot);
    return slot;
  }
}
