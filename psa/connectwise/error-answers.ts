import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { HttpAnswer, HttpNoAnswer } from '../../http/outcome.ts';
import { parseJson } from '../../http/json.ts';
import { psaFailure } from './failures.ts';
import { noAnswer, plainWords, responded, respondedWithout, retryAfterMs } from '../no-answer.ts';
import type { PsaFailure } from '../port.ts';

/** A failure, and whether the same call may be tried again if it only reads. */
export interface Verdict {
  readonly failure: PsaFailure;
  /**
   * After a growing pause; after the wait the PSA wants; `if-moved`: at the company's new address, where it has one by
   * now; `once-more`: one further time whatever the address, since the answer is not in the PSA's own form. Only a
   * second such answer is a rejection: one stray text of a gateway or a proxy says nothing about keys, company or record.
   */
  readonly again: 'no' | 'after-pause' | 'after-wait' | 'if-moved' | 'once-more';
}

export interface AnswerContext {
  /** The right the call needs, as the security role names it (connectwise.md 9); null: it needs none. */
  readonly right: string | null;
  /** Takes the values of the credential out of a text. */
  readonly redact: (text: string) => string;
  /** Wait where a 429 names none that can be read, milliseconds. */
  readonly busyMs: number;
  readonly now: () => number;
}

/**
 * What an answer other than 2xx means (connectwise.md 3 and 8). The body is never assumed to be JSON. Only two texts
 * are looked for, because the vendor gives nothing else to tell them by: the gateway's "Cannot route" and the client id.
 */
export function verdictOfAnswer(answer: HttpAnswer, context: AnswerContext): Verdict {
  const { status } = answer;
  // Before anything is cut off, so that no part of a secret is left at an edge.
  const words = wordsOf(context.redact(answer.text), context.redact);
  if (status === 429) {
    const wait = retryAfterMs(answer.headers['retry-after'], context.now()) ?? context.busyMs;
    return { failure: psaFailure('PsaBusy', responded(status, words), wait), again: 'after-wait' };
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(answer.headers['retry-after'], context.now());
    return { failure: psaFailure('PsaUnreachable', responded(status, words), wait), again: 'after-pause' };
  }
  const failure = rejection(status, words, context);
  if (failure.code === 'PsaWrongCompanyOrSite' || !isPsasOwn(answer.text))
    return { failure, again: 'once-more' };
  return { failure, again: failure.code === 'PsaNotFound' ? 'if-moved' : 'no' };
}

function rejection(status: number, words: string, { right }: AnswerContext): PsaFailure {
  if (/cannot route|ssl (?:connection )?is required/i.test(words))
    return psaFailure('PsaWrongCompanyOrSite', responded(status, words));
  if ([400, 401, 403].includes(status) && /client[\s_-]?id/i.test(words))
    return psaFailure('PsaClientIdRejected', responded(status, words));
  if (status === 401) return psaFailure('PsaSignInRejected', responded(status, words));
  if (status === 403) return psaFailure('PsaRightMissing', respondedWithout(right, responded(status, words)));
  if (status === 404 || status === 410) return psaFailure('PsaNotFound', responded(status, words));
  if (status < 400) {
    return psaFailure('PsaAnswerUnreadable', message('psas.redirected', { status }));
  }
  return psaFailure('PsaRejected', responded(status, words));
}

export function verdictOfNoAnswer(outcome: HttpNoAnswer): Verdict {
  const { code, again, detail } = noAnswer(outcome);
  return { failure: psaFailure(code, detail), again };
}

const applicationError = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  errors: z.array(z.object({ message: z.string().nullish(), field: z.string().nullish() })).nullish(),
});

/** An application error names its code or says a message (connectwise.md 8); gateways, proxies and firewalls do not. */
function isPsasOwn(body: string): boolean {
  const json = parseJson(body);
  const error = applicationError.safeParse(json.ok ? json.value : null);
  return error.success && (typeof error.data.code === 'string' || typeof error.data.message === 'string');
}

/** The PSA's own words: message and `errors[]` of an application error, else the text of the body without markup. */
export function wordsOf(body: string, redact: (text: string) => string = (text) => text): string {
  const json = parseJson(body);
  const error = applicationError.safeParse(json.ok ? json.value : null);
  if (!error.success) return plainWords(body);
  const inner = (error.data.errors ?? []).map((one) =>
    [one.field, one.message].filter((part) => typeof part === 'string').join(': '),
  );
  const parts = [error.data.code, error.data.message, ...inner].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  // Again, because JSON may have written a secret with escapes.
  return parts.length === 0 ? plainWords(body) : plainWords(redact(parts.join(' · ')));
}

/** The two rejections about the first day of a new addition, in the vendor's words, and what people can do (connectwise.md 7.1). */
const dateAdvice = [
  [/cannot be less than the agreement billing start date/i, 'connectwise.first-day.before-billing-start'],
  [/this period has already been invoiced/i, 'connectwise.first-day.invoiced-period'],
] as const;

export function withDateAdvice(failure: PsaFailure, text: string): PsaFailure {
  if (failure.code !== 'PsaRejected') return failure;
  const found = dateAdvice.find(([words]) => words.test(text))?.[1];
  return found === undefined ? failure : { ...failure, detail: message(found, { response: failure.detail }) };
}
