import type { ErrorWords } from '../values/error-words.ts';

/**
 * The advice of a cause without what its detail says already: a cause may be stored together with its advice, whole or
 * one sentence of it.
 */
export const remainingAdvice = (detail: string | null, advice: string): string =>
  (advice.match(/[^.!?]+(?:[.!?]+(?!\s)[^.!?]*)*[.!?]*\s*/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !(detail ?? '').includes(sentence))
    .join(' ');

/** The advice to show with a cause: none where the detail is already an adapter's own advice. */
export const adviceBeside = (
  {
    code,
    title,
    detail,
    advice,
  }: {
    readonly code: string | null;
    readonly title: string;
    readonly detail: string;
    readonly advice: string;
  },
  errors: Pick<ErrorWords, 'bringsAdvice'> | null,
): string =>
  code !== null && errors?.bringsAdvice(code) === true && detail !== '' && detail !== title
    ? ''
    : remainingAdvice(detail, advice);
