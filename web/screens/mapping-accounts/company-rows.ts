import type { Company } from '../../api/mapping.ts';
import type { Words } from '../../components/words.ts';
import { plural } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';

/** Why this company is not offered; null: it is. */
export function whyClosed(company: Company, { psa, company: one }: Words): string | null {
  if (company.deleted) return `In the recycle bin of ${psa}. Choose its living twin by id.`;
  if (company.goneAt !== null) return `${psa} no longer lists this ${one}.`;
  return null;
}

const isOffered = ({ deleted, goneAt }: Company): boolean => !deleted && goneAt === null;

/** Companies that are not offered come with a search, and beside their twins. */
export const isListed = (company: Company, isSearched: boolean): boolean =>
  isSearched || isOffered(company) || company.twins > 0;

export const companyText = ({ name, identifier, id }: Company): string =>
  `${name}\n${identifier ?? ''}\n${id}`.toLowerCase();

/** "active · 2 agreements · mapped ×1"; the state stands where twins have to be told apart. */
export function companyFacts(company: Company, mapped: number, words: Words): string {
  const state = company.deleted
    ? 'recycle bin'
    : company.goneAt === null
      ? company.status?.toLowerCase()
      : 'gone';
  return [
    ...(company.twins > 0 || company.deleted || company.goneAt !== null ? [state ?? 'no status'] : []),
    company.agreements === 0
      ? `no ${words.agreement}`
      : plural(company.agreements, words.agreement, words.agreements),
    ...(mapped > 0 ? [`mapped ×${mapped}`] : []),
  ].join(' · ');
}

/** What a screen reader hears of the row. */
export function companySpoken(company: Company, mapped: number, words: Words): string {
  const facts = [
    shortText(company.name),
    `${words.psa} id ${company.id}`,
    company.deleted ? 'in the recycle bin' : (company.status?.toLowerCase() ?? 'no status'),
    plural(company.agreements, words.agreement, words.agreements),
    mapped === 0 ? 'not mapped' : `mapped to ${plural(mapped, 'account')}`,
    ...(company.twins > 0 ? [`${company.twins + 1} ${words.companies} have this name`] : []),
  ];
  const closed = whyClosed(company, words);
  return `${facts.join(', ')}.${closed === null ? '' : ` ${closed}`}`;
}
