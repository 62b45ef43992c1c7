import type { Kinds, PsaWords } from './kinds.ts';

/** How people call the vendor, the PSA and what stands in it, of one integration, within a sentence. */
export interface Called {
  readonly vendor: string;
  readonly psa: string;
  /** Absent: those of this model, as in what was stored before they were told. */
  readonly words?: PsaWords;
}

/** Names as far as they are known; null: any of several may be meant. */
export interface CalledIfKnown {
  readonly vendor: string | null;
  readonly psa: string | null;
  readonly words?: PsaWords | null;
}

/** Where no integration is meant: the name of each kind of which there is one only. */
export const onlyCalled = ({ vendors, psas }: Kinds): CalledIfKnown => ({
  vendor: theOnly(vendors)?.shortName ?? null,
  psa: theOnly(psas)?.name ?? null,
  words: theOnly(psas)?.words ?? null,
});

function theOnly<T>(registry: Readonly<Record<string, T>>): T | null {
  const [only, ...others] = Object.values(registry);
  return only === undefined || others.length > 0 ? null : only;
}

/** Without one of them a text stays as it is. */
const anyWord = /vendor|PSA|agreement|compan(?:y|ies)|product/iu;

/** Words that hold for every kind say "the vendor", "the PSA", "agreement"; people read names and words in their place. */
export function inNames(text: string, called: CalledIfKnown | null): string {
  if (!anyWord.test(text)) return text;
  const named = text.replace(
    // "the vendor rejected", and as in "Vendor 40, PSA 30: +10".
    /\b[Tt]he (?<named>vendor|PSA)\b(?! credential)|\b(?<counts>Vendor|PSA)(?= [\d−-])/gu,
    (general: string, name?: string, counts?: string) =>
      ((name ?? counts) === 'PSA' ? called?.psa : called?.vendor) ?? general,
  );
  return inOwnWords(named, called?.words ?? null);
}

/** Of a text that may quote the PSA itself or name a customer: no word in it is ours to change but these two. */
export const namesOnly = (called: CalledIfKnown | null): CalledIfKnown | null =>
  called === null ? null : { ...called, words: null };

/** The model's words for what stands in a PSA, small with their article, and as the first word of a text. */
const modelWord =
  /(?<article>\b[Aa]n? )?(?<!(?:&|and) )\b(?<one>agreement|company|product)\b|\b(?<many>agreements|companies|products)\b|^(?<first>Agreement|Company|Product)\b(?! ID)/gu;

function inOwnWords(text: string, words: PsaWords | null): string {
  if (words === null) return text;
  return text.replace(modelWord, (...match: unknown[]) => {
    const { article, one, many, first } = match.at(-1) as Readonly<Record<string, string | undefined>>;
    if (many !== undefined) return wordFor(many, words).many;
    if (first !== undefined) return capital(wordFor(first, words).one);
    const { one: own } = wordFor(one ?? '', words);
    return article === undefined ? own : `${article.charAt(0)}${/^[aeiou]/u.test(own) ? 'n' : ''} ${own}`;
  });
}

const wordFor = (word: string, { agreement, company, product }: PsaWords) =>
  /^agreement/iu.test(word) ? agreement : /^compan/iu.test(word) ? company : product;

/** As the first word of a text. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
