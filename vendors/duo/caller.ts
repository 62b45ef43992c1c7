import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { blankSecrets } from '../../http/known-secrets.ts';
import type { Outbound } from '../../http/outbound.ts';
import { readPing, type DuoSuccess } from './answers.ts';
import { vendorCalls, type DuoCallName } from './calls.ts';
import { classify, type Classified } from './classify.ts';
import type { DuoFailure, DuoFailureCode, DuoFailureDetail } from './failures.ts';
import { authorization, canonicalParams, duoDate, type DuoParams } from './sign.ts';

/** The key of one Duo application. Lives only as long as the calls made with it. */
export interface DuoCredential {
  readonly integrationKey: string;
  readonly secretKey: string;
  /** API hostname of the application: the parent's. */
  readonly host: string;
}

/** The shared limit of calls per credential, kept outside (architecture.md 8). */
export interface DuoBudget {
  /** Resolves when one call may leave; `onWait` as in `DuoRequest`. Rejects with the signal's reason when aborted. */
  take(key: string, signal: AbortSignal, onWait?: () => void): Promise<void>;
  /** Duo answered 429, and perhaps said how long to wait. */
  busy(key: string, retryAfterMs?: number): Promise<void>;
}

/** One attempt that ended, for metrics and logs. */
export interface DuoCallEvent {
  readonly call: DuoCallName;
  readonly host: string;
  /** null: a call about the parent itself. */
  readonly accountId: string | null;
  readonly attempt: number;
  readonly outcome: 'ok' | DuoFailureCode;
  readonly status: number | null;
  readonly durationMs: number;
}

export interface DuoRetry {
  /** Attempts of one read, the first included. Default 3 (architecture.md 4). */
  readonly attempts: number;
  /** First wait; doubles for each further one, up to `maxMs`, of which a random half is taken off. Default 1 s, 20 s. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** A longer `Retry-After` is not waited for here: the call ends as `VendorBusy`. Default 60 s. */
  readonly retryAfterMaxMs: number;
}

export interface CallerOptions {
  readonly outbound: Outbound;
  readonly budget: DuoBudget;
  readonly clock: () => Date;
  readonly retry: DuoRetry;
  readonly timeoutMs: number;
  readonly onCall: (event: DuoCallEvent) => void;
}

interface DuoRequest {
  readonly call: DuoCallName;
  readonly credential: DuoCredential;
  /** A host that passed the suffix check. */
  readonly host: string;
  readonly accountId: string | null;
  readonly params?: DuoParams;
  readonly signal: AbortSignal;
  /** Called while waiting, at least every 5 s: where an activity sends its heartbeat. */
  readonly onWait?: () => void;
}

export type DuoAnswer = ({ readonly ok: true } & DuoSuccess) | ({ readonly ok: false } & DuoFailure);

/** Makes calls and counts their attempts; one for each operation, so that the operation can report them. */
export interface DuoCaller {
  call(request: DuoRequest): Promise<DuoAnswer>;
  readonly attempts: number;
}

/** One budget per credential, shared by all processes and versions of it; the key itself stays out of rows. */
export function duoBudgetKey({ integrationKey }: Pick<DuoCredential, 'integrationKey'>): string {
  return `duo/${createHash('sha256').update(integrationKey).digest('hex').slice(0, 32)}`;
}

/**
 * Calls Duo and repeats what may be repeated: network errors, 5xx, 429 and unreadable bodies, since every call of
 * the closed list only reads. Each attempt asks the budget and is dated and signed again (duo.md 5). Failures are
 * returned; the promise rejects only with the reason of an aborted signal, or when the budget fails.
 */
export function createCaller(settings: CallerOptions): DuoCaller {
  let made = 0;
  return {
    get attempts() {
      return made;
    },
    call: async (request) => {
      for (let attempt = 1; ; attempt += 1) {
        const result = await attemptOnce(settings, request, attempt, () => (made += 1));
        if (result.kind === 'success') return { ok: true, ...result.success };
        const waitMs = result.again
          ? waitBefore(attempt + 1, settings.retry, result.detail.retryAfterMs)
          : null;
        if (waitMs === null) {
          const detail =
            result.code === 'VendorClockSkew' && !isTelling(result.detail.skewSeconds)
              ? await withPingedSkew(settings, request, result.detail, () => (made += 1))
              : result.detail;
          return { ok: false, code: result.code, detail };
        }
        await pause(waitMs, request);
      }
    },
  };
}

async function attemptOnce(
  { outbound, budget, clock, timeoutMs, onCall }: CallerOptions,
  request: DuoRequest,
  attempt: number,
  count: () => void,
): Promise<Classified> {
  const budgetKey = duoBudgetKey(request.credential);
  request.signal.throwIfAborted();
  await budget.take(budgetKey, request.signal, request.onWait);
  request.signal.throwIfAborted();
  count();
  const started = performance.now();
  const outcome = await outbound.request({
    ...signed(request, clock()),
    template: vendorCalls[request.call].path,
    signal: request.signal,
    timeoutMs,
  });
  request.signal.throwIfAborted();
  const { integrationKey, secretKey } = request.credential;
  const redact = (text: string): string => blankSecrets([secretKey, integrationKey])(text);
  const result = classify(request.call, request.host, outcome, clock(), redact);
  onCall({
    call: request.call,
    host: request.host,
    accountId: request.accountId,
    attempt,
    outcome: result.kind === 'success' ? 'ok' : result.code,
    status: outcome.kind === 'answer' ? outcome.status : null,
    durationMs: Math.round(performance.now() - started),
  });
  if (result.kind === 'failure' && result.code === 'VendorBusy') {
    await budget.busy(budgetKey, result.detail.retryAfterMs);
  }
  return result;
}

/** A `Date` header that shows no real difference came from a proxy, or is not there: Duo's ping says its time. */
function isTelling(skewSeconds: number | undefined): boolean {
  return skewSeconds !== undefined && Math.abs(skewSeconds) >= 60;
}

async function withPingedSkew(
  settings: CallerOptions,
  request: DuoRequest,
  detail: DuoFailureDetail,
  count: () => void,
): Promise<DuoFailureDetail> {
  const { credential, host, signal } = request;
  const ping: DuoRequest = { call: 'ping', credential, host, accountId: null, signal };
  const result = await attemptOnce(settings, ping, 1, count);
  const theirs = result.kind === 'success' ? readPing(result.success.response) : null;
  if (theirs === null) return detail;
  return { ...detail, skewSeconds: Math.round(settings.clock().getTime() / 1000) - theirs };
}

function signed({ call, credential, host, accountId, params }: DuoRequest, now: Date) {
  const { method, path, signed: isSigned } = vendorCalls[call];
  const query = { ...params, ...(accountId === null ? {} : { account_id: accountId }) };
  const date = duoDate(now);
  // Calls with a body have no parameters in the closed list, and then send and hash `{}` (duo.md 1.3).
  const body = method === 'POST' ? '{}' : '';
  const parts = { date, method, host, path, params: query, body };
  return {
    host,
    method,
    path,
    query: canonicalParams(query),
    headers: {
      accept: 'application/json',
      'user-agent': 'Seatwise',
      ...(isSigned
        ? { date, authorization: authorization(credential.integrationKey, credential.secretKey, parts) }
        : {}),
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === '' ? {} : { body }),
  };
}

/** Milliseconds to wait before an attempt; null where it is not made any more. */
function waitBefore(attempt: number, retry: DuoRetry, retryAfterMs: number | undefined): number | null {
  if (attempt > retry.attempts) return null;
  if (retryAfterMs !== undefined && retryAfterMs > retry.retryAfterMaxMs) return null;
  const grown = Math.min(retry.maxMs, retry.baseMs * 2 ** (attempt - 2));
  const random = grown * (0.5 + Math.random() / 2);
  return Math.max(random, retryAfterMs ?? 0);
}

const heartbeatMs = 5_000;

async function pause(totalMs: number, { signal, onWait }: DuoRequest): Promise<void> {
  for (let left = totalMs; left > 0; left -= heartbeatMs) {
    onWait?.();
    // An aborted sleep rejects with an error of the timer's own; the caller gets the signal's reason.
    await sleep(Math.min(left, heartbeatMs), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
