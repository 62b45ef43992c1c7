import { entryOf, type Kinds } from '../../domain/kinds.ts';
import type { Suggestion, SuggestionReason } from '../../domain/mapping/suggestions.ts';

const words: Readonly<Record<SuggestionReason, string>> = {
  'equal-name': 'names are equal',
  case: 'names differ in capitals only',
  diacritics: 'names differ in accents only',
  punctuation: 'names differ in punctuation only',
  'legal-form': 'names differ in the legal form only',
  'cut-at-50-characters': 'name cut at 50 characters',
  'shared-words': 'names share words',
};

/**
 * Why, for people: here only, read by whoever shows a suggestion.
 * @param what is suggested, in the PSA's word: "company"
 */
export function suggestionWords(
  { reason, former, hasTwin }: Pick<Suggestion, 'reason' | 'former' | 'hasTwin'>,
  { psas }: Kinds,
  what: string,
): string {
  const facts: string[] = [];
  if (former !== null && former.companyName !== null) {
    facts.push(`mapped to ${former.companyName} in ${entryOf(psas, former.psa).name} before`);
    if (reason !== 'equal-name') facts.push(words[reason]);
    if (former.hasTwin) facts.push('another one had this name there');
  } else {
    facts.push(words[reason]);
    if (former !== null) facts.push(`not billed in ${entryOf(psas, former.psa).name} before`);
  }
  if (hasTwin) facts.push(`another ${what} has this name too`);
  return facts.join('; ');
}
