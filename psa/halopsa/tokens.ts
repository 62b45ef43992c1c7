import { type Message, message } from '../../messages/message.ts';
import { z } from 'zod';
import type { HttpOutcome } from '../../http/outcome.ts';
import { parseJson } from '../../http/json.ts';
import type { PsaFailure } from '../port.ts';
import { verdictOfAnswer, verdictOfNoAnswer, type Verdict } from './answers.ts';
import type { Calls } from './calls.ts';
import { psaFailure, tooMuchForNow } from './failures.ts';
import { scopes } from './rights.ts';
import { mayHaveSecret } from './site.ts';
import type { HaloPsaCredential } from './settings.ts';

export interface Token {
  readonly text: string;
  /** Unix milliseconds. */
  readonly since: number;
  readonly until: number;
}

const authInfo = z.object({ auth_url: z.string().min(1), tenant_id: z.string().nullish() });
const grant = z.object({
  access_token: z.string().min(1),
  expires_in: z
    .number()
    .positive()
    .max(86_400 * 30),
});
const rejection = z.object({ error: z.string() });

/** Where tokens are given. */
interface TokenPlace {
  readonly host: string;
  readonly path: string;
  readonly query: string;
  /** The tenant that the instance names; null: none. */
  readonly tenant: string | null;
}

type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly verdict: Verdict };

/**
 * The token of one client: asked for once, renewed before it ends, and once more where it is said to be dead. Callers
 * that wait share one question, which outlives the caller that began it.
 */
export class Tokens {
  readonly #calls: Calls;
  readonly #credential: HaloPsaCredential;
  #token: Token | null = null;
  #asking: Promise<Answered<Token>> | null = null;
  #place: TokenPlace | null = null;
  /** Scopes that the application has; null: it was not asked for one that it lacks. */
  #granted: readonly string[] | null = null;

  constructor(calls: Calls, credential: HaloPsaCredential) {
    this.#calls = calls;
    this.#credential = credential;
  }

  /** The tenant that the instance names, without signing in; null: it names none. */
  async tenant(): Promise<Answered<string | null>> {
    const place = await this.#placeOfTokens();
    return place.ok ? { ok: true, value: place.value.tenant } : place;
  }

  /** A token that holds for a while yet. */
  current(): Promise<Answered<Token>> {
    const { renewBeforeMs } = this.#calls.settings;
    const token = this.#token;
    return token !== null && token.until - renewBeforeMs > Date.now()
      ? Promise.resolve({ ok: true, value: token })
      : this.#ask();
  }

  /**
   * Another token than one that was rejected; null: that one is young, so that the rejection is more likely about
   * something else. `any`: whatever its age.
   */
  async renewed(rejected: Token, age: 'old' | 'any' = 'old'): Promise<Answered<Token> | null> {
    if (this.#token !== null && this.#token !== rejected) return { ok: true, value: this.#token };
    const isYoung = Date.now() - rejected.since < this.#calls.settings.youngTokenMs;
    if (isYoung && age === 'old') return null;
    this.#token = null;
    return this.#ask();
  }

  #ask(): Promise<Answered<Token>> {
    this.#asking ??= this.#obtain().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #obtain(): Promise<Answered<Token>> {
    const place = await this.#placeOfTokens();
    if (!place.ok) return place;
    const first = await this.#grantedFor(place.value, this.#granted ?? scopes);
    const token =
      first.ok || !lacksScope(first.verdict) ? first : await this.#withFewerScopes(place.value, first);
    if (token.ok) this.#token = token.value;
    return token;
  }

  /** Which scopes the application has is found by asking for each alone: a rejection names none (halopsa.md 2). */
  async #withFewerScopes(place: TokenPlace, first: Answered<Token>): Promise<Answered<Token>> {
    const granted: string[] = [];
    for (const scope of scopes) {
      const one = await this.#grantedFor(place, [scope]);
      if (one.ok) granted.push(scope);
      else if (!lacksScope(one.verdict)) return one;
    }
    this.#granted = granted;
    return granted.length === 0 ? first : this.#grantedFor(place, granted);
  }

  /** Where `authinfo` says, else at the instance itself; never at a stranger's (halopsa.md 2). */
  async #placeOfTokens(): Promise<Answered<TokenPlace>> {
    if (this.#place !== null) return { ok: true, value: this.#place };
    const own: TokenPlace = { host: this.#calls.host, path: '/auth/token', query: '', tenant: null };
    const { timeoutMs } = this.#calls.settings;
    const answer = await this.#inTurn(() =>
      this.#calls.make<Answered<TokenPlace>>(
        { method: 'GET', path: '/api/authinfo', query: '', token: null, timeoutMs, signal: undefined },
        (outcome) => result(this.#placeIn(outcome, own)),
      ),
    );
    if (answer.ok) this.#place = answer.value;
    return answer;
  }

  /** Makes a request in its turn, where there is one to make. */
  #inTurn<T>(request: () => Promise<Answered<T>>): Promise<Answered<T>> {
    return this.#calls.inTurn(async () => {
      const waitMs = await this.#calls.take();
      return waitMs > 0 ? no({ failure: tooMuchForNow(waitMs), again: 'after-wait' }) : request();
    });
  }

  #placeIn(outcome: HttpOutcome, own: TokenPlace): Answered<TokenPlace> {
    if (outcome.kind === 'no-answer') return no(verdictOfNoAnswer(outcome));
    if (outcome.status >= 500 || outcome.status === 429 || (outcome.status >= 300 && outcome.status < 400))
      return no(verdictOfAnswer(outcome, this.#calls.context(null)));
    const json = parseJson(outcome.text);
    const info = authInfo.safeParse(outcome.status === 200 && json.ok ? json.value : null);
    if (!info.success) return { ok: true, value: own };
    const { auth_url: written, tenant_id: tenant } = info.data;
    const url = URL.canParse(written) ? new URL(written) : null;
    const { hostSuffixes } = this.#calls.settings;
    const tokenHost = url?.hostname.toLowerCase() ?? '';
    if (url?.protocol !== 'https:' || url.port !== '' || !mayHaveSecret(tokenHost, own.host, hostSuffixes)) {
      const detail =
        tokenHost === ''
          ? message('halopsa.token-host-missing')
          : message('halopsa.token-host-not-allowed', { host: tokenHost });
      return no(rejected('PsaHostRejected', detail));
    }
    const named = tenant === undefined || tenant === '' ? null : tenant;
    return {
      ok: true,
      value: {
        host: tokenHost,
        path: `${url.pathname.replace(/\/+$/, '')}/token`,
        query: named === null ? '' : `tenant=${encodeURIComponent(named)}`,
        tenant: named,
      },
    };
  }

  #grantedFor({ host, path, query }: TokenPlace, wanted: readonly string[]): Promise<Answered<Token>> {
    const { clientId, clientSecret } = this.#credential;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: wanted.join(' '),
    });
    const since = Date.now();
    return this.#inTurn(() =>
      this.#calls.make<Answered<Token>>(
        {
          method: 'POST',
          host,
          path,
          query,
          token: null,
          body: { type: 'application/x-www-form-urlencoded', text: form.toString() },
          timeoutMs: this.#calls.settings.timeoutMs,
          signal: undefined,
        },
        (outcome) => result(this.#tokenIn(outcome, since)),
      ),
    );
  }

  #tokenIn(outcome: HttpOutcome, since: number): Answered<Token> {
    if (outcome.kind === 'no-answer') return no(verdictOfNoAnswer(outcome));
    const { status, text } = outcome;
    const json = parseJson(text);
    const body: unknown = json.ok ? json.value : null;
    if (status === 200) {
      const given = grant.safeParse(body);
      if (!given.success)
        return no(
          rejected(
            'PsaAnswerUnreadable',
            message('psas.unreadable.unexpected', { call: 'token' }),
            'after-pause',
          ),
        );
      const { access_token: token, expires_in: seconds } = given.data;
      return { ok: true, value: { text: token, since, until: since + seconds * 1_000 } };
    }
    const verdict = verdictOfAnswer(outcome, this.#calls.context(null));
    if (status >= 500 || status === 429 || status === 408 || status < 400) return no(verdict);
    const { detail } = verdict.failure;
    const error = rejection.safeParse(body);
    if (error.success && error.data.error === 'invalid_scope')
      return no(rejected('PsaRightMissing', message('halopsa.scope-not-granted', { response: detail })));
    return no(rejected('PsaSignInRejected', detail));
  }
}

const lacksScope = ({ failure }: Verdict): boolean => failure.code === 'PsaRightMissing';

const rejected = (code: PsaFailure['code'], detail: Message, again: Verdict['again'] = 'no'): Verdict => ({
  failure: psaFailure(code, detail),
  again,
});

const no = <T>(verdict: Verdict): Answered<T> => ({ ok: false, verdict });

const result = <T>(
  answered: Answered<T>,
): { readonly result: Answered<T>; readonly code: string | null } => ({
  result: answered,
  code: answered.ok ? null : answered.verdict.failure.code,
});
