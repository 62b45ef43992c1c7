import { bringsAdvice } from '../../contracts/errors.ts';

/**
 * The advice of a cause without what its detail says already: a cause may be stored together with its advice, whole or
 * one sentence of it.
 */
export const remainingAdvice = (detail: string | null, advice: string): string =>
  (advice.match(/[^.!?]+(?:[.!?]+(?!\s)[^.!?]*)*[.!?]*\s*/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !(detail ?? '').includes(sentence))
    .join(' ');

/** Of a cause as it is shown: an adapter's own words, which fit what was measured, stand alone. */
export const adviceBeside = ({
  code,
  title,
  detail,
  advice,
}: {
  readonly code: string | null;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
}): string =>
  code !== null && bringsAdvice(code) && detail !== '' && detail !== title
    ? ''
    : remainingAdvice(detail, advice);
