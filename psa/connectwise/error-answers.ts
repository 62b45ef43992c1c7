import { z } from 'zod';
import type { HttpAnswer, HttpNoAnswer, NoAnswerCause } from '../../http/outcome.ts';
import { parseJson } from '../../http/json.ts';
import { psaFailure } from './failures.ts';
import type { PsaFailure, PsaFailureCode } from '../port.ts';

/** A failure, and whether the same call may be tried again if it only reads. */
export interface Verdict {
  readonly failure: PsaFailure;
  /**
   * After a growing pause; after the wait the PSA wants; `if-moved`: at the company's new address, where it has one by
   * now; `once-more`: one further time whatever the address, since the answer is not in the PSA's own form. Only a
   * second such answer is a refusal: one stray text of a gateway or a proxy says nothing about keys, company or record.
   */
  readonly again: 'no' | 'after-pause' | 'after-wait' | 'if-moved' | 'once-more';
}

export interface AnswerContext {
  /** The right the call needs, as the security role names it (connectwise.md 9). */
  readonly right: string;
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
    return { failure: psaFailure('PsaBusy', said(words, status), wait), again: 'after-wait' };
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(answer.headers['retry-after'], context.now());
    return { failure: psaFailure('PsaUnreachable', said(words, status), wait), again: 'after-pause' };
  }
  const failure = refusal(status, words, context);
  if (failure.code === 'PsaWrongCompanyOrSite' || !isPsasOwn(answer.text))
    return { failure, again: 'once-more' };
  return { failure, again: failure.code === 'PsaNotFound' ? 'if-moved' : 'no' };
}

function refusal(status: number, words: string, { right }: AnswerContext): PsaFailure {
  if (/cannot route|ssl (?:connection )?is required/i.test(words))
    return psaFailure('PsaWrongCompanyOrSite', words);
  if ([400, 401, 403].includes(status) && /client[\s_-]?id/i.test(words))
    return psaFailure('PsaClientIdRefused', words);
  if (status === 401) return psaFailure('PsaSignInRefused', said(words, status));
  if (status === 403) return psaFailure('PsaRightMissing', `${right}. ${said(words, status)}`);
  if (status === 404 || status === 410) return psaFailure('PsaNotFound', said(words, status));
  if (status < 400) {
    const detail = `HTTP ${status} where an answer was expected; redirects are not followed`;
    return psaFailure('PsaAnswerUnreadable', detail);
  }
  return psaFailure('PsaRefused', said(words, status));
}

const said = (words: string, status: number): string =>
  words === '' ? `HTTP ${status} without a text` : `HTTP ${status}: ${words}`;

/** Every cause without an answer: its code, whether a read may be tried again, and what to tell. */
const withoutAnswer: Readonly<Record<NoAnswerCause, readonly [PsaFailureCode, Verdict['again'], string]>> = {
  timeout: ['PsaTimeout', 'after-pause', 'no answer in time'],
  dns: ['PsaUnreachable', 'after-pause', 'the host name does not resolve'],
  refused: ['PsaUnreachable', 'after-pause', 'the connection was refused'],
  reset: ['PsaUnreachable', 'after-pause', 'the connection ended before an answer'],
  cut: ['PsaUnreachable', 'after-pause', 'the connection ended inside the answer'],
  tls: ['PsaUnreachable', 'no', 'the certificate or the TLS handshake failed'],
  protocol: ['PsaUnreachable', 'no', 'what answers does not speak HTTP'],
  'too-large': ['PsaAnswerUnreadable', 'no', 'the answer is larger than allowed'],
  encoding: ['PsaAnswerUnreadable', 'no', 'the compression of the answer is unknown or broken'],
  'host-refused': ['PsaHostRefused', 'no', 'the site is not a host name'],
  'address-refused': ['PsaHostRefused', 'no', 'the site resolves only to addresses that may not be called'],
  aborted: ['PsaTimeout', 'no', 'the call was ended'],
};

export function verdictOfNoAnswer(outcome: HttpNoAnswer): Verdict {
  const [code, again, detail] = withoutAnswer[outcome.cause];
  return {
    failure: psaFailure(code, outcome.errorCode === undefined ? detail : `${detail} (${outcome.errorCode})`),
    again,
  };
}

/** `Retry-After` in seconds or as an HTTP date, in milliseconds; null when absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const written = header?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(written)) return Math.ceil(Number(written) * 1000);
  if (!/^[A-Za-z]{3},? /.test(written)) return null;
  const at = Date.parse(written);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
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
  if (!error.success) return plain(body);
  const inner = (error.data.errors ?? []).map((one) =>
    [one.field, one.message].filter((part) => typeof part === 'string').join(': '),
  );
  const parts = [error.data.code, error.data.message, ...inner].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  // Again, because JSON may have written a secret with escapes.
  return parts.length === 0 ? plain(body) : plain(redact(parts.join(' · ')));
}

/** Cut before the markup is taken out, so that a huge page costs nothing. */
function plain(text: string): string {
  return text
    .slice(0, 8_000)
    .replace(/<(script|style)\b[^<]*<\/\1>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 600);
}
