import { type Message, message } from '../messages/message.ts';
import type { PsaFailure, PsaFailureCode, PsaResult } from './port.ts';

/**
 * By whose fault a failure is: `credential` stands where every further call would fail the same way until a person
 * changes something (architecture.md 4: only such a cause may turn an active integration to `error`). One table: a code
 * never changes its meaning, whichever PSA gives it.
 */
export const psaFailureScopes: Readonly<Record<PsaFailureCode, PsaFailure['scope']>> = {
  PsaWrongCompanyOrSite: 'credential',
  PsaSignInRejected: 'credential',
  PsaClientIdRejected: 'credential',
  PsaRightMissing: 'credential',
  PsaAgreementRejected: 'call',
  PsaNotFound: 'call',
  PsaRejected: 'call',
  PsaBusy: 'call',
  PsaUnreachable: 'call',
  PsaTimeout: 'call',
  PsaAnswerUnreadable: 'call',
  PsaListIncomplete: 'call',
  PsaHostRejected: 'credential',
};

type Hints = Readonly<Partial<Record<PsaFailureCode, Message>>>;

/**
 * Makes failures of one PSA, each with the scope of its code and what is known of it there. `detail` must hold no secret
 * any more; `retryAfterMs`: the wait the PSA asked for, milliseconds.
 */
export const failuresWith =
  (hints: Hints) =>
  (code: PsaFailureCode, detail: Message, retryAfterMs: number | null = null): PsaFailure => ({
    ok: false,
    code,
    hint: hints[code] ?? null,
    detail,
    scope: psaFailureScopes[code],
    retryAfterMs,
  });

/** The values of all, or the first failure among them. */
export function allOf<T>(results: readonly PsaResult<T>[]): PsaResult<readonly T[]> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return { ok: true, value: values };
}

/** What was found, for rows and people, in addition to the texts of the code. */
export const foundBy = ({ detail, hint }: Pick<PsaFailure, 'detail' | 'hint'>): Message =>
  hint === null ? detail : message('core.both', { first: detail, second: hint });
