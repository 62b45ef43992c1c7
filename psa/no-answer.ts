import type { HttpNoAnswer, NoAnswerCause } from '../http/outcome.ts';
import type { PsaFailureCode } from './port.ts';

/** A call that got no answer: its failure, and whether the same call may be tried again if it only reads. */
interface NoAnswer {
  readonly code: PsaFailureCode;
  readonly again: 'no' | 'after-pause';
  readonly detail: string;
}

/** Every cause without an answer: its code, whether a read may be tried again, and what to tell. */
const withoutAnswer: Readonly<Record<NoAnswerCause, readonly [PsaFailureCode, NoAnswer['again'], string]>> = {
  timeout: ['PsaTimeout', 'after-pause', 'no answer in time'],
  dns: ['PsaUnreachable', 'after-pause', 'the host name does not resolve'],
  rejected: ['PsaUnreachable', 'after-pause', 'the connection was rejected'],
  reset: ['PsaUnreachable', 'after-pause', 'the connection ended before an answer'],
  cut: ['PsaUnreachable', 'after-pause', 'the connection ended inside the answer'],
  tls: ['PsaUnreachable', 'no', 'the certificate or the TLS handshake failed'],
  protocol: ['PsaUnreachable', 'no', 'what answers does not speak HTTP'],
  'too-large': ['PsaAnswerUnreadable', 'no', 'the answer is larger than allowed'],
  encoding: ['PsaAnswerUnreadable', 'no', 'the compression of the answer is unknown or broken'],
  'host-rejected': ['PsaHostRejected', 'no', 'the site is not a host name'],
  'address-rejected': ['PsaHostRejected', 'no', 'the site resolves only to addresses that may not be called'],
  aborted: ['PsaTimeout', 'no', 'the call was ended'],
};

export function noAnswer({ cause, errorCode }: HttpNoAnswer): NoAnswer {
  const [code, again, detail] = withoutAnswer[cause];
  return { code, again, detail: errorCode === undefined ? detail : `${detail} (${errorCode})` };
}

/** `Retry-After` in seconds or as an HTTP date, in milliseconds; null when absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const written = header?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(written)) return Math.ceil(Number(written) * 1000);
  if (!/^[A-Za-z]{3},? /.test(written)) return null;
  const at = Date.parse(written);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The text of a body without markup. Cut before the markup is taken out, so that a huge page costs nothing. */
export function plainWords(text: string): string {
  return text
    .slice(0, 8_000)
    .replace(/<(script|style)\b[^<]*<\/\1>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 600);
}

/** Up to a fifth more, so that clients turned away together do not come back together. */
export const jittered = (ms: number): number => Math.ceil(ms * (1 + Math.random() * 0.2));
