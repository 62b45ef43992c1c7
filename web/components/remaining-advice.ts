/**
 * The advice of a cause without what its detail says already: a cause may be stored together with its advice, whole or
 * one sentence of it.
 */
export const remainingAdvice = (detail: string | null, advice: string): string =>
  (advice.match(/[^.!?]+(?:[.!?]+(?!\s)[^.!?]*)*[.!?]*\s*/gu) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !(detail ?? '').includes(sentence))
    .join(' ');
