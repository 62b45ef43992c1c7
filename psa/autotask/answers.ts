import { z } from 'zod';
import type { HttpAnswer, HttpNoAnswer } from '../../http/outcome.ts';
import { parseJson } from '../../http/json.ts';
import { noAnswer, plainWords, responded, respondedWithout, retryAfterMs } from '../no-answer.ts';
import { message } from '../../messages/message.ts';
import type { PsaFailure } from '../port.ts';
import { psaFailure } from './failures.ts';

/** A failure, and whether the same call may be tried again if it only reads. */
export interface Verdict {
  readonly failure: PsaFailure;
  /** `if-moved`: where the database is in another zone by now; its former one rejects the sign-in (autotask.md 1). */
  readonly again: 'no' | 'after-pause' | 'after-wait' | 'if-moved';
  /** Autotask itself said no, in its own form, so that nothing was done. */
  readonly definite: boolean;
}

export interface AnswerContext {
  /** What the call needs of the security level. */
  readonly right: string;
  /** Takes the values of the credential out of a text. */
  readonly redact: (text: string) => string;
  /** Wait where a rejection for too many calls names none, milliseconds. */
  readonly busyMs: number;
  readonly now: () => number;
}

const text = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]);
const rejection = z.object({ errors: z.array(text).min(1) });

/** Autotask's own words of rejection; null: the body is none of its rejections, whatever the status (autotask.md 5). */
export function errorsIn(body: string): string | null {
  const json = parseJson(body);
  const parsed = rejection.safeParse(json.ok ? json.value : null);
  return parsed.success ? plainWords(parsed.data.errors.join(' · ')) : null;
}

/**
 * What an answer that gave nothing means. The thread limit is looked for first, since it may come with any status; then
 * 429; and only then is a 500 with `errors` a definite no (autotask.md 5).
 */
export function verdictOfAnswer(answer: HttpAnswer, context: AnswerContext): Verdict {
  const { status } = answer;
  const { redact, busyMs, now, right } = context;
  const errors = errorsIn(redact(answer.text));
  const words = errors === null ? plainWords(redact(answer.text)) : redact(errors);
  const said = responded(status, words);
  const named = retryAfterMs(answer.headers['retry-after'], now());
  if (status === 429 || /itgenatr005|thread threshold/i.test(words))
    return {
      failure: psaFailure('PsaBusy', said, named ?? busyMs),
      again: 'after-wait',
      definite: false,
    };
  const no = (failure: PsaFailure, again: Verdict['again'] = 'no'): Verdict => ({
    failure,
    again,
    definite: true,
  });
  if (status === 401) return no(psaFailure('PsaSignInRejected', said), 'if-moved');
  if (status === 403) return no(psaFailure('PsaRightMissing', respondedWithout(right, said)));
  if (status === 404 || status === 410) return no(psaFailure('PsaNotFound', said));
  if (status === 500 && errors !== null) {
    if (/zone information could not be determined/i.test(words))
      return no(psaFailure('PsaWrongCompanyOrSite', said));
    if (/adequate permissions|required permissions/i.test(words))
      return no(psaFailure('PsaRightMissing', respondedWithout(right, said)));
    return no(psaFailure('PsaRejected', said));
  }
  if (status >= 500 || status === 408 || status === 409)
    return { failure: psaFailure('PsaUnreachable', said, named), again: 'after-pause', definite: false };
  if (status >= 200 && status < 300)
    return { failure: psaFailure('PsaRejected', said), again: 'no', definite: errors !== null };
  if (status < 400) {
    return {
      failure: psaFailure('PsaAnswerUnreadable', message('psas.redirected', { status })),
      again: 'no',
      definite: false,
    };
  }
  return no(psaFailure('PsaRejected', said));
}

export function verdictOfNoAnswer(outcome: HttpNoAnswer): Verdict {
  const { code, again, detail } = noAnswer(outcome);
  return { failure: psaFailure(code, detail), again, definite: outcome.sent === 'no' };
}
