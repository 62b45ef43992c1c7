import type { HttpNoAnswer, NoAnswerCause } from '../http/outcome.ts';
import { type Message, message } from '../messages/message.ts';
import type { PsaFailureCode } from './port.ts';

/** A call that got no answer: its failure, and whether the same call may be tried again if it only reads. */
interface NoAnswer {
  readonly code: PsaFailureCode;
  readonly again: 'no' | 'after-pause';
  readonly detail: Message;
}

/** Every cause without an answer: its code, and whether a read may be tried again. */
const withoutAnswer: Readonly<Record<NoAnswerCause, readonly [PsaFailureCode, NoAnswer['again']]>> = {
  timeout: ['PsaTimeout', 'after-pause'],
  dns: ['PsaUnreachable', 'after-pause'],
  rejected: ['PsaUnreachable', 'after-pause'],
  'proxy-unreachable': ['PsaUnreachable', 'after-pause'],
  'proxy-rejected': ['PsaUnreachable', 'no'],
  reset: ['PsaUnreachable', 'after-pause'],
  cut: ['PsaUnreachable', 'after-pause'],
  tls: ['PsaUnreachable', 'no'],
  protocol: ['PsaUnreachable', 'no'],
  'too-large': ['PsaAnswerUnreadable', 'no'],
  encoding: ['PsaAnswerUnreadable', 'no'],
  'host-rejected': ['PsaHostRejected', 'no'],
  'address-rejected': ['PsaHostRejected', 'no'],
  aborted: ['PsaTimeout', 'no'],
};

export function noAnswer({ cause, errorCode }: HttpNoAnswer): NoAnswer {
  const [code, again] = withoutAnswer[cause];
  const finding = message(`psas.no-answer.${cause}`);
  const detail =
    errorCode === undefined ? finding : message('psas.with-error-code', { finding, error: errorCode });
  return { code, again, detail };
}

/** A response in the PSA's own words, which must hold no secret any more; empty: it had none. */
export const responded = (status: number, words: string): Message => {
  const kept = words.slice(0, longestWords).replace(/[.\s]+$/u, '');
  return kept === ''
    ? message('psas.responded-without-text', { status })
    : message('psas.responded', { status, words: kept });
};

/** The same with the right that the call needs, as the PSA names it; null: it needs none. */
export const respondedWithout = (right: string | null, response: Message): Message =>
  right === null ? response : message('psas.right-missing', { right, response });

/** Longest text kept of a PSA's own words, in characters. */
const longestWords = 500;

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
