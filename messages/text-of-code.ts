import { fillTerms, type Terminology, termsOf } from './terms.ts';

/** The words of an error code: what happened, then what to do. */
export interface ErrorText {
  readonly title: string;
  readonly advice: string;
}

/** Returns the words of a code among these texts; null where they have none. */
export function textOfCode(
  texts: Readonly<Record<string, string>>,
  code: string,
  terminology: Terminology | null,
): ErrorText | null {
  const title = own(texts, `error.${code}`);
  if (title === undefined) return null;
  const terms = termsOf(terminology);
  return {
    title: fillTerms(title, terms),
    advice: fillTerms(own(texts, `error.${code}.advice`) ?? '', terms),
  };
}

const own = (texts: Readonly<Record<string, string>>, id: string): string | undefined =>
  Object.hasOwn(texts, id) ? texts[id] : undefined;
