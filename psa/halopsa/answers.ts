import type { Right } from './rights.ts';
import { z } from 'zod';
import { parseJson } from '../../http/json.ts';
import type { HttpAnswer, HttpNoAnswer } from '../../http/outcome.ts';
import { parseJsonExactly } from '../exact-json.ts';
import { noAnswer, plainWords, responded, retryAfterMs } from '../no-answer.ts';
import { type Message, message } from '../../messages/message.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';

/** A failure, and whether the same call may be tried again if it only reads. */
export interface Verdict {
  readonly failure: PsaFailure;
  /** `renewed`: once with a new token, since the one that was sent may be dead (halopsa.md 3). */
  readonly again: 'no' | 'after-pause' | 'after-wait' | 'renewed';
}

export interface AnswerContext {
  /** The scope and right that the call needs (halopsa.md 8); null: it needs none. */
  readonly right: Right | null;
  /** Takes the values of the credential out of a text. */
  readonly redact: (text: string) => string;
  /** Wait where a 429 names none, milliseconds. */
  readonly busyMs: number;
  readonly now: () => number;
}

/** What an answer other than 2xx means (halopsa.md 3). The body is never assumed to be JSON. */
export function verdictOfAnswer({ status, text, headers }: HttpAnswer, context: AnswerContext): Verdict {
  const { redact, busyMs, now, right } = context;
  // Before anything is cut off, so that no part of a secret is left at an edge; again, since JSON may have escaped one.
  const words = redact(wordsOf(redact(text)));
  const said = responded(status, words);
  const named = retryAfterMs(headers['retry-after'], now());
  const no = (failure: PsaFailure): Verdict => ({ failure, again: 'no' });
  if (status === 429) return { failure: psaFailure('PsaBusy', said, named ?? busyMs), again: 'after-wait' };
  if (status >= 500 || status === 408)
    return { failure: psaFailure('PsaUnreachable', said, named), again: 'after-pause' };
  if (status === 401)
    return { failure: psaFailure('PsaRightMissing', withoutRight(right, said)), again: 'renewed' };
  if (status === 403) return no(psaFailure('PsaRightMissing', withoutRight(right, said)));
  if (status === 404 || status === 410) return no(psaFailure('PsaNotFound', said));
  if (status < 400) {
    return no(psaFailure('PsaAnswerUnreadable', message('psas.redirected', { status })));
  }
  return no(psaFailure('PsaRejected', said));
}

const withoutRight = (right: Right | null, response: Message): Message =>
  right === null ? response : message('halopsa.right-missing', { ...right, response });

export function verdictOfNoAnswer(outcome: HttpNoAnswer): Verdict {
  const { code, again, detail } = noAnswer(outcome);
  return { failure: psaFailure(code, detail), again };
}

const rejection = z.object({
  ClassName: z.string().nullish(),
  Message: z.string().nullish(),
  errorMessage: z.string().nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
});

/** Halo's own words, in whichever of its forms; else the text of the body without markup. */
function wordsOf(body: string): string {
  const json = parseJson(body);
  const parsed = rejection.safeParse(json.ok ? json.value : null);
  if (!parsed.success) return plainWords(body);
  const { Message, errorMessage, error, error_description: described } = parsed.data;
  const said = [Message, errorMessage, error, described].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return plainWords(said.length === 0 ? body : said.join(' · '));
}

/** The JSON of a good answer: exactly, with numbers as text; and as it can be posted back. */
export interface JsonAnswer {
  readonly exact: unknown;
  readonly raw: unknown;
}

export function jsonOf(text: string, operation: string): PsaResult<JsonAnswer> {
  const exact = parseJsonExactly(text);
  const raw = parseJson(text);
  if (exact.ok && raw.ok) return { ok: true, value: { exact: exact.value, raw: raw.value } };
  return psaFailure('PsaAnswerUnreadable', message('psas.unreadable.not-json', { call: operation }));
}
